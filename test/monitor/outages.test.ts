import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { WatchSignal } from "../../src/domain/watchSignal.ts"
import { deployment, forbidden, makeFakeKube, provisioningStatus, unreachable } from "./fakeKube.ts"
import { pass, settle, subscribe, withMonitor } from "./harness.ts"

const cluster = deployment("kcm-system/demo")
const provisioning = { ...cluster, resourceVersion: "5", status: provisioningStatus }
const interrupted = WatchSignal.Interrupted({ detail: unreachable.message, attempt: 1, attempts: 3 })

describe("outages", () => {
  it.effect("that the end follows at once are told as over before it", () => {
    const kube = makeFakeKube([cluster])
    return withMonitor(kube, (monitor) =>
      Effect.gen(function* () {
        const reader = yield* subscribe(monitor)
        yield* kube.tellClusters("kcm-system", interrupted)
        yield* settle
        yield* kube.remove(cluster)
        yield* kube.tellClusters("kcm-system", WatchSignal.Resumed())
        yield* settle
        assert.deepStrictEqual(reader.reasons().slice(1), ["WatchInterrupted", "WatchResumed", "Deleted"])
        assert.isTrue(reader.ended())
      })
    )
  })

  it.effect("are told once, and once when they are over, with what changed meanwhile", () => {
    const kube = makeFakeKube([cluster])
    return withMonitor(kube, (monitor) =>
      Effect.gen(function* () {
        const reader = yield* subscribe(monitor)
        yield* kube.tellClusters("kcm-system", interrupted)
        yield* kube.tellEvents("kcm-system", interrupted)
        yield* pass("1 second")
        yield* kube.tellClusters("kcm-system", interrupted)
        yield* pass("1 second")
        yield* kube.change((clusters) => clusters.set("kcm-system/demo", provisioning))
        yield* kube.relist("kcm-system")
        yield* kube.tellClusters("kcm-system", WatchSignal.Resumed())
        yield* kube.tellEvents("kcm-system", WatchSignal.Resumed())
        yield* pass("20 seconds")
        const system = reader.updates.filter(({ source }) => source === "system").map(({ reason }) => reason)
        assert.deepStrictEqual(system, ["WatchInterrupted", "WatchResumed"])
        assert.strictEqual(reader.updates[0]?.phase, "Initializing")
        assert.strictEqual(reader.updates.at(-1)?.phase, "Provisioning")
      })
    )
  })

  it.effect("before the story begins are told after its snapshot, in their order", () => {
    const kube = makeFakeKube([cluster])
    return withMonitor(kube, (monitor) =>
      Effect.gen(function* () {
        yield* kube.silence("events")
        const reader = yield* subscribe(monitor)
        yield* kube.tellEvents("kcm-system", interrupted)
        yield* settle
        assert.deepStrictEqual(reader.updates, [])
        yield* kube.relist("kcm-system")
        yield* kube.tellEvents("kcm-system", WatchSignal.Resumed())
        yield* settle
        assert.deepStrictEqual(reader.reasons(), ["Snapshot", "WatchInterrupted", "WatchResumed"])
      })
    )
  })

  it.effect("that are over while more is being listened for are told as over, and no sooner", () => {
    const kube = makeFakeKube([cluster])
    return withMonitor(kube, (monitor) =>
      Effect.gen(function* () {
        const reader = yield* subscribe(monitor)
        yield* kube.tellEvents("kcm-system", interrupted)
        yield* settle
        // Another cluster whose events it has to keep apart: its events are listened for anew.
        yield* kube.put(deployment("kcm-system/demo-eu"))
        yield* settle
        assert.deepStrictEqual(reader.reasons().slice(1), ["WatchInterrupted"])
        yield* kube.holdWatches
        yield* kube.put(deployment("kcm-system/demo-us"))
        yield* settle
        assert.strictEqual(kube.watchesOf("events"), 0)
        yield* kube.tellEvents("kcm-system", WatchSignal.Resumed())
        yield* kube.letWatches
        yield* settle
        assert.deepStrictEqual(reader.reasons().slice(1), ["WatchInterrupted", "WatchResumed"])
      })
    )
  })

  it.effect("that end the watch of ClusterDeployments end the subscription with the last known phase", () => {
    const kube = makeFakeKube([cluster])
    return withMonitor(kube, (monitor) =>
      Effect.gen(function* () {
        const reader = yield* subscribe(monitor)
        yield* kube.tellClusters("kcm-system", interrupted)
        yield* kube.breakClusterWatches(unreachable)
        yield* settle
        const last = reader.updates.at(-1)
        assert.strictEqual(last?.terminal, true)
        assert.strictEqual(last?.severity, "error")
        assert.strictEqual(last?.phase, reader.updates[0]?.phase)
        assert.include(last?.message, "connection refused")
        assert.isTrue(reader.ended())
        assert.strictEqual(kube.openWatches(), 0)
      })
    )
  })

  it.effect("a watch that breaks down by a defect ends the subscription like one that was given up", () => {
    const kube = makeFakeKube([cluster])
    return withMonitor(kube, (monitor) =>
      Effect.gen(function* () {
        const reader = yield* subscribe(monitor)
        yield* kube.defectInClusterWatches("a bug")
        yield* settle
        assert.include(reader.updates.at(-1)?.message, "broke down by an internal error")
        assert.notInclude(reader.updates.at(-1)?.message, "a bug")
        assert.isTrue(reader.ended())
        assert.strictEqual(kube.openWatches(), 0)
      })
    )
  })

  it.effect("a right to ClusterDeployments that is taken away ends the subscription and is named", () => {
    const kube = makeFakeKube([cluster])
    return withMonitor(kube, (monitor) =>
      Effect.gen(function* () {
        const reader = yield* subscribe(monitor)
        yield* kube.breakClusterWatches(forbidden("watch", "clusterdeployments", "kcm-system"))
        yield* settle
        assert.include(
          reader.updates.at(-1)?.message,
          'the right to watch clusterdeployments in namespace "kcm-system" is missing'
        )
        assert.isTrue(reader.ended())
      })
    )
  })
})
