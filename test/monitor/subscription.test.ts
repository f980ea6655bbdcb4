import { assert, describe, it } from "@effect/vitest"
import { Duration, Effect, Exit, Fiber, Scope, Stream } from "effect"
import { KubeError } from "../../src/kube/errors.ts"
import { WatchSignal } from "../../src/kube/signal.ts"
import { deployment, event, forbidden, makeFakeKube, provisioningStatus, readyStatus, unreachable } from "./fakeKube.ts"
import { demo, metric, pass, settle, subscribe, withMonitor } from "./harness.ts"

const cluster = deployment("kcm-system/demo")
const ready = { ...cluster, resourceVersion: "9", status: readyStatus }
const provisioning = { ...cluster, resourceVersion: "5", status: provisioningStatus }
const interrupted = WatchSignal.Interrupted({ error: unreachable, attempt: 1, attempts: 3, retryInMs: 1000 })

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

describe("opening", () => {
  const kube = () => makeFakeKube([cluster])

  it.effect("refuses a namespace that the policy forbids without touching the cluster", () => {
    const fake = kube()
    return withMonitor(
      fake,
      (monitor) =>
        Effect.gen(function* () {
          assert.strictEqual((yield* Effect.flip(subscribe(monitor))).reason, "namespaceNotAllowed")
          assert.strictEqual((yield* Effect.flip(monitor.snapshot(demo))).reason, "namespaceNotAllowed")
          assert.deepStrictEqual(fake.journal, [])
        }),
      { namespaceFilter: "team-.*" }
    )
  })

  it.effect("refuses a timeout out of bounds before it takes a permit", () =>
    withMonitor(
      kube(),
      (monitor) =>
        Effect.gen(function* () {
          yield* subscribe(monitor)
          const error = yield* Effect.flip(subscribe(monitor, demo, { timeout: Duration.days(1) }))
          assert.strictEqual(error.reason, "invalidTimeout")
        }),
      { maxTotal: 1 }
    )
  )

  it.effect("says which cluster is missing and gives the permit back", () =>
    withMonitor(
      kube(),
      (monitor) =>
        Effect.gen(function* () {
          for (let attempt = 0; attempt < 5; attempt++) {
            const error = yield* Effect.flip(subscribe(monitor, { namespace: "kcm-system", name: "absent" }))
            assert.strictEqual(error.reason, "notFound")
            assert.include(error.message, '"kcm-system/absent"')
            assert.include(error.message, "resources/list")
          }
          assert.strictEqual(yield* metric("subscriptions_active"), 0)
          yield* subscribe(monitor)
        }),
      { maxTotal: 1 }
    )
  )

  it.effect("gives the permit back although the caller's scope stays open", () =>
    withMonitor(
      kube(),
      (monitor) =>
        Effect.gen(function* () {
          const scope = yield* Effect.scope
          yield* Effect.flip(Scope.provide(monitor.open({ namespace: "kcm-system", name: "absent" }), scope))
          yield* Effect.asVoid(Scope.provide(monitor.open(demo), scope))
        }),
      { maxTotal: 1 }
    )
  )

  it.effect("refuses the 11th of a client and the 101st of all with the numbers in the message", () =>
    withMonitor(kube(), (monitor) =>
      Effect.gen(function* () {
        for (let client = 0; client < 10; client++) {
          for (let n = 0; n < 10; n++) yield* subscribe(monitor, demo, { client: `client-${client}` })
          const error = yield* Effect.flip(subscribe(monitor, demo, { client: `client-${client}` }))
          assert.strictEqual(error.message, "per-client subscription limit exceeded (max: 10)")
        }
        const error = yield* Effect.flip(subscribe(monitor, demo, { client: "one more" }))
        assert.strictEqual(error.message, "server subscription limit exceeded (max: 100)")
        assert.strictEqual(yield* metric("subscriptions_active"), 100)
      })
    )
  )

  it.effect("interrupted before its first step, or while it waits, leaves nothing", () => {
    const fake = kube()
    return withMonitor(
      fake,
      (monitor) =>
        Effect.gen(function* () {
          yield* fake.silence("clusterdeployments")
          for (const startImmediately of [false, true]) {
            const opening = yield* Effect.forkChild(Effect.scoped(monitor.open(demo)), { startImmediately })
            yield* Fiber.interrupt(opening)
          }
          // The caller's scope outlives the call.
          const waiting = yield* Effect.forkChild(monitor.open(demo))
          yield* settle
          assert.strictEqual(fake.openWatches(), 1)
          yield* Fiber.interrupt(waiting)
          assert.strictEqual(fake.openWatches(), 0)
          assert.strictEqual(yield* metric("subscriptions_active"), 0)
        }),
      { maxTotal: 1 }
    )
  })

  it.effect("into a scope that is closed already takes nothing", () => {
    const fake = kube()
    return withMonitor(
      fake,
      (monitor) =>
        Effect.gen(function* () {
          const scope = yield* Scope.make()
          yield* Scope.close(scope, Exit.void)
          const exit = yield* Effect.exit(Scope.provide(monitor.open(demo), scope))
          assert.isTrue(Exit.hasInterrupts(exit))
          assert.strictEqual(fake.openWatches(), 0)
          yield* subscribe(monitor)
        }),
      { maxTotal: 1 }
    )
  })

  it.effect("does not wait for ever for an API server that says nothing", () => {
    const fake = kube()
    return withMonitor(fake, (monitor) =>
      Effect.gen(function* () {
        yield* fake.silence("clusterdeployments")
        const opening = yield* Effect.forkChild(Effect.flip(Effect.scoped(monitor.open(demo))))
        yield* pass("45 seconds")
        const error = yield* Fiber.join(opening)
        assert.strictEqual(error.reason, "unavailable")
        assert.include(error.message, "within 45 s")
        const short = yield* Effect.forkChild(
          Effect.flip(Effect.scoped(monitor.open(demo, { timeout: Duration.seconds(3) })))
        )
        yield* pass("3 seconds")
        assert.include((yield* Fiber.join(short)).message, "within 3 s")
        assert.strictEqual(fake.openWatches(), 0)
      })
    )
  })

  const failures: ReadonlyArray<readonly [KubeError, reason: string, says: string]> = [
    [
      forbidden("watch", "clusterdeployments", "kcm-system"),
      "forbidden",
      'the right to watch clusterdeployments in namespace "kcm-system" is missing: bind a Role in that namespace with ' +
        'apiGroups: ["k0rdent.mirantis.com"], resources: ["clusterdeployments"], verbs: ["get", "list", "watch"]'
    ],
    [
      new KubeError({ reason: "notFound", resourceMissing: true, message: "404" }),
      "notInstalled",
      "CRD clusterdeployments.k0rdent.mirantis.com is not installed"
    ],
    [new KubeError({ reason: "config", message: "no kubeconfig" }), "credentials", "K0RDENT_MGMT_KUBECONFIG_PATH"],
    [new KubeError({ reason: "unauthorized", message: "401 twice" }), "credentials", "renew the credentials"],
    [unreachable, "unavailable", "connection refused"]
  ]
  for (const [failure, reason, says] of failures) {
    it.effect(`tells ${failure.reason} as ${reason}, and works once it is mended`, () => {
      const fake = kube()
      return withMonitor(
        fake,
        (monitor) =>
          Effect.gen(function* () {
            yield* fake.refuse("clusterdeployments", failure)
            const errors = [
              yield* Effect.flip(subscribe(monitor)),
              yield* Effect.flip(monitor.snapshot(demo)),
              yield* Effect.flip(monitor.list())
            ]
            for (const error of errors) {
              assert.strictEqual(error.reason, reason)
              assert.include(error.message, says)
            }
            yield* fake.heal("clusterdeployments")
            yield* subscribe(monitor)
            assert.strictEqual((yield* monitor.snapshot(demo)).metadata.name, "demo")
          }),
        { maxTotal: 1 }
      )
    })
  }
})

