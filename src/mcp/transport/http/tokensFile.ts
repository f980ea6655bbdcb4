import { readFile, stat } from "node:fs/promises"
import { Effect, Option, Result, Schedule, type Scope, Stream, SubscriptionRef } from "effect"
import { type Bearer, type Bearers, type Grant, InvalidTokens, makeBearers, tokenIn } from "./bearer.ts"

/** Who may come in, by the tokens of a file that is read again whenever it changes. */
export interface Tokens {
  readonly identify: (
    authorization: string | undefined
  ) => Effect.Effect<Result.Result<Bearer & { readonly revoked: Effect.Effect<void> }, "absent" | "wrong">>
}

// How soon a removed token ends what it has opened. A request looks at the file itself, and so is never late.
const lookEvery = "1 second"

const describeFailure = (thrown: unknown): string =>
  thrown instanceof Error && "code" in thrown ? String(thrown.code) : "it cannot be read"

/** What tells a changed file from an unchanged one; a Kubernetes secret is changed by a link to another file. */
const look = (path: string) =>
  Effect.tryPromise({
    try: async () => {
      const seen = await stat(path)
      return { isFile: seen.isFile(), mark: `${seen.ino} ${seen.mtimeMs} ${seen.size}` }
    },
    catch: (thrown) => new InvalidTokens({ message: describeFailure(thrown) })
  }).pipe(
    Effect.flatMap(({ isFile, mark }) =>
      // A pipe or a device would be waited for without end, and could not be read again.
      isFile ? Effect.succeed(mark) : new InvalidTokens({ message: "it is not a regular file" })
    )
  )

/**
 * Reads the file now, and fails where it holds no token. Later on a file that is gone or makes no sense changes nothing,
 * and is complained of in the log: half a file must not let anybody in, nor lock everybody out.
 */
export const watchTokensFile = (path: string): Effect.Effect<Tokens, InvalidTokens, Scope.Scope> =>
  Effect.gen(function* () {
    const bearers = makeBearers()
    const read = Effect.gen(function* () {
      const seen = yield* look(path)
      const text = yield* Effect.tryPromise({
        try: () => readFile(path, "utf8"),
        catch: (thrown) => new InvalidTokens({ message: describeFailure(thrown) })
      })
      return { seen, known: yield* bearers.parse(text) }
    })
    const first = yield* read
    if (first.known.grants.length === 0) return yield* new InvalidTokens({ message: "there is no token in it" })
    const current = yield* SubscriptionRef.make<Bearers>(first.known)
    let lastSeen = first.seen
    let complaint = ""

    const refresh = Effect.gen(function* () {
      if ((yield* look(path)) === lastSeen) return
      const { known, seen } = yield* read
      lastSeen = seen
      complaint = ""
      yield* SubscriptionRef.set(current, known)
      yield* Effect.logInfo(`the tokens were read again: ${known.grants.length}`)
    }).pipe(
      Effect.catch(({ message }) => {
        if (message === complaint) return Effect.void
        complaint = message
        return Effect.logError(`the tokens stay as they were, the file cannot be used: ${message}`)
      })
    )
    yield* Effect.forkScoped(Effect.repeat(refresh, Schedule.spaced(lookEvery)))

    const revoked = (grant: Grant): Effect.Effect<void> =>
      SubscriptionRef.changes(current).pipe(
        Stream.filter((known) => !bearers.holds(known, grant)),
        Stream.take(1),
        Stream.runDrain
      )

    return {
      identify: (authorization) =>
        Effect.gen(function* () {
          yield* refresh
          const token = tokenIn(authorization)
          if (Result.isFailure(token))
            return Result.fail(token.failure === "absent" ? ("absent" as const) : ("wrong" as const))
          const grant = Option.fromUndefinedOr(bearers.find(yield* SubscriptionRef.get(current), token.success))
          return Option.match(grant, {
            onNone: () => Result.fail("wrong" as const),
            onSome: (known) => Result.succeed({ ...known, revoked: revoked(known) })
          })
        })
    }
  })
