import { assert, describe, it } from "@effect/vitest"
import { Duration, Effect } from "effect"
import { WatchSignal } from "../../src/domain/watchSignal.ts"
import { deployment, event, forbidden, makeFakeKube, readyStatus, unreachable } from "./fakeKube.ts"
import { demo, metric, pass, settle, subscribe, withMonitor } from "./harness.ts"

const cluster = deployment("kcm-system/demo")
const ready = { ...cluster, resourceVersion: "9", status: readyStatus }
const interrupted = WatchSignal.Interrupted({ detail: unreachable.message, attempt: 1, attempts: 3 })

describe("events", () => {
  const created = event("kcm-system/demo.1", {
    reason: "CAPIClusterIsReady",
    message: "CAPI Cluster is ready",
    regarding: { kind: "ClusterDeployment", namespace: "kcm-system", name: "demo", uid: "uid-demo" }
  })

  it.effect("without the right to them a subscription opens, says so once, and lives on conditions", () => {
    const kube = makeFakeKube([cluster])
    return withMonitor(kube, (monitor) =>
      Effect.gen(function* () {
        yield* kube.refuse("events", forbidden("list", "events", "kcm-system"))
        const reader = yield* subscribe(monitor)
        assert.strictEqual(reader.updates[0]?.source === "system", false)
        assert.strictEqual(reader.updates[1]?.reason, "EventsUnavailable")
        assert.include(
          reader.updates[1]?.message,
          'the right to list events in namespace "kcm-system" is missing: bind a Role in that namespace with apiGroups: [""]'
        )
        yield* pass("10 minutes")
        assert.strictEqual(reader.reasons().filter((reason) => reason === "EventsUnavailable").length, 1)
        yield* kube.put(ready)
        yield* pass("2 minutes")
        assert.strictEqual(reader.updates.at(-1)?.phase, "Ready")
        assert.strictEqual((yield* monitor.snapshot(demo)).metadata.name, "demo")
      })
    )
  })

  it.effect("a right to them that is taken away is said once and ends nothing", () => {
    const kube = makeFakeKube([cluster])
    return withMonitor(kube, (monitor) =>
      Effect.gen(function* () {
        const reader = yield* subscribe(monitor)
        yield* kube.breakEventWatches(forbidden("watch", "events", "kcm-system"))
        yield* settle
        assert.strictEqual(reader.updates.at(-1)?.reason, "EventsUnavailable")
        assert.strictEqual(kube.openWatches(), 1)
        yield* pass("5 minutes")
        assert.strictEqual(kube.openWatches(), 1)
        assert.isFalse(reader.ended())
      })
    )
  })

  it.effect("that fail for good although they are allowed are tried again, and nothing is missed", () => {
    const kube = makeFakeKube([cluster])
    return withMonitor(kube, (monitor) =>
      Effect.gen(function* () {
        const reader = yield* subscribe(monitor)
        yield* kube.tellEvents("kcm-system", interrupted)
        yield* kube.breakEventWatches(unreachable)
        yield* kube.putEvent(created)
        yield* pass("29 seconds")
        assert.strictEqual(kube.openWatches(), 1)
        yield* pass("1 second")
        assert.strictEqual(kube.openWatches(), 2)
        yield* pass("10 seconds")
        const system = reader.updates.filter(({ source }) => source === "system").map(({ reason }) => reason)
        assert.deepStrictEqual(system, ["WatchInterrupted", "WatchResumed"])
        assert.strictEqual(yield* metric("events_total", { stage: "seen" }), 1)
      })
    )
  })

  it.effect("that do not come do not hold up the snapshot for longer than 5 s", () => {
    const kube = makeFakeKube([cluster])
    return withMonitor(kube, (monitor) =>
      Effect.gen(function* () {
        yield* kube.silence("events")
        const reader = yield* subscribe(monitor)
        yield* pass("4999 millis")
        assert.strictEqual(reader.updates.length, 0)
        yield* pass("1 millis")
        assert.strictEqual(reader.updates.length, 1)
        yield* kube.putEvent(created)
        yield* settle
        assert.strictEqual(yield* metric("events_total", { stage: "seen" }), 1)
      })
    )
  })

  it.effect("that do not come within a short life do not lengthen it", () => {
    const kube = makeFakeKube([cluster])
    return withMonitor(kube, (monitor) =>
      Effect.gen(function* () {
        yield* kube.silence("events")
        const reader = yield* subscribe(monitor, demo, { timeout: Duration.seconds(2) })
        yield* pass("2 seconds")
        assert.deepStrictEqual(reader.reasons(), ["Snapshot", "TimeoutNear", "Timeout"])
        assert.isTrue(reader.ended())
      })
    )
  })

  it.effect("are told again only when they changed", () => {
    const kube = makeFakeKube([cluster])
    return withMonitor(kube, (monitor) =>
      Effect.gen(function* () {
        yield* kube.putEvent(created)
        yield* subscribe(monitor)
        yield* kube.relist("kcm-system")
        yield* kube.putEvent(created)
        yield* settle
        assert.strictEqual(yield* metric("events_total", { stage: "seen" }), 1)
        yield* kube.putEvent({ ...created, resourceVersion: "2", count: 2 })
        yield* settle
        assert.strictEqual(yield* metric("events_total", { stage: "seen" }), 2)
      })
    )
  })
})
