import { assert, layer } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { textAt } from "../contract/readers.ts"
import type { Admin } from "./support/admin.ts"
import { ControlPlane, startsWithin } from "./support/ControlPlane.ts"
import { connect } from "./support/mcp.ts"
import { eventually } from "./support/patience.ts"
import { grantEverywhere } from "./support/rbac.ts"
import { makeStage } from "./support/stage.ts"
import { clusterAt } from "./support/states.ts"

/** Kinds as their operators serve them: group, version, plural, kind. */
const kinds = [
  ["helm.toolkit.fluxcd.io", "v2", "helmreleases", "HelmRelease"],
  ["k0rdent.mirantis.com", "v1beta1", "servicesets", "ServiceSet"],
  ["cluster.x-k8s.io", "v1beta2", "clusters", "Cluster"],
  ["cluster.x-k8s.io", "v1beta2", "machinedeployments", "MachineDeployment"],
  ["cluster.x-k8s.io", "v1beta2", "machinesets", "MachineSet"],
  ["cluster.x-k8s.io", "v1beta2", "machines", "Machine"],
  ["controlplane.cluster.x-k8s.io", "v1beta1", "k0scontrolplanes", "K0sControlPlane"],
  ["infrastructure.cluster.x-k8s.io", "v1beta1", "azureclusters", "AzureCluster"],
  ["infrastructure.cluster.x-k8s.io", "v1beta1", "azuremachines", "AzureMachine"],
  ["infrastructure.cluster.x-k8s.io", "v1beta1", "azuremachinetemplates", "AzureMachineTemplate"],
  ["config.projectsveltos.io", "v1beta1", "clustersummaries", "ClusterSummary"]
] as const
type Kind = (typeof kinds)[number][3]

const crd = (group: string, version: string, plural: string, kind: string) => ({
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: {
    name: `${plural}.${group}`,
    annotations: { "api-approved.kubernetes.io": "https://example.org/only-a-test" }
  },
  spec: {
    group,
    scope: "Namespaced",
    names: { plural, kind, singular: kind.toLowerCase(), listKind: `${kind}List` },
    versions: [
      {
        name: version,
        served: true,
        storage: true,
        schema: { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } }
      }
    ]
  }
})

const installKinds = Effect.fnUntraced(function* (admin: Admin) {
  const api = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"
  for (const [group, version, plural, kind] of kinds) yield* admin.send("POST", api, crd(group, version, plural, kind))
  for (const [group, version, plural] of kinds) {
    const served = admin.send("GET", `/apis/${group}/${version}`).pipe(
      Effect.map((list) => (JSON.stringify(list).includes(`"${plural}"`) ? true : undefined)),
      Effect.orElseSucceed(() => undefined)
    )
    yield* eventually(`${plural} to be served`, served)
  }
})

/** Makes an object below its owner. */
const makeObjects = (admin: Admin, namespace: string) =>
  Effect.fnUntraced(function* (
    kind: Kind,
    name: string,
    {
      labels = {},
      owner,
      ...rest
    }: {
      readonly labels?: object
      readonly owner?: { readonly kind: string; readonly name: string; readonly uid: string }
      readonly spec?: object
      readonly status?: object
    } = {}
  ) {
    const found = kinds.find((one) => one[3] === kind) ?? kinds[0]
    const [group, version, plural] = found
    const apiVersion = `${group}/${version}`
    const made = yield* admin.send("POST", `/apis/${apiVersion}/namespaces/${namespace}/${plural}`, {
      apiVersion,
      kind,
      metadata: {
        name,
        labels,
        ...(owner === undefined ? {} : { ownerReferences: [{ apiVersion: "v1", ...owner }] })
      },
      ...rest
    })
    return { kind, name, uid: textAt(made, "metadata.uid") }
  })

const ready = (status: "True" | "False", message = "") => ({
  conditions: [{ type: "Ready", status, reason: status === "True" ? "Ready" : "NotReady", message }]
})

