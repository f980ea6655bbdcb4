import { assert, it } from "@effect/vitest"
import { Effect, Fiber, Layer } from "effect"
import { KubeError } from "../../src/kube/errors/KubeError.ts"
import { Kube } from "../../src/kube/Kube.ts"
import { ClusterMonitor } from "../../src/monitor/ClusterMonitor.ts"
import { layerClusterMonitor } from "../../src/monitor/layer.ts"
import { defaultSettings } from "../../src/monitor/settings.ts"
import { deployment, forbidden, makeFakeKube } from "./fakeKube.ts"
import { demo, pass, withMonitor } from "./harness.ts"

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

it.effect("a snapshot of a cluster whose story is just being begun comes no later than any other", () => {
  const kube = makeFakeKube([deployment("kcm-system/demo")])
  return withMonitor(kube, (monitor) =>
    Effect.gen(function* () {
      yield* kube.silence("clusterdeployments")
      yield* Effect.forkChild(Effect.flip(monitor.timeline(demo)), { startImmediately: true })
      yield* pass("10 seconds")
      const asked = yield* Effect.forkChild(monitor.snapshot(demo), { startImmediately: true })
      yield* pass("1 second")
      assert.isDefined(asked.pollUnsafe())
      assert.strictEqual((yield* Fiber.join(asked)).metadata.name, "demo")
    })
  )
})

it.effect("events that do not come are missed, and not taken for none", () => {
  const kube = makeFakeKube([deployment("kcm-system/demo")])
  return withMonitor(kube, (monitor) =>
    Effect.gen(function* () {
      yield* kube.silence("events")
      const ask = monitor.events({ namespace: "kcm-system" })
      const asked = yield* Effect.forkChild(Effect.flip(ask), { startImmediately: true })
      const explained = yield* Effect.forkChild(monitor.explain(demo), { startImmediately: true })
      yield* pass("6 seconds")
      assert.include((yield* Fiber.join(explained)).lookAt?.join("\n"), "kubectl get events -n kcm-system")
      yield* pass("40 seconds")
      assert.strictEqual((yield* Fiber.join(asked)).reason, "unavailable")
    })
  )
})

it.effect("events that are none are none, whatever else cannot be read", () => {
  const kube = makeFakeKube([deployment("kcm-system/demo")])
  return withMonitor(kube, (monitor) =>
    Effect.gen(function* () {
      yield* kube.refuse("kcm-system", forbidden("list", "clusterdeployments", "kcm-system"))
      assert.deepStrictEqual(yield* monitor.events({ namespace: "kcm-system", raw: true }), { events: [] })
      assert.deepStrictEqual(yield* monitor.events({ namespace: "kcm-system", cluster: "demo" }), { events: [] })
      assert.strictEqual((yield* Effect.flip(monitor.events({ namespace: "kcm-system" }))).reason, "forbidden")
      yield* kube.refuse("events", new KubeError({ reason: "transport", message: "it is gone" }))
      assert.strictEqual(
        (yield* Effect.flip(monitor.events({ namespace: "kcm-system", raw: true }))).reason,
        "unavailable"
      )
    })
  )
})
