import { assert, describe, it } from "@effect/vitest"
import { Duration, Effect } from "effect"
import { deployment, makeFakeKube } from "./fakeKube.ts"
import { demo, metric, pass, subscribe, withMonitor } from "./harness.ts"

const cluster = deployment("kcm-system/demo")

describe("time", () => {
  const table = [
    { timeout: undefined, warnAt: 3300, endAt: 3600 },
    { timeout: Duration.hours(4), warnAt: 14_100, endAt: 14_400 },
    { timeout: Duration.seconds(601), warnAt: 301, endAt: 601 },
    { timeout: Duration.seconds(599), warnAt: 299.5, endAt: 599 },
    { timeout: Duration.seconds(10), warnAt: 5, endAt: 10 },
    { timeout: Duration.seconds(1), warnAt: 0.5, endAt: 1 }
  ]
  for (const { timeout, warnAt, endAt } of table) {
    it.effect(`a subscription of ${endAt} s warns at ${warnAt} s and ends at ${endAt} s, to the millisecond`, () => {
      const kube = makeFakeKube([cluster])
      return withMonitor(kube, (monitor) =>
        Effect.gen(function* () {
          const reader = yield* subscribe(monitor, demo, timeout === undefined ? {} : { timeout })
          yield* pass(Duration.millis(warnAt * 1000 - 1))
          assert.notInclude(reader.reasons(), "TimeoutNear")
          yield* pass("1 millis")
          assert.include(reader.reasons(), "TimeoutNear")
          yield* pass(Duration.millis((endAt - warnAt) * 1000 - 1))
          assert.isFalse(reader.ended())
          assert.strictEqual(kube.openWatches(), 2)
          yield* pass("1 millis")
          assert.strictEqual(reader.updates.at(-1)?.message, "Monitoring timeout exceeded")
          assert.strictEqual(reader.updates.at(-1)?.terminal, true)
          assert.strictEqual(reader.reasons().filter((reason) => reason === "TimeoutNear").length, 1)
          assert.isTrue(reader.ended())
          assert.strictEqual(kube.openWatches(), 0)
          assert.strictEqual(yield* metric("timeouts_total"), 1)
          assert.strictEqual(yield* metric("subscriptions_active"), 0)
        })
      )
    })
  }
})

it.effect("a timeout out of bounds is refused with the bounds, before anything is taken", () => {
  const kube = makeFakeKube([cluster])
  return withMonitor(kube, (monitor) =>
    Effect.gen(function* () {
      for (const timeout of [Duration.seconds(14_401), Duration.millis(999), Duration.zero, Duration.infinity]) {
        for (const door of [monitor.admit(demo, { timeout }), Effect.scoped(monitor.open(demo, { timeout }))]) {
          const error = yield* Effect.flip(Effect.asVoid(door))
          assert.strictEqual(error.reason, "invalidTimeout")
          assert.include(error.message, "at least 1 s and at most 14400 s")
        }
      }
      assert.strictEqual(yield* metric("subscriptions_active"), 0)
    })
  )
})
