import { Cause, Effect, Option } from "effect"
import { internalFailure, type RequestFailure } from "./failures.ts"

/** A fault that is told neither as a refusal nor as an interruption is a bug: the log gets all of it, the client a hint. */
export const hideDefects = <A, R>(method: string, effect: Effect.Effect<A, RequestFailure, R>) =>
  Effect.catchCause(effect, (cause): Effect.Effect<never, RequestFailure> => {
    if (Cause.hasInterrupts(cause)) return Effect.failCause(cause)
    const failure = Cause.findErrorOption(cause)
    if (Option.isSome(failure)) return Effect.fail(failure.value)
    return Effect.logError(`request ${method} failed unexpectedly`, cause).pipe(
      Effect.andThen(Effect.fail(internalFailure))
    )
  })