/** What an Azure deployment is made of while its worker is refused, beside another cluster's objects. */
const behind = Effect.fnUntraced(function* (admin: Admin, namespace: string) {
  const make = makeObjects(admin, namespace)
  const labels = { "cluster.x-k8s.io/cluster-name": "edge" }
  yield* make("HelmRelease", "edge", { spec: { values: { password: "hunter2" } }, status: ready("True") })
  const cluster = yield* make("Cluster", "edge", { labels, status: { phase: "Provisioned", ...ready("False") } })
  yield* make("AzureCluster", "edge", { labels, owner: cluster, spec: { location: "eastus" }, status: { ready: true } })
  yield* make("AzureMachineTemplate", "edge-md", { labels, owner: cluster })
  const control = yield* make("K0sControlPlane", "edge-cp", {
    labels,
    owner: cluster,
    spec: { replicas: 3, version: "v1.33.4+k0s.0" },
    status: { readyReplicas: 1, ...ready("False", "2 of 3 are not up") }
  })
  yield* make("Machine", "edge-cp-0", { labels, owner: control, status: { phase: "Running", ...ready("True") } })
  const pool = yield* make("MachineDeployment", "edge-md", { labels, owner: cluster, spec: { replicas: 1 } })
  const set = yield* make("MachineSet", "edge-md-x", { labels, owner: pool })
  const machine = yield* make("Machine", "edge-md-x-1", {
    labels,
    owner: set,
    spec: { failureDomain: "2" },
    status: { phase: "Provisioning", ...ready("False", "quota exceeded; token=hunter2") }
  })
  // Without the label: it is found by its owner.
  yield* make("AzureMachine", "edge-md-x-1", {
    owner: machine,
    spec: { vmSize: "Standard_A4_v2", sshPublicKey: "hunter2" }
  })
  yield* make("ServiceSet", "edge", { status: { deployed: false } })
  yield* make("ClusterSummary", "p--edge-capi-edge", {
    labels: { "projectsveltos.io/cluster-name": "edge" },
    status: { featureSummaries: [{ featureID: "Helm", status: "Failed", failureMessage: "no such chart" }] }
  })
  const other = yield* make("Cluster", "edge-2", { labels: { "cluster.x-k8s.io/cluster-name": "edge-2" } })
  yield* make("Machine", "edge-2-md-1", { labels: { "cluster.x-k8s.io/cluster-name": "edge-2" }, owner: other })
})

const Explained = Schema.Struct({
  structuredContent: Schema.Struct({
    verdict: Schema.String,
    tree: Schema.Array(
      Schema.Struct({
        depth: Schema.Int,
        kind: Schema.String,
        name: Schema.String,
        status: Schema.String,
        detail: Schema.optionalKey(Schema.String)
      })
    ),
    missingRights: Schema.optionalKey(Schema.Array(Schema.String))
  })
})
const decodeExplained = Schema.decodeUnknownSync(Explained)

const explain = Effect.fnUntraced(function* (kubeconfigPath: string, namespace: string) {
  const { client } = yield* connect(kubeconfigPath)
  const result = yield* Effect.promise(() =>
    client.callTool({ name: "k0rdent_mgmt_clusterDeployments_explain", arguments: { namespace, name: "edge" } })
  )
  assert.notInclude(JSON.stringify(result), "hunter2")
  return decodeExplained(result).structuredContent
})

layer(ControlPlane.layer(), { timeout: startsWithin, excludeTestServices: true })("explain", (it) => {
  it.effect("shows what is behind a cluster where it may be read, and names the rights where it may not", () =>
    Effect.gen(function* () {
      const { addUser, admin, freshNamespace } = yield* ControlPlane
      yield* installKinds(admin)
      const namespace = yield* freshNamespace
      yield* makeStage(admin).apply(yield* clusterAt(namespace, "edge", "Scaling"))
      yield* behind(admin, namespace)

      const { kubeconfigPath: everything } = yield* addUser("explains-all", ["system:masters"])
      const { missingRights, tree } = yield* explain(everything, namespace)
      assert.isUndefined(missingRights)
      assert.deepStrictEqual(
        tree.map(({ depth, kind, name, status }) => `${" ".repeat(depth)}${kind} ${name} ${status}`),
        [
          "ClusterDeployment edge notReady",
          " Cluster edge notReady",
          "  K0sControlPlane edge-cp notReady",
          "   Machine edge-cp-0 ready",
          "  MachineDeployment edge-md unknown",
          "   MachineSet edge-md-x unknown",
          "    Machine edge-md-x-1 notReady",
          "     AzureMachine edge-md-x-1 unknown",
          "  AzureCluster edge ready",
          " ClusterSummary p--edge-capi-edge notReady",
          " ServiceSet edge notReady",
          " HelmRelease edge ready"
        ]
      )
      const details = new Map(tree.map(({ detail, kind, name }) => [`${kind} ${name}`, detail]))
      assert.strictEqual(details.get("AzureMachine edge-md-x-1"), "Standard_A4_v2")
      assert.strictEqual(
        details.get("K0sControlPlane edge-cp"),
        "1 of 3 replicas ready; v1.33.4+k0s.0; 2 of 3 are not up"
      )
      assert.strictEqual(details.get("ClusterSummary p--edge-capi-edge"), "Helm Failed no such chart")

      // The documented rights alone: it still answers, and says what would help.
      const { kubeconfigPath: documented } = yield* addUser("explains-less")
      yield* grantEverywhere(admin, { kind: "User", name: "explains-less" })
      const less = yield* explain(documented, namespace)
      assert.deepStrictEqual(less.tree, [])
      assert.strictEqual(less.verdict, "progressing")
      assert.includeMembers(
        [...(less.missingRights ?? [])],
        [
          `list *.cluster.x-k8s.io in namespace "${namespace}"`,
          `list *.infrastructure.cluster.x-k8s.io in namespace "${namespace}"`,
          `list helmreleases.helm.toolkit.fluxcd.io in namespace "${namespace}"`,
          `list servicesets.k0rdent.mirantis.com in namespace "${namespace}"`
        ]
      )
    })
  )
})
