import { assert, layer } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { ControlPlane, startsWithin } from "./support/ControlPlane.ts"
import { connect } from "./support/mcp.ts"
import { eventually } from "./support/patience.ts"
import { makeStage } from "./support/stage.ts"
import { clusterAt } from "./support/states.ts"

const decodeNamespace = Schema.decodeUnknownSync(Schema.Record(Schema.String, Schema.Unknown))

layer(ControlPlane.layer(), { timeout: startsWithin, excludeTestServices: true })("a subscription", (it) => {
  it.effect("ends when its namespace is deleted", () =>
    Effect.gen(function* () {
      const { admin, config, freshNamespace } = yield* ControlPlane
      const namespace = yield* freshNamespace
      const stage = makeStage(admin)
      const cluster = yield* clusterAt(namespace, "edge", "Scaling")
      yield* stage.apply(cluster)
      const server = yield* connect(config.kubeconfigPath)
      const told = yield* server.subscribe({ namespace, name: "edge" })
      yield* told.update("the first update", () => true)

      // What the namespace controller would do: everything in it goes, then its finalizers.
      const path = `/api/v1/namespaces/${namespace}`
      yield* admin.send("DELETE", path)
      yield* stage.remove(cluster)
      const terminating = decodeNamespace(yield* admin.send("GET", path))
      yield* admin.send("PUT", `${path}/finalize`, { ...terminating, spec: { finalizers: [] } })
      yield* eventually(
        "the end of the namespace",
        Effect.map(admin.status(path), (status) => status === 404 || undefined)
      )

      const end = yield* told.update("the end", ({ terminal }) => terminal === true)
      assert.strictEqual(end.message, "ClusterDeployment deleted")
      assert.strictEqual(told.updates.at(-1), end)
      assert.match((yield* Effect.flip(server.subscribe({ namespace, name: "edge" }))).message, /was not found/u)
      assert.strictEqual((yield* Effect.flip(server.read({ namespace, name: "edge" }))).code, -32002)
    })
  )
})
