import { Duration, Effect } from "effect"
import { UsageError } from "./usage.ts"

const form = /^(\d{1,7})(s|m|h)?$/u

const unit = new Map([
  ["s", 1],
  ["m", 60],
  ["h", 3600]
])

/** A flag that is a time: `90`, `90s`, `40m` or `1h`, of one second at least and `maximumSeconds` at most. */
export const durationFlag = (
  flag: string,
  value: string,
  maximumSeconds: number
): Effect.Effect<Duration.Duration, UsageError> => {
  const [, count, letter = "s"] = form.exec(value) ?? []
  const seconds = count === undefined ? Number.NaN : Number(count) * (unit.get(letter) ?? 1)
  return seconds >= 1 && seconds <= maximumSeconds
    ? Effect.succeed(Duration.seconds(seconds))
    : Effect.fail(
        new UsageError({
          message: `${flag} must be a time like 90, 90s, 40m or 1h, of at most ${maximumSeconds} s, not ${JSON.stringify(value)}`
        })
      )
}
