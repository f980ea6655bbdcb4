import { createHmac, randomBytes, timingSafeEqual } from "node:crypto"
import { Data, Effect, Result } from "effect"
import { compilePolicy, type NamespacePolicy } from "../../../monitor/policy.ts"

/** Whoever bears a token, with the namespaces it may see. */
export interface Bearer {
  /** Names the token in limits and logs without telling anything of it. */
  readonly client: string
  readonly namespaces: NamespacePolicy
}

/** What a token grants, beside the digest by which it is known: of the token itself nothing is kept. */
interface Grant extends Bearer {
  readonly digest: Buffer
  readonly filter: string
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

/** Reads files of tokens, and knows their bearers again. */
export const makeBearers = () => {
  const digest = makeDigest()

  const readLine = (line: string, number: number): Effect.Effect<ReadonlyArray<Grant>, InvalidTokens> => {
    const text = line.trim()
    if (text === "" || text.startsWith("#")) return Effect.succeed([])
    const [token = "", filter = "", ...more] = text.split(/\s+/u)
    if (more.length > 0) {
      return Effect.fail(
        new InvalidTokens({ message: `line ${number}: expected TOKEN [FILTER], and nothing behind it` })
      )
    }
    const own = digest(token)
    return compilePolicy({ namespaceFilter: filter, devAllowAny: false }).pipe(
      Effect.map((namespaces) => [
        { digest: own, filter, namespaces, client: `token-${own.toString("hex").slice(0, 12)}` }
      ]),
      Effect.mapError(() => new InvalidTokens({ message: `line ${number}: the filter is not a valid RE2 expression` }))
    )
  }

  return {
    /** `TOKEN [FILTER]` a line; empty lines and those that begin with `#` say nothing. */
    parse: (text: string): Effect.Effect<Bearers, InvalidTokens> =>
      Effect.forEach(text.split("\n"), (line, index) => readLine(line, index + 1)).pipe(
        Effect.map((grants) => ({ grants: grants.flat() }))
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