describe("time", () => {
  const table = [
    { timeout: undefined, warnAt: 3300, endAt: 3600 },
    { timeout: Duration.hours(4), warnAt: 14_100, endAt: 14_400 },
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

describe("deletion", () => {
  const ways = {
    "the watch says so": (kube: ReturnType<typeof makeFakeKube>) => kube.remove(cluster),
    "a relist no longer holds the cluster": (kube: ReturnType<typeof makeFakeKube>) =>
      Effect.andThen(
        kube.change((clusters) => clusters.delete("kcm-system/demo")),
        kube.relist("kcm-system")
      ),
    "a relist holds another cluster of that name": (kube: ReturnType<typeof makeFakeKube>) =>
      Effect.andThen(
        kube.change((clusters) => clusters.set("kcm-system/demo", { ...cluster, uid: "another" })),
        kube.relist("kcm-system")
      ),
    "another cluster of that name appears": (kube: ReturnType<typeof makeFakeKube>) =>
      kube.put({ ...cluster, uid: "another" })
  }
  for (const [way, happen] of Object.entries(ways)) {
    it.effect(`is the end when ${way}`, () => {
      const kube = makeFakeKube([cluster, deployment("kcm-system/demo-eu")])
      return withMonitor(kube, (monitor) =>
        Effect.gen(function* () {
          const reader = yield* subscribe(monitor)
          yield* happen(kube)
          yield* settle
          assert.strictEqual(reader.updates.length, 2)
          assert.include(reader.updates[1]?.message, "ClusterDeployment deleted")
          assert.strictEqual(reader.updates[1]?.terminal, true)
          assert.isTrue(reader.ended())
          assert.strictEqual(kube.openWatches(), 0)
        })
      )
    })
  }

  it.effect("of a neighbour is nobody's end", () => {
    const neighbour = deployment("kcm-system/demo-eu")
    const kube = makeFakeKube([cluster, neighbour])
    return withMonitor(kube, (monitor) =>
      Effect.gen(function* () {
        const reader = yield* subscribe(monitor)
        yield* kube.remove(neighbour)
        yield* kube.relist("kcm-system")
        yield* pass("1 minute")
        assert.isFalse(reader.ended())
        assert.isFalse(reader.updates.some(({ terminal }) => terminal))
      })
    )
  })
})

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
        assert.deepStrictEqual(reader.reasons(), ["Snapshot", "Timeout"])
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

describe("a snapshot", () => {
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
