import { assert, describe, it } from "@effect/vitest"
import { Duration, Effect, Exit, Fiber, Scope } from "effect"
import { WatchSignal } from "../../src/domain/watchSignal.ts"
import { KubeError } from "../../src/kube/errors/KubeError.ts"
import { deployment, forbidden, makeFakeKube, provisioningStatus, readyStatus, unreachable } from "./fakeKube.ts"
import { demo, metric, pass, settle, subscribe, withMonitor } from "./harness.ts"

const cluster = deployment("kcm-system/demo")

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

  it.effect("takes a timeout within its bounds, the bounds included, and refuses others with the bounds", () =>
    withMonitor(kube(), (monitor) =>
      Effect.gen(function* () {
        for (const seconds of [1, 10, 3600, 14_400]) {
          yield* monitor.admit(demo, { timeout: Duration.seconds(seconds) })
        }
        for (const timeout of [Duration.seconds(14_401), Duration.millis(999), Duration.zero, Duration.infinity]) {
          const error = yield* Effect.flip(monitor.admit(demo, { timeout }))
          assert.strictEqual(error.reason, "invalidTimeout")
          assert.include(error.message, "at least 1 s and at most 14400 s")
        }
      })
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
            assert.include(error.message, "list those that can be monitored")
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

  it.effect("finds a cluster that a lagging watch does not hold yet", () => {
    const fake = kube()
    return withMonitor(fake, (monitor) =>
      Effect.gen(function* () {
        yield* fake.lag
        const reader = yield* subscribe(monitor)
        assert.strictEqual(reader.updates[0]?.metadata.name, "demo")
        yield* fake.put(cluster)
        yield* pass("20 seconds")
        assert.strictEqual(reader.updates.length, 1)
        yield* fake.put({ ...cluster, resourceVersion: "5", status: provisioningStatus })
        yield* pass("20 seconds")
        assert.strictEqual(reader.updates.at(-1)?.phase, "Provisioning")
        const error = yield* Effect.flip(subscribe(monitor, { namespace: "kcm-system", name: "absent" }))
        assert.strictEqual(error.reason, "notFound")
      })
    )
  })

  it.effect("does not take a lagging watch's word that a cluster is Ready which has been made anew", () => {
    const ready = { ...cluster, uid: "before", status: readyStatus }
    const anew = { ...cluster, uid: "after", resourceVersion: "9" }
    const fake = kube()
    return withMonitor(fake, (monitor) =>
      Effect.gen(function* () {
        yield* fake.put(ready)
        yield* fake.answerWith(anew)
        const reader = yield* subscribe(monitor)
        assert.deepStrictEqual(
          reader.updates.map((update) => [update.phase, update.terminal ?? false]),
          [["Initializing", false]]
        )
        yield* fake.tellClusters("kcm-system", WatchSignal.Upserted({ object: ready }))
        yield* fake.tellClusters("kcm-system", WatchSignal.Deleted({ object: ready }))
        yield* fake.put({ ...anew, resourceVersion: "11", status: provisioningStatus })
        yield* pass("20 seconds")
        assert.strictEqual(reader.updates.at(-1)?.phase, "Provisioning")
        yield* fake.put({ ...anew, resourceVersion: "12", status: readyStatus })
        yield* pass("1 second")
        assert.deepStrictEqual(
          [reader.updates.at(-1)?.phase, reader.updates.filter((update) => update.terminal === true).length],
          ["Ready", 1]
        )
      })
    )
  })

  it.effect("takes it where nobody answers whether that is still so", () => {
    const fake = kube()
    return withMonitor(fake, (monitor) =>
      Effect.gen(function* () {
        yield* fake.put({ ...cluster, status: readyStatus })
        yield* fake.refuse("get", new KubeError({ reason: "transport", message: "gone" }))
        const reader = yield* subscribe(monitor)
        assert.strictEqual(reader.updates[0]?.phase, "Ready")
      })
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
      new KubeError({ reason: "notServed", message: "404" }),
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
