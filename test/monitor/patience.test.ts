import { assert, it } from "@effect/vitest"
import { Effect, Fiber, Layer } from "effect"
import { Kube } from "../../src/kube/Kube.ts"
import { ClusterMonitor } from "../../src/monitor/ClusterMonitor.ts"
import { layerClusterMonitor } from "../../src/monitor/layer.ts"
import { defaultSettings } from "../../src/monitor/settings.ts"
import { makeFakeKube } from "./fakeKube.ts"
import { demo, pass } from "./harness.ts"

it.effect("however many ask at once, the management cluster is asked 32 questions at a time", () => {
  let asked = 0
  const counting = Layer.effect(
    Kube,
    Effect.map(Kube, (kube) => ({
      ...kube,
      getClusterDeployment: () =>
        Effect.suspend(() => {
          asked += 1
          return Effect.never
        }),
      listClusterDeployments: () => Effect.succeed({ items: [] })
    }))
  ).pipe(Layer.provide(makeFakeKube().layer))
  return Effect.gen(function* () {
    const monitor = yield* ClusterMonitor
    const all = Effect.forEach(Array.from({ length: 1000 }), () => Effect.flip(monitor.snapshot(demo)), {
      concurrency: "unbounded"
    })
    const errors = yield* Effect.forkChild(all, { startImmediately: true })
    yield* pass("44 seconds")
    assert.strictEqual(asked, 32)
    yield* pass("1 second")
    assert.isTrue((yield* Fiber.join(errors)).every(({ reason }) => reason === "unavailable"))
  }).pipe(Effect.provide(layerClusterMonitor(defaultSettings).pipe(Layer.provide(counting))))
})

/** A management cluster whose list always has one more page, and that never answers a get. */
const endless = Layer.effect(
  Kube,
  Effect.map(Kube, (kube) => ({
    ...kube,
    getClusterDeployment: () => Effect.never,
    listClusterDeployments: () => Effect.delay(Effect.succeed({ items: [], continue: "again" }), "20 millis")
  }))
).pipe(Layer.provide(makeFakeKube().layer))

// MCP clients give a request up after 60 s: an answer that says why is better than none.
for (const [what, ask] of [
  ["list", (monitor: ClusterMonitor["Service"]) => Effect.asVoid(monitor.list())],
  ["snapshot", (monitor: ClusterMonitor["Service"]) => Effect.asVoid(monitor.snapshot(demo))]
] as const) {
  it.effect(`a ${what} that does not come to an end is given up after 45 s`, () =>
    Effect.gen(function* () {
      const monitor = yield* ClusterMonitor
      const asked = yield* Effect.forkChild(Effect.flip(ask(monitor)), { startImmediately: true })
      yield* pass("44 seconds")
      assert.isUndefined(asked.pollUnsafe())
      yield* pass("1 second")
      const error = yield* Fiber.join(asked)
      assert.strictEqual(error.reason, "unavailable")
      assert.include(error.message, "within 45 s")
    }).pipe(Effect.provide(layerClusterMonitor(defaultSettings).pipe(Layer.provide(endless))))
  )
}
