import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import { ControlPlane, ownCrd, startsWithin } from "./support/ControlPlane.ts"
import { connect, type Refused } from "./support/mcp.ts"
import { makeStage } from "./support/stage.ts"
import { clusterAt } from "./support/states.ts"

layer(ControlPlane.layer({ crds: [] }), { timeout: startsWithin, excludeTestServices: true })(
  "a management cluster without k0rdent",
  (it) => {
    it.effect("is told as such by every door, until k0rdent is installed; then asking again works", () =>
      Effect.gen(function* () {
        const { admin, config, freshNamespace, installCrds } = yield* ControlPlane
        const namespace = yield* freshNamespace
        const target = { namespace, name: "edge" }
        const server = yield* connect(config.kubeconfigPath)
        const refusals: ReadonlyArray<Refused> = [
          yield* Effect.flip(server.subscribe(target)),
          yield* Effect.flip(server.read(target)),
          yield* Effect.flip(server.getState(target)),
          yield* Effect.flip(server.list())
        ]
        for (const { message } of refusals) {
          assert.match(message, /CRD clusterdeployments\.k0rdent\.mirantis\.com is not installed/u)
          assert.notMatch(message, /edge.* not found/u)
        }

        yield* installCrds([ownCrd])
        const { resources } = yield* server.list()
        assert.deepStrictEqual(resources, [])
        assert.match((yield* Effect.flip(server.subscribe(target))).message, /"test-1\/edge" was not found/u)
        const stage = makeStage(admin)
        yield* stage.apply(yield* clusterAt(namespace, "edge", "Provisioning"))
        const told = yield* server.subscribe(target)
        yield* stage.apply(yield* clusterAt(namespace, "edge", "Ready"))
        yield* told.update("the end", ({ phase }) => phase === "Ready")
        assert.strictEqual((yield* server.getState(target)).phase, "Ready")
      })
    )
  }
)
