import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Stream } from "effect"
import { WatchSignal } from "../../src/domain/watchSignal.ts"
import { deployment, makeFakeKube, readyStatus, unreachable } from "./fakeKube.ts"
import { demo, metric, pass, settle, subscribe, withMonitor } from "./harness.ts"

const cluster = deployment("kcm-system/demo")
const ready = { ...cluster, resourceVersion: "9", status: readyStatus }
const interrupted = WatchSignal.Interrupted({ detail: unreachable.message, attempt: 1, attempts: 3 })

describe("a subscription's life", () => {
  it.effect("begins with a snapshot, tells changes, ends after the terminal update with nothing left", () => {
    const kube = makeFakeKube([cluster])
    return withMonitor(kube, (monitor) =>
      Effect.gen(function* () {
        const reader = yield* subscribe(monitor)
        assert.strictEqual(reader.updates.length, 1)
        assert.strictEqual(reader.updates[0]?.metadata.name, "demo")
        assert.deepStrictEqual(kube.journal, ["open clusterdeployments kcm-system", "open events kcm-system"])
        assert.strictEqual(yield* metric("subscriptions_active"), 1)
        assert.isFalse(reader.ended())

        yield* kube.put(ready)
        yield* pass("2 minutes")
        const last = reader.updates.at(-1)
        assert.strictEqual(last?.phase, "Ready")
        assert.strictEqual(last?.terminal, true)
        assert.strictEqual(reader.updates.filter(({ terminal }) => terminal).length, 1)
        assert.isTrue(reader.ended())
        assert.strictEqual(kube.openWatches(), 0)
        assert.strictEqual(yield* metric("subscriptions_active"), 0)
        assert.strictEqual(yield* metric("updates_published_total"), reader.updates.length)
        assert.strictEqual(yield* metric("update_latency_seconds"), reader.updates.length)
      })
    )
  })

  it.effect("of a cluster that is ready already is one update long", () => {
    const kube = makeFakeKube([ready])
    return withMonitor(kube, (monitor) =>
      Effect.gen(function* () {
        const updates = yield* Effect.forkChild(Stream.runCollect(monitor.subscribe(demo)))
        yield* pass("2 minutes")
        const all = yield* Fiber.join(updates)
        assert.strictEqual(all.at(-1)?.terminal, true)
        assert.strictEqual(all.at(-1)?.phase, "Ready")
        assert.strictEqual(kube.openWatches(), 0)
      })
    )
  })

  it.effect("is over when it is unsubscribed, its watches closed and its permit back", () => {
    const kube = makeFakeKube([cluster])
    return withMonitor(
      kube,
      (monitor) =>
        Effect.gen(function* () {
          const reader = yield* subscribe(monitor)
          yield* reader.unsubscribe
          assert.deepStrictEqual(kube.journal.slice(2).toSorted(), [
            "close clusterdeployments kcm-system",
            "close events kcm-system"
          ])
          assert.strictEqual(yield* metric("subscriptions_active"), 0)
          const told = reader.updates.length
          yield* kube.put(ready)
          yield* pass("2 hours")
          assert.strictEqual(reader.updates.length, told)
          yield* subscribe(monitor)
        }),
      { maxTotal: 1 }
    )
  })

  it.effect("goes on while nobody reads, in bounded memory, and loses neither end nor order", () => {
    const kube = makeFakeKube([cluster])
    return withMonitor(kube, (monitor) =>
      Effect.gen(function* () {
        const stream = yield* monitor.open(demo)
        yield* settle
        for (let outage = 0; outage < 50; outage++) {
          yield* kube.tellClusters("kcm-system", interrupted)
          yield* pass("1 second")
          yield* kube.tellClusters("kcm-system", WatchSignal.Resumed())
          yield* pass("1 second")
        }
        yield* kube.put(ready)
        yield* pass("2 minutes")
        assert.strictEqual(kube.openWatches(), 0)
        assert.strictEqual(yield* metric("subscriptions_active"), 0)
        const updates = yield* Stream.runCollect(stream)
        assert.isAtMost(updates.length, 8)
        assert.strictEqual(updates.at(-1)?.terminal, true)
        assert.deepStrictEqual(
          updates.map(({ timestamp }) => timestamp),
          updates.map(({ timestamp }) => timestamp).toSorted()
        )
      })
    )
  })

  it.effect("shares nothing with another one of the same cluster", () => {
    const kube = makeFakeKube([cluster])
    return withMonitor(kube, (monitor) =>
      Effect.gen(function* () {
        const one = yield* subscribe(monitor)
        const two = yield* subscribe(monitor)
        yield* one.unsubscribe
        yield* kube.remove(cluster)
        yield* settle
        assert.isFalse(one.updates.some(({ terminal }) => terminal))
        assert.strictEqual(two.updates.at(-1)?.terminal, true)
        assert.isTrue(two.ended())
      })
    )
  })
})

describe("a snapshot", () => {
  it.effect("does not wait for events for longer than 5 s", () => {
    const kube = makeFakeKube([cluster])
    return withMonitor(kube, (monitor) =>
      Effect.gen(function* () {
        yield* kube.silence("events")
        const asking = yield* Effect.forkChild(monitor.snapshot(demo))
        yield* pass("5 seconds")
        assert.strictEqual((yield* Fiber.join(asking)).metadata.name, "demo")
      })
    )
  })

  it.effect("is what a subscriber would be told first, takes no permit and leaves nothing open", () => {
    const kube = makeFakeKube([cluster])
    return withMonitor(
      kube,
      (monitor) =>
        Effect.gen(function* () {
          const reader = yield* subscribe(monitor)
          assert.deepStrictEqual(yield* monitor.snapshot(demo), reader.updates[0])
          yield* reader.unsubscribe
          assert.strictEqual(kube.openWatches(), 0)
          const error = yield* Effect.flip(monitor.snapshot({ namespace: "kcm-system", name: "absent" }))
          assert.strictEqual(error.reason, "notFound")
          assert.include(error.message, '"kcm-system/absent"')
        }),
      { maxTotal: 1 }
    )
  })
})

it.effect("a thousand subscriptions come and go without a trace", () => {
  const kube = makeFakeKube([cluster])
  return withMonitor(
    kube,
    (monitor) =>
      Effect.gen(function* () {
        const scope = yield* Effect.scope
        const finalizers = () => (scope.state._tag === "Open" ? (scope.state.finalizers?.size ?? 0) : 0)
        const before = finalizers()
        for (let n = 0; n < 1000; n++) {
          const reader = yield* subscribe(monitor, demo, { client: `client-${n}` })
          assert.strictEqual(reader.updates.length, 1)
          yield* reader.unsubscribe
        }
        assert.strictEqual(kube.openWatches(), 0)
        assert.strictEqual(kube.journal.length, 4000)
        assert.strictEqual(yield* metric("subscriptions_active"), 0)
        assert.strictEqual(finalizers(), before)
        yield* subscribe(monitor)
      }),
    { maxTotal: 1 }
  )
})
