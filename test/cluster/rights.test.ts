import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import { ControlPlane, startsWithin } from "./support/ControlPlane.ts"
import { connect } from "./support/mcp.ts"
import { grantEverywhere, grantIn } from "./support/rbac.ts"
import { makeStage } from "./support/stage.ts"
import { clusterAt } from "./support/states.ts"

/** Two namespaces with a cluster each, and a user without any rights. */
const scene = Effect.fnUntraced(function* (user: string) {
  const { addUser, admin, freshNamespace } = yield* ControlPlane
  const stage = makeStage(admin)
  const [here, there] = [yield* freshNamespace, yield* freshNamespace]
  for (const namespace of [here, there]) yield* stage.apply(yield* clusterAt(namespace, "edge", "Provisioning"))
  const { kubeconfigPath } = yield* addUser(user)
  return {
    admin,
    stage,
    kubeconfigPath,
    subject: { kind: "User", name: user } as const,
    here: { namespace: here, name: "edge" },
    there: { namespace: there, name: "edge" }
  }
})

layer(ControlPlane.layer(), { timeout: startsWithin, excludeTestServices: true })("the documented rights", (it) => {
  it.effect("of a ClusterRole are enough for everything", () =>
    Effect.gen(function* () {
      const { admin, here, kubeconfigPath, stage, subject, there } = yield* scene("everywhere")
      yield* grantEverywhere(admin, subject)
      const server = yield* connect(kubeconfigPath)
      const { resources } = yield* server.list()
      const uris = resources.map(({ uri }) => uri)
      for (const { namespace } of [here, there]) assert.include(uris, `k0rdent://cluster-monitor/${namespace}/edge`)
      assert.strictEqual((yield* server.getState(there)).phase, "Provisioning")
      const told = yield* server.subscribe(here)
      yield* stage.apply(yield* clusterAt(here.namespace, "edge", "Ready"))
      yield* told.update("Ready", ({ phase, terminal }) => phase === "Ready" && terminal === true)
      assert.isTrue(told.updates.every(({ source }) => source !== "system"))
    })
  )

  it.effect("of a Role are enough for its namespace, and elsewhere the missing one is named", () =>
    Effect.gen(function* () {
      const { admin, here, kubeconfigPath, stage, subject, there } = yield* scene("local")
      yield* grantIn(admin, here.namespace, subject)
      const server = yield* connect(kubeconfigPath, { env: { CLUSTER_GLOBAL_NAMESPACE: here.namespace } })
      const { resources } = yield* server.list()
      assert.deepStrictEqual(
        resources.map(({ uri }) => uri),
        [`k0rdent://cluster-monitor/${here.namespace}/edge`]
      )
      const told = yield* server.subscribe(here)
      yield* stage.apply(yield* clusterAt(here.namespace, "edge", "Ready"))
      yield* told.update("Ready", ({ phase }) => phase === "Ready")
      assert.isTrue(told.updates.every(({ source }) => source !== "system"))

      const missing = (verb: string) =>
        new RegExp(
          `the right to ${verb} clusterdeployments in namespace "${there.namespace}" is missing.* a Role `,
          "u"
        )
      assert.match((yield* Effect.flip(server.subscribe(there))).message, missing("list"))
      assert.match((yield* Effect.flip(server.getState(there))).message, missing("get"))
      assert.match((yield* Effect.flip(server.read(there))).message, missing("get"))
    })
  )

  it.effect("on events may be missing: that is told once, and the phases still are", () =>
    Effect.gen(function* () {
      const { admin, here, kubeconfigPath, stage, subject } = yield* scene("eventless")
      yield* grantEverywhere(admin, subject, ["events"])
      const server = yield* connect(kubeconfigPath)
      const told = yield* server.subscribe(here)
      const refusal = yield* told.update("the missing right", ({ reason }) => reason === "EventsUnavailable")
      assert.strictEqual(refusal.severity, "warning")
      assert.include(refusal.message, `the right to list events in namespace "${here.namespace}" is missing`)
      for (const stand of ["Scaling", "Ready"] as const) {
        yield* stage.apply(yield* clusterAt(here.namespace, "edge", stand))
        yield* told.update(stand, ({ phase }) => phase === stand)
      }
      assert.strictEqual(told.updates.filter(({ reason }) => reason === "EventsUnavailable").length, 1)
    })
  )

  it.effect("are asked for by name where there are none at all", () =>
    Effect.gen(function* () {
      const { here, kubeconfigPath } = yield* scene("nobody")
      const server = yield* connect(kubeconfigPath, { env: { CLUSTER_GLOBAL_NAMESPACE: here.namespace } })
      const missing =
        /the right to (?:get|list) clusterdeployments in namespace "[a-z0-9-]+" is missing.*apiGroups: \["k0rdent\.mirantis\.com"\]/u
      for (const refusal of [
        yield* Effect.flip(server.subscribe(here)),
        yield* Effect.flip(server.getState(here)),
        yield* Effect.flip(server.read(here)),
        yield* Effect.flip(server.list())
      ]) {
        assert.match(refusal.message, missing)
      }
    })
  )

  it.effect("are told as missing when they are taken away in mid-life", () =>
    Effect.gen(function* () {
      const { admin, apiServer, watchable } = yield* ControlPlane
      const { here, kubeconfigPath, subject } = yield* scene("outcast")
      const granted = yield* grantEverywhere(admin, subject)
      const server = yield* connect(kubeconfigPath)
      const told = yield* server.subscribe(here)
      yield* told.update("the first update", () => true)
      yield* granted.revoke
      // An API server asks for rights when a watch begins, and lets the running ones be.
      yield* apiServer.kill
      yield* apiServer.start
      yield* watchable
      const end = yield* told.update("the end", ({ terminal }) => terminal === true)
      assert.include(end.message, `the right to watch clusterdeployments in namespace "${here.namespace}" is missing`)
      assert.strictEqual(end.phase, "Provisioning")
    })
  )
})
