import { createHmac, randomBytes, timingSafeEqual } from "node:crypto"
import { Data, Effect, Result } from "effect"
import { compilePolicy, type NamespacePolicy } from "../../../monitor/policy.ts"

/** Whoever bears a token, with the namespaces it may see. */
export interface Bearer {
  /**
   * Names the token in limits and logs without telling anything of it. With another filter it is another client: what it has
   * begun before is not its own any more.
   */
  readonly client: string
  readonly namespaces: NamespacePolicy
}

/** What a token grants, beside the digest by which it is known: of the token itself nothing is kept. */
interface Grant extends Bearer {
  readonly digest: Buffer
  readonly filter: string
  readonly line: number
}

/** A file of tokens cannot be used. `message` names the line, and never what stands in it. */
export class InvalidTokens extends Data.TaggedError("InvalidTokens")<{ readonly message: string }> {}

export interface Bearers {
  readonly grants: ReadonlyArray<Grant>
}

// A key of this process alone: digests of it say nothing to anybody else, and comparing them says nothing of the token.
const makeDigest = () => {
  const key = randomBytes(32)
  return (token: string): Buffer => createHmac("sha256", key).update(token).digest()
}

const nameOf = (digest: Buffer): string => `token-${digest.toString("hex").slice(0, 12)}`

// No namespace has a `#` in its name, so that no filter needs one.
const comment = /(?:^|\s)#.*$/u
const fitForHeader = /^[!-~]+$/u

/** Reads files of tokens, and knows their bearers again. */
export const makeBearers = () => {
  const digest = makeDigest()

  const readLine = (line: string, number: number): Effect.Effect<ReadonlyArray<Grant>, InvalidTokens> => {
    const text = line.trim().replace(comment, "").trim()
    if (text === "") return Effect.succeed([])
    const wrong = (message: string) => new InvalidTokens({ message: `line ${number}: ${message}` })
    const [token = "", filter = "", ...more] = text.split(/\s+/u)
    if (more.length > 0) return Effect.fail(wrong("expected TOKEN [FILTER], and nothing behind it"))
    if (!fitForHeader.test(token)) {
      return Effect.fail(wrong("no header bears this token: it may have visible ASCII characters only"))
    }
    const own = digest(token)
    return compilePolicy({ namespaceFilter: filter, devAllowAny: false }).pipe(
      Effect.map((namespaces) => [
        { digest: own, filter, line: number, namespaces, client: nameOf(digest(`${token} ${filter}`)) }
      ]),
      Effect.mapError(() => wrong("the filter is not a valid RE2 expression"))
    )
  }

  /** A token that stands there twice must mean the same both times: nobody could say which line counts. */
  const checkAlike = (grants: ReadonlyArray<Grant>): Effect.Effect<void, InvalidTokens> => {
    const known = new Map<string, Grant>()
    for (const grant of grants) {
      const other = known.get(grant.digest.toString("hex"))
      if (other !== undefined && other.filter !== grant.filter) {
        return new InvalidTokens({
          message: `line ${grant.line}: the token of line ${other.line} stands here again, with another filter`
        })
      }
      known.set(grant.digest.toString("hex"), grant)
    }
    return Effect.void
  }

  return {
    /** `TOKEN [FILTER]` a line; empty lines, and whatever follows a `#` at its beginning or behind a space, say nothing. */
    parse: (text: string): Effect.Effect<Bearers, InvalidTokens> =>
      Effect.forEach(text.split("\n"), (line, index) => readLine(line, index + 1)).pipe(
        Effect.map((grants) => grants.flat()),
        Effect.tap(checkAlike),
        Effect.map((grants) => ({ grants }))
      ),
    /** The bearer of a token. Takes as long for a wrong one as for a right one: every grant is compared. */
    find: ({ grants }: Bearers, token: string): Grant | undefined => {
      const presented = digest(token)
      let found: Grant | undefined
      for (const grant of grants) if (timingSafeEqual(grant.digest, presented)) found ??= grant
      return found
    },
    /** Whether what was granted still is, word for word. */
    holds: ({ grants }: Bearers, grant: Grant): boolean =>
      grants.some((other) => other.digest.equals(grant.digest) && other.filter === grant.filter)
  }
}

export type { Grant }

const bearer = /^Bearer +(\S+) *$/iu

/** The token in an `Authorization` header (RFC 6750, section 2.1). */
export const tokenIn = (authorization: string | undefined): Result.Result<string, "absent" | "malformed"> => {
  if (authorization === undefined || authorization.trim() === "") return Result.fail("absent")
  const token = bearer.exec(authorization.trim())?.[1]
  return token === undefined ? Result.fail("malformed") : Result.succeed(token)
}
