import { assert, describe, it } from "@effect/vitest"
import { Duration, Effect, Fiber } from "effect"
import type { TimelineEntry } from "../../src/domain/update/timelineEntry.ts"
import type { ClusterMonitor } from "../../src/monitor/ClusterMonitor.ts"
import { outcomeOf, type Until } from "../../src/monitor/wait/until.ts"
import type { Waiting } from "../../src/monitor/wait/wait.ts"
import { deployment, makeFakeKube, provisioningStatus, readyStatus, unreachable } from "./fakeKube.ts"
import { demo, metric, pass, settle, withMonitor } from "./harness.ts"

const cluster = deployment("kcm-system/demo", { status: provisioningStatus })
const ready = { ...cluster, resourceVersion: "9", status: readyStatus }

const begin = (monitor: ClusterMonitor["Service"], until: Until, more: Partial<Waiting> = {}) =>
  Effect.forkChild(monitor.wait(demo, { until, timeout: Duration.minutes(30), client: "test", ...more }), {
    startImmediately: true
  })

const table: ReadonlyArray<readonly [Until, TimelineEntry["phase"], boolean, string, "reached" | "ended" | undefined]> =
  [
    ["ready", "Ready", true, "Ready", "reached"],
    ["ready", "Ready", true, "Deleted", "ended"],
    ["ready", "Failed", false, "QuotaExceeded", undefined],
    ["ready", "Failed", true, "QuotaExceeded", "ended"],
    ["terminal", "Failed", true, "QuotaExceeded", "reached"],
    ["terminal", "Scaling", false, "Scaling", undefined],
    ["update", "Provisioning", false, "Provisioning", "reached"],
    ["Scaling", "Bootstrapping", false, "Bootstrapping", undefined],
    ["Scaling", "Scaling", false, "Scaling", "reached"],
    ["Scaling", "Ready", true, "Ready", "reached"],
    ["Scaling", "Failed", true, "QuotaExceeded", "ended"],
    ["Scaling", "Scaling", true, "Deleted", "ended"],
    ["Failed", "Failed", false, "QuotaExceeded", "reached"],
    ["Failed", "Ready", true, "Ready", "ended"]
  ]

describe("until", () => {
  for (const [until, phase, terminal, reason, expected] of table) {
    it(`${until}: ${phase} (${reason}${terminal ? ", the end" : ""}) is ${expected ?? "waited through"}`, () => {
      assert.strictEqual(outcomeOf(until, { entry: { phase, reason }, terminal }), expected)
    })
  }
})

