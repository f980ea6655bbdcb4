import { Duration, Effect } from "effect"
import { MonitorError } from "../errors.ts"
import type { MonitorSettings } from "../settings.ts"
import { shortestTimeout } from "../timeLimits.ts"

const inSeconds = (duration: Duration.Duration): string => `${Duration.toSeconds(duration)} s`

/** The timeout asked for, or the configured one; refused outside its bounds. */
export const checkTimeout = (
  settings: Pick<MonitorSettings, "timeout" | "timeoutMax">,
  wanted: Duration.Duration | undefined
): Effect.Effect<Duration.Duration, MonitorError> => {
  if (wanted === undefined) return Effect.succeed(Duration.min(settings.timeout, settings.timeoutMax))
  const allowed = Duration.between(wanted, { minimum: shortestTimeout, maximum: settings.timeoutMax })
  return allowed
    ? Effect.succeed(wanted)
    : Effect.fail(
        new MonitorError({
          reason: "invalidTimeout",
          message:
            `a timeout of ${inSeconds(wanted)} is out of bounds: it must be at least ${inSeconds(shortestTimeout)} and ` +
            `at most ${inSeconds(settings.timeoutMax)} (K0RDENT_MONITOR_TIMEOUT_MAX)`
        })
      )
}
