import { assert, layer } from "@effect/vitest"
import { Effect, Schedule } from "effect"
import type { ClusterTarget } from "../../src/domain/names.ts"
import { ControlPlane, startsWithin } from "./support/ControlPlane.ts"
import { brief, connect, type Told } from "./support/mcp.ts"
import { becomes } from "./support/patience.ts"
import { grantEverywhere } from "./support/rbac.ts"
import { makeStage } from "./support/stage.ts"
import { clusterAt, type Stand } from "./support/states.ts"
import { phasesTold } from "./support/tell.ts"

const perClient = 10
const count = (told: Told, reason: string): number => told.updates.filter((update) => update.reason === reason).length

/** Two namespaces of ten clusters each, not begun, and two clients who each follow half of either. */
const followed = Effect.gen(function* () {
  const { admin, config, freshNamespace } = yield* ControlPlane
  const stage = makeStage(admin)
  const namespaces = [yield* freshNamespace, yield* freshNamespace]
  const clients = [yield* connect(config.kubeconfigPath), yield* connect(config.kubeconfigPath)]
  const targets: Array<ClusterTarget> = []
  const told: Array<Told> = []
  const reach = (stand: Stand) =>
    Effect.forEach(
      targets,
      ({ name, namespace }) =>
        Effect.flatMap(clusterAt(namespace, name, stand), stage.apply).pipe(
          // Until the API server takes it again.
          Effect.retry({ schedule: Schedule.spaced("50 millis"), times: 600 })
        ),
      { concurrency: 4, discard: true }
    )
  for (const client of clients.keys()) {
    for (let each = 0; each < perClient; each += 1) {
      targets.push({ namespace: namespaces[each % 2] ?? "", name: `edge-${client}-${each}` })
    }
  }
  yield* reach("Initializing")
  for (const [index, target] of targets.entries()) {
    const client = clients[Math.floor(index / perClient)]
    if (client !== undefined) told.push(yield* client.subscribe(target))
  }
  for (const one of told) yield* one.update("the first update", () => true)
  return { told, reach }
})

const settle = (told: ReadonlyArray<Told>, what: string, holds: (one: Told) => boolean) =>
  becomes(what, () => told.every(holds), {
    within: "40 seconds",
    seen: () => told.filter((one) => !holds(one)).map(({ updates }) => updates.map(brief))
  })

layer(ControlPlane.layer(), { timeout: startsWithin, excludeTestServices: true })("subscriptions", (it) => {
  it.effect(
    "of two clients, twenty of them, survive an API server that is killed and an etcd that is killed, and tell what changed meanwhile",
    () =>
      Effect.gen(function* () {
        const { apiServer, etcd } = yield* ControlPlane
        const { reach, told } = yield* followed

        yield* apiServer.kill
        yield* settle(told, "the outage to be told", (one) => count(one, "WatchInterrupted") === 1)
        // The first retry, after a second, is in vain, and there is time for changes before the second one.
        yield* Effect.sleep("1200 millis")
        yield* apiServer.start
        yield* reach("Provisioning")
        yield* settle(told, "the change to be told", ({ updates }) => updates.at(-1)?.phase === "Provisioning")
        yield* settle(told, "the recovery to be told", (one) => count(one, "WatchResumed") === 1)

        yield* etcd.kill
        // What an API server without its etcd answers: nothing for a while, then errors.
        yield* Effect.sleep("3 seconds")
        yield* etcd.start
        yield* reach("Scaling")
        yield* settle(told, "the next change to be told", ({ updates }) => updates.at(-1)?.phase === "Scaling")
        yield* reach("Ready")
        yield* settle(told, "the end to be told", ({ updates }) => updates.at(-1)?.phase === "Ready")

        for (const one of told) {
          assert.deepStrictEqual([count(one, "WatchInterrupted"), count(one, "WatchResumed")], [1, 1])
          assert.deepStrictEqual(phasesTold(one.updates), ["Initializing", "Provisioning", "Scaling", "Ready"])
        }
      })
  )

  it.effect("wait out what an API server refuses while it has only begun to listen", () =>
    Effect.gen(function* () {
      const { addUser, admin, apiServer, freshNamespace, watchable } = yield* ControlPlane
      const stage = makeStage(admin)
      const namespace = yield* freshNamespace
      // It answers 403 before it has read its roles, to everybody but its masters, and 404 before it has read its CRDs.
      const reader = yield* addUser("reader")
      yield* grantEverywhere(admin, { kind: "User", name: "reader" })
      const K0RDENT_MONITOR_RETRY_DELAYS = Array.from({ length: 20 }, () => "0.3").join(",")
      const server = yield* connect(reader.kubeconfigPath, { env: { K0RDENT_MONITOR_RETRY_DELAYS } })
      yield* stage.apply(yield* clusterAt(namespace, "edge", "Initializing"))
      const told = yield* server.subscribe({ namespace, name: "edge" })
      yield* told.update("the first update", () => true)

      yield* apiServer.kill
      yield* apiServer.start
      yield* watchable
      yield* stage.apply(yield* clusterAt(namespace, "edge", "Scaling"))
      yield* told.update("the change", ({ phase }) => phase === "Scaling")
      yield* told.update("the recovery", ({ reason }) => reason === "WatchResumed")
      assert.deepStrictEqual([count(told, "WatchInterrupted"), count(told, "WatchResumed")], [1, 1])
      assert.isTrue(told.updates.every(({ reason, terminal }) => reason !== "EventsUnavailable" && terminal !== true))
    })
  )
})
