import { assert } from "@effect/vitest"
import { Clock, Duration, Effect } from "effect"

const interval = "25 millis"

/**
 * Asks again and again, by the clock on the wall, until there is an answer; fails the test with what was seen instead
 * when none comes in time.
 */
export const eventually = Effect.fnUntraced(function* <A, E, R>(
  what: string,
  ask: Effect.Effect<A | undefined, E, R>,
  options: { readonly within?: Duration.Input; readonly seen?: () => unknown } = {}
) {
  const within = options.within ?? "20 seconds"
  const deadline = (yield* Clock.currentTimeMillis) + Duration.toMillis(within)
  for (;;) {
    const answer = yield* ask
    if (answer !== undefined) return answer
    if ((yield* Clock.currentTimeMillis) > deadline) {
      const seen = options.seen === undefined ? "" : `; seen: ${JSON.stringify(options.seen(), undefined, 1)}`
      return assert.fail(`waited ${Duration.format(Duration.fromInputUnsafe(within))} in vain for ${what}${seen}`)
    }
    yield* Effect.sleep(interval)
  }
})

/** The same for something that becomes true. */
export const becomes = (
  what: string,
  holds: () => boolean,
  options: { readonly within?: Duration.Input; readonly seen?: () => unknown } = {}
) =>
  eventually(
    what,
    Effect.sync(() => holds() || undefined),
    options
  )
