import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { deployment, forbidden, makeFakeKube, provisioningStatus, readyStatus, unreachable } from "./fakeKube.ts"
import { demo, metric, pass, settle, withMonitor } from "./harness.ts"

const cluster = deployment("kcm-system/demo", { status: provisioningStatus })
const ready = { ...cluster, resourceVersion: "9", status: readyStatus }

describe("the timeline", () => {
  it.effect("holds what was told after a cursor, oldest first, and nothing twice", () => {
    const kube = makeFakeKube([cluster])
    return withMonitor(kube, (monitor) =>
      Effect.gen(function* () {
        const first = yield* monitor.timeline(demo)
        assert.strictEqual(first.update.metadata.name, "demo")
        assert.isUndefined(first.timeline)
        const nothing = yield* monitor.timeline(demo, { since: first.cursor })
        assert.deepStrictEqual(nothing.timeline, [])
        yield* kube.put(ready)
        yield* pass("2 minutes")
        const later = yield* monitor.timeline(demo, { since: first.cursor })
        assert.strictEqual(later.update.phase, "Ready")
        assert.strictEqual(later.timeline?.at(-1)?.phase, "Ready")
        assert.isUndefined(later.note)
        const times = (later.timeline ?? []).map(({ timestamp }) => timestamp)
        assert.deepStrictEqual(times, times.toSorted())
        assert.deepStrictEqual((yield* monitor.timeline(demo, { since: later.cursor })).timeline, [])
      })
    )
  })

  it.effect("answers a cursor that it does not know with everything, and says so", () => {
    const kube = makeFakeKube([cluster, deployment("kcm-system/other", { status: provisioningStatus })])
    return withMonitor(kube, (monitor) =>
      Effect.gen(function* () {
        const other = yield* monitor.timeline({ namespace: "kcm-system", name: "other" })
        for (const since of ["", "nonsense", "x".repeat(10_000), other.cursor]) {
          const answer = yield* monitor.timeline(demo, { since })
          assert.strictEqual(answer.timeline?.length, 1)
          assert.include(answer.note ?? "", "cursor is unknown or too old")
        }
      })
    )
  })

  it.effect("is remembered for an hour after somebody asked, and counts against no client", () => {
    const kube = makeFakeKube([cluster])
    return withMonitor(
      kube,
      (monitor) =>
        Effect.gen(function* () {
          const { cursor } = yield* monitor.timeline(demo)
          assert.strictEqual(yield* metric("remembered"), 1)
          assert.strictEqual(yield* metric("subscriptions_active"), 0)
          yield* pass("50 minutes")
          assert.isUndefined((yield* monitor.timeline(demo, { since: cursor })).note)
          yield* pass("59 minutes")
          assert.strictEqual(kube.openWatches(), 2)
          yield* pass("2 minutes")
          assert.strictEqual(kube.openWatches(), 0)
          assert.strictEqual(yield* metric("remembered"), 0)
          assert.include((yield* monitor.timeline(demo, { since: cursor })).note ?? "", "unknown or too old")
        }),
      { maxPerClient: 1, maxTotal: 1 }
    )
  })

  it.effect("of the cluster that was asked about longest ago makes room", () => {
    const names = ["one", "two", "three"]
    const kube = makeFakeKube(names.map((name) => deployment(`ns-${name}/demo`, { status: provisioningStatus })))
    const target = (name: string) => ({ namespace: `ns-${name}`, name: "demo" })
    return withMonitor(
      kube,
      (monitor) =>
        Effect.gen(function* () {
          yield* monitor.timeline(target("one"))
          yield* monitor.timeline(target("two"))
          yield* monitor.timeline(target("one"))
          yield* monitor.timeline(target("three"))
          yield* settle
          assert.strictEqual(yield* metric("remembered"), 2)
          assert.include(kube.journal, "close clusterdeployments ns-two")
          assert.notInclude(kube.journal, "close clusterdeployments ns-one")
        }),
      { maxRemembered: 2 }
    )
  })

  it.effect("is not kept where the memory is switched off, or watching is not allowed", () => {
    const kube = makeFakeKube([cluster])
    return withMonitor(
      kube,
      (monitor) =>
        Effect.gen(function* () {
          const { cursor, update } = yield* monitor.timeline(demo)
          assert.strictEqual(update.phase, "Provisioning")
          const again = yield* monitor.timeline(demo, { since: cursor })
          assert.deepStrictEqual(again.timeline, [])
          assert.include(again.note ?? "", "K0RDENT_MONITOR_MAX_REMEMBERED")
          assert.strictEqual(kube.journal.length, 0)
        }),
      { maxRemembered: 0 }
    )
  })

  it.effect("goes on after an outage, and says that there was one", () => {
    const kube = makeFakeKube([cluster])
    return withMonitor(kube, (monitor) =>
      Effect.gen(function* () {
        const { cursor } = yield* monitor.timeline(demo)
        yield* kube.refuse("clusterdeployments", unreachable)
        yield* kube.breakClusterWatches(unreachable)
        yield* pass("3 minutes")
        const during = yield* monitor.timeline(demo, { since: cursor })
        assert.include(during.update.message, "does not answer")
        yield* kube.heal("clusterdeployments")
        yield* kube.change((objects) => objects.set("kcm-system/demo", ready))
        yield* pass("3 minutes")
        const after = yield* monitor.timeline(demo, { since: cursor })
        assert.deepStrictEqual(
          after.timeline?.map(({ phase, reason }) => (reason?.startsWith("Watch") ? reason : phase)),
          ["WatchInterrupted", "WatchResumed", "Ready"]
        )
      })
    )
  })

  it.effect("looks again at a cluster whose story has ended", () => {
    const kube = makeFakeKube([ready])
    return withMonitor(kube, (monitor) =>
      Effect.gen(function* () {
        const asking = yield* Effect.forkChild(monitor.timeline(demo))
        yield* pass("2 minutes")
        const { cursor, update } = yield* Fiber.join(asking)
        assert.strictEqual(update.phase, "Ready")
        yield* kube.put({ ...ready, resourceVersion: "10", status: provisioningStatus })
        const changed = yield* monitor.timeline(demo, { since: cursor })
        assert.strictEqual(changed.update.phase, "Provisioning")
        assert.strictEqual(changed.timeline?.length, 1)
        yield* kube.remove(ready)
        yield* settle
        assert.strictEqual((yield* monitor.timeline(demo, { since: changed.cursor })).update.reason, "Deleted")
        assert.strictEqual((yield* Effect.flip(monitor.timeline(demo))).reason, "notFound")
      })
    )
  })

  it.effect("refuses what a subscription would refuse", () => {
    const kube = makeFakeKube([cluster])
    return withMonitor(
      kube,
      (monitor) =>
        Effect.gen(function* () {
          const reasons = yield* Effect.forEach(
            [
              monitor.timeline({ namespace: "elsewhere", name: "demo" }),
              monitor.timeline({ namespace: "kcm-system", name: "absent" })
            ],
            (refused) => Effect.map(Effect.flip(refused), ({ reason }) => reason)
          )
          assert.deepStrictEqual(reasons, ["namespaceNotAllowed", "notFound"])
          assert.strictEqual(yield* metric("remembered"), 0)
          yield* kube.refuse("events", forbidden("list", "events", "kcm-system"))
          assert.strictEqual((yield* monitor.timeline(demo)).update.metadata.name, "demo")
        }),
      { namespaceFilter: "kcm-system" }
    )
  })
})
