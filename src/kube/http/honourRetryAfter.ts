import { Cause, Duration, Effect, Schedule } from "effect"
import type { KubeError } from "../errors/KubeError.ts"

/** A wait of zero is still a wait, or we would spin. */
export const shortestWait = 250

/**
 * Honours the waits that the server asks for, as long as whoever is waiting for the answer can be kept waiting. Every
 * other error is told at once: the caller knows better what to do about it.
 */
export const honourRetryAfter = (limit: Duration.Duration) => {
  const waits = Schedule.fromStepWithMetadata(
    Effect.succeed(({ input: error, elapsed }: Schedule.InputMetadata<KubeError>) => {
      if (error.reason !== "throttled" || error.retryAfterMs === undefined) return Cause.done(elapsed)
      const wait = Math.max(error.retryAfterMs, shortestWait)
      return elapsed + wait > Duration.toMillis(limit)
        ? Cause.done(elapsed)
        : Effect.succeed([elapsed, Duration.millis(wait)] satisfies [number, Duration.Duration])
    })
  )
  return <A, R>(effect: Effect.Effect<A, KubeError, R>): Effect.Effect<A, KubeError, R> => Effect.retry(effect, waits)
}
