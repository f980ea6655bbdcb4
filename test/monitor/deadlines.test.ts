import { assert, it } from "@effect/vitest"
import { Duration, Effect } from "effect"
import { checkTimeout, deadlines } from "../../src/monitor/deadlines.ts"
import { defaultSettings } from "../../src/monitor/settings.ts"

it.effect("a timeout within its bounds is taken as it is, the bounds included", () =>
  Effect.gen(function* () {
    for (const seconds of [1, 10, 3600, 14_400]) {
      const timeout = yield* checkTimeout(defaultSettings, Duration.seconds(seconds))
      assert.strictEqual(Duration.toSeconds(timeout), seconds)
    }
    assert.strictEqual(Duration.toSeconds(yield* checkTimeout(defaultSettings, undefined)), 3600)
  })
)

it.effect("a timeout out of bounds is refused with the bounds", () =>
  Effect.gen(function* () {
    for (const wanted of [Duration.seconds(14_401), Duration.millis(999), Duration.zero, Duration.infinity]) {
      const error = yield* Effect.flip(checkTimeout(defaultSettings, wanted))
      assert.strictEqual(error.reason, "invalidTimeout")
      assert.include(error.message, "at least 1 s and at most 14400 s")
    }
  })
)

it("warns 5 minutes before the end, or half-way through a short life", () => {
  const table = [
    [3600, 3300],
    [601, 301],
    [600, 300],
    [599, 299.5],
    [10, 5],
    [1, 0.5]
  ] as const
  for (const [timeout, warning] of table) {
    const { warnAt, endAt } = deadlines(1000, Duration.seconds(timeout))
    assert.deepStrictEqual([warnAt, endAt], [1000 + warning * 1000, 1000 + timeout * 1000])
  }
})
