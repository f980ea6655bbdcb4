import { Cause, Duration, Effect, Schedule } from "effect"
import type { KubeError } from "../errors/KubeError.ts"
import type { RetryDecision } from "./retryState.ts"

/** The policy as a schedule: `decide` says of each fault at its time what follows from it. */
export const retrySchedule = (decide: (error: KubeError, now: number) => RetryDecision) =>
  Schedule.fromStep(
    Effect.succeed((now: number, error: KubeError) => {
      const verdict = decide(error, now)
      return verdict._tag === "GiveUp"
        ? Cause.done(now)
        : Effect.succeed([now, Duration.millis(verdict.millis)] satisfies [number, Duration.Duration])
    })
  )