describe("a wait", () => {
  it.effect("returns when the cluster is ready, with everything told meanwhile and progress on the way", () => {
    const kube = makeFakeKube([cluster])
    return withMonitor(kube, (monitor) =>
      Effect.gen(function* () {
        const told: Array<readonly [string, boolean]> = []
        const progress: Waiting["progress"] = ({ phase }, news) => Effect.sync(() => told.push([phase, news]))
        const waiting = yield* begin(monitor, "ready", { progress })
        yield* pass("35 seconds")
        assert.strictEqual(yield* metric("subscriptions_active"), 1)
        assert.deepStrictEqual(
          told,
          Array.from({ length: 4 }, () => ["Provisioning", false] as const)
        )
        yield* kube.put(ready)
        yield* pass("2 minutes")
        const result = yield* Fiber.join(waiting)
        assert.strictEqual(result.outcome, "reached")
        assert.strictEqual(result.update.phase, "Ready")
        assert.deepStrictEqual(
          result.timeline.map(({ phase }) => phase),
          ["Ready"]
        )
        assert.deepStrictEqual(told.at(-1), ["Ready", true])
        assert.strictEqual(yield* metric("subscriptions_active"), 0)
        assert.strictEqual(yield* metric("remembered"), 1)
      })
    )
  })

  it.effect("that runs out of time says where the cluster stands, and can be taken up again", () => {
    const kube = makeFakeKube([cluster])
    return withMonitor(kube, (monitor) =>
      Effect.gen(function* () {
        const waiting = yield* begin(monitor, "ready", { timeout: Duration.seconds(45) })
        yield* pass("46 seconds")
        const first = yield* Fiber.join(waiting)
        assert.deepStrictEqual([first.outcome, first.update.phase, first.timeline], ["timeout", "Provisioning", []])
        yield* kube.put(ready)
        yield* pass("2 minutes")
        const second = yield* Fiber.join(yield* begin(monitor, "ready", { since: first.cursor }))
        assert.strictEqual(second.outcome, "reached")
        assert.deepStrictEqual(
          second.timeline.map(({ phase }) => phase),
          ["Ready"]
        )
        const third = yield* Fiber.join(yield* begin(monitor, "update", { since: first.cursor }))
        assert.strictEqual(third.outcome, "reached")
        const none = yield* Fiber.join(yield* begin(monitor, "update", { since: second.cursor }))
        assert.strictEqual(none.outcome, "ended")
      })
    )
  })

  it.effect("is over at once where the cluster has come so far already", () => {
    const kube = makeFakeKube([cluster])
    return withMonitor(kube, (monitor) =>
      Effect.gen(function* () {
        const result = yield* Fiber.join(yield* begin(monitor, "Provisioning"))
        assert.strictEqual(result.outcome, "reached")
      })
    )
  })

  it.effect("that is interrupted leaves nothing but the memory", () => {
    const kube = makeFakeKube([cluster])
    return withMonitor(
      kube,
      (monitor) =>
        Effect.gen(function* () {
          const waiting = yield* begin(monitor, "ready")
          yield* settle
          assert.strictEqual(kube.openWatches(), 2)
          yield* Fiber.interrupt(waiting)
          assert.strictEqual(yield* metric("subscriptions_active"), 0)
          assert.strictEqual(kube.openWatches(), 0)
        }),
      { maxRemembered: 0 }
    )
  })

  it.effect("really waits for the next thing told where nothing is remembered, whatever the cursor", () => {
    const kube = makeFakeKube([cluster])
    return withMonitor(
      kube,
      (monitor) =>
        Effect.gen(function* () {
          const { cursor } = yield* monitor.timeline(demo)
          const waiting = yield* Effect.forkChild(
            monitor.wait(demo, { until: "update", timeout: Duration.minutes(2), since: cursor }),
            { startImmediately: true }
          )
          yield* settle
          assert.isUndefined(waiting.pollUnsafe())
          yield* kube.put(ready)
          yield* pass("2 minutes")
          const { note, outcome } = yield* Fiber.join(waiting)
          assert.strictEqual(outcome, "reached")
          assert.include(note ?? "", "K0RDENT_MONITOR_MAX_REMEMBERED")
        }),
      { maxRemembered: 0 }
    )
  })

  it.effect("is refused by the limits, the policy and the absence of its cluster, as a subscription is", () => {
    const kube = makeFakeKube([cluster])
    return withMonitor(
      kube,
      (monitor) =>
        Effect.gen(function* () {
          const holding = yield* begin(monitor, "ready")
          yield* settle
          const wait = { until: "ready", timeout: Duration.seconds(5), client: "test" } as const
          assert.strictEqual((yield* Effect.flip(monitor.wait(demo, wait))).reason, "limitExceeded")
          yield* Fiber.interrupt(holding)
          const absent = { namespace: "kcm-system", name: "absent" }
          assert.strictEqual((yield* Effect.flip(monitor.wait(absent, wait))).reason, "notFound")
          const elsewhere = { namespace: "elsewhere", name: "demo" }
          assert.strictEqual((yield* Effect.flip(monitor.wait(elsewhere, wait))).reason, "namespaceNotAllowed")
        }),
      { maxPerClient: 1, namespaceFilter: "kcm-system" }
    )
  })

  it.effect("outlasts an outage of the API server, and says that there is one", () => {
    const kube = makeFakeKube([cluster])
    return withMonitor(kube, (monitor) =>
      Effect.gen(function* () {
        const waiting = yield* begin(monitor, "ready")
        yield* settle
        yield* kube.refuse("clusterdeployments", unreachable)
        yield* kube.breakClusterWatches(unreachable)
        yield* pass("10 minutes")
        yield* kube.heal("clusterdeployments")
        yield* kube.change((objects) => objects.set("kcm-system/demo", ready))
        yield* pass("3 minutes")
        const { outcome, timeline } = yield* Fiber.join(waiting)
        assert.strictEqual(outcome, "reached")
        assert.strictEqual(timeline[0]?.reason, "WatchInterrupted")
      })
    )
  })

  it.effect("ends with a cluster that is deleted", () => {
    const kube = makeFakeKube([cluster])
    return withMonitor(kube, (monitor) =>
      Effect.gen(function* () {
        const waiting = yield* begin(monitor, "ready")
        yield* settle
        yield* kube.remove(cluster)
        yield* pass("1 minute")
        const { outcome, update } = yield* Fiber.join(waiting)
        assert.deepStrictEqual([outcome, update.reason], ["ended", "Deleted"])
      })
    )
  })
})
