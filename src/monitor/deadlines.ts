import { Duration, Effect } from "effect"
import { MonitorError } from "./errors.ts"
import type { MonitorSettings } from "./settings.ts"

const shortest = Duration.seconds(1)
const warningLead = Duration.minutes(5)

const inSeconds = (duration: Duration.Duration): string => `${Duration.toSeconds(duration)} s`

/** The timeout asked for, or the configured one; refused outside its bounds. */
export const checkTimeout = (
  settings: Pick<MonitorSettings, "timeout" | "timeoutMax">,
  wanted: Duration.Duration | undefined
): Effect.Effect<Duration.Duration, MonitorError> => {
  if (wanted === undefined) return Effect.succeed(Duration.min(settings.timeout, settings.timeoutMax))
  const allowed = Duration.between(wanted, { minimum: shortest, maximum: settings.timeoutMax })
  return allowed
    ? Effect.succeed(wanted)
    : Effect.fail(
        new MonitorError({
          reason: "invalidTimeout",
          message:
            `a timeout of ${inSeconds(wanted)} is out of bounds: it must be at least ${inSeconds(shortest)} and ` +
            `at most ${inSeconds(settings.timeoutMax)} (K0RDENT_MONITOR_TIMEOUT_MAX)`
        })
      )
}

/** When a subscription warns and when it ends, in epoch milliseconds. */
export interface Deadlines {
  readonly warnAt: number
  readonly endAt: number
  readonly timeoutMs: number
}

/** The warning comes 5 minutes before the end, or half-way where the whole is shorter than 10 minutes (upstream task 16). */
export const deadlines = (startedAt: number, timeout: Duration.Duration): Deadlines => {
  const timeoutMs = Duration.toMillis(timeout)
  const lead = Math.min(Duration.toMillis(warningLead), timeoutMs / 2)
  return { warnAt: startedAt + timeoutMs - lead, endAt: startedAt + timeoutMs, timeoutMs }
}
