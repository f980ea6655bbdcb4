import { Context, Effect, Exit, Layer, Scope } from "effect"
import { afterAll, beforeAll } from "vitest"
import { type ApiServerUnderTest, apiServerContract } from "../contract/apiServerContract.ts"
import { ControlPlane } from "./support/ControlPlane.ts"
import { makeStage } from "./support/stage.ts"

const scope = Scope.makeUnsafe()
let server: ApiServerUnderTest | undefined

const roots = { clusterdeployments: "/apis/k0rdent.mirantis.com/v1beta1", events: "/api/v1" } as const

beforeAll(async () => {
  const context = await Effect.runPromise(Layer.buildWithScope(ControlPlane.layer(), scope))
  const { admin, apiServer, compactEtcd, freshNamespace, watchable } = Context.get(context, ControlPlane)
  const stage = makeStage(admin)
  server = {
    fetch: admin.open,
    put: (object) => Effect.runPromise(stage.apply(object)),
    remove: async (resource, namespace, name) => {
      const path = `${roots[resource]}/namespaces/${namespace}/${resource}/${name}`
      await Effect.runPromise(admin.send("DELETE", path))
    },
    freshNamespace: () => Effect.runPromise(freshNamespace),
    // An API server that starts anew knows nothing of the past but what etcd does.
    compact: () =>
      Effect.runPromise(Effect.all([apiServer.kill, compactEtcd, apiServer.start, watchable], { discard: true }))
  }
})
afterAll(() => Effect.runPromise(Scope.close(scope, Exit.void)))

apiServerContract("kube-apiserver", () => {
  if (server === undefined) throw new Error("the API server has not started")
  return server
})
