import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { KubeError } from "../../src/kube/errors/KubeError.ts"
import type { KubeApi } from "../../src/kube/http/api.ts"
import { isPathRequest } from "../../src/kube/http/resource.ts"
import { sweep } from "../../src/kube/tree/sweep.ts"

const object = (name: string, owner: string | undefined, more: Record<string, unknown> = {}) => ({
  metadata: {
    name,
    uid: `uid-${name}`,
    ...(owner === undefined ? {} : { ownerReferences: [{ uid: `uid-${owner}` }] })
  },
  ...more
})

const served: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  [
    "/apis",
    {
      groups: [
        { name: "apps", preferredVersion: { groupVersion: "apps/v1" } },
        { name: "cluster.x-k8s.io", preferredVersion: { groupVersion: "cluster.x-k8s.io/v1beta2" } },
        { name: "infrastructure.cluster.x-k8s.io", preferredVersion: { groupVersion: "../../secrets" } }
      ]
    }
  ],
  [
    "/apis/cluster.x-k8s.io/v1beta2",
    {
      resources: [
        { name: "clusters", kind: "Cluster", namespaced: true, verbs: ["get", "list"] },
        { name: "machines", kind: "Machine", namespaced: true, verbs: ["list"] },
        { name: "machinesets", kind: "MachineSet", namespaced: true, verbs: ["list"] },
        { name: "clusterclasses", kind: "ClusterClass", namespaced: true, verbs: ["list"] }
      ]
    }
  ],
  ["clusters", { items: [object("demo", undefined), object("other", undefined)] }],
  [
    "machines",
    {
      items: [
        object("demo-md-1", "demo", {
          spec: { version: "v1.33.1", bootstrap: { token: "hunter2" } },
          status: {
            phase: "Provisioning",
            conditions: [
              { type: "Ready", status: "False", reason: "NotReady", message: "waiting\u001b[31m for password=hunter2" }
            ]
          }
        }),
        object("other-md-1", "other"),
        { metadata: {} },
        null
      ]
    }
  ]
])

const asked: Array<string> = []
const api: KubeApi["Service"] = {
  json: (request) =>
    Effect.suspend(() => {
      const path = isPathRequest(request) ? request.path : ""
      asked.push(path)
      const name = /\/namespaces\/kcm-system\/(\w+)\?/u.exec(path)?.[1]
      const answer = served.get(name ?? path)
      return answer === undefined
        ? Effect.fail(new KubeError({ reason: "forbidden", message: "no" }))
        : Effect.succeed(answer)
    }),
  read: () => Effect.die(new Error("not asked for")),
  lines: () => Effect.die(new Error("not asked for"))
}

it.effect("finds what was made for a cluster, names what it may not read, and shows nothing else", () =>
  Effect.gen(function* () {
    const found = yield* sweep(api, "kcm-system", "demo")
    assert.deepStrictEqual(
      found.objects.map(({ kind, name, ready }) => [kind, name, ready]),
      [
        ["Cluster", "demo", undefined],
        ["Machine", "demo-md-1", "False"]
      ]
    )
    assert.deepStrictEqual(found.missingRights, ['list machinesets.cluster.x-k8s.io in namespace "kcm-system"'])
    const said = JSON.stringify(found)
    assert.notInclude(said, "hunter2")
    assert.notInclude(said, "\\u001b")
    assert.include(said, "v1.33.1")
    assert.isFalse(asked.some((path) => path.includes("secrets") || path.includes("clusterclasses")))
  })
)
