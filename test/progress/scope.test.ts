import { createHash } from "node:crypto"
import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { belongsTo, releaseName } from "../../src/progress/interpret/scope.ts"
import { cluster, event } from "./objects.ts"

const owner = (kind: string, object: string, names: ReadonlyArray<string>, message = ""): ReadonlyArray<string> =>
  names.filter((name) =>
    belongsTo(event({ kind, name: object, reason: "x", message, at: 10 }), cluster({ name }), new Set(names))
  )

const names = ["demo", "demo-eu", "demo-cp", "azure"]

const owned: ReadonlyArray<readonly [kind: string, object: string, owner: string]> = [
  ["ClusterDeployment", "demo", "demo"],
  ["HelmRelease", "demo-eu", "demo-eu"],
  ["Cluster", "demo-cp", "demo-cp"],
  ["AWSCluster", "demo", "demo"],
  ["AzureASOManagedCluster", "demo", "demo"],
  ["SveltosCluster", "demo", "demo"],
  ["ServiceSet", "demo", "demo"],
  ["ServiceSet", "demo-0a1b2c3d", "demo"],
  ["Profile", "demo-eu", "demo-eu"],
  ["K0sControlPlane", "demo-cp", "demo"],
  ["K0sControlPlane", "demo-cp-cp", "demo-cp"],
  ["AWSManagedControlPlane", "demo-eu-cp", "demo-eu"],
  ["Machine", "demo-cp-0", "demo"],
  ["Machine", "demo-cp-m3c7d", "demo"],
  ["Machine", "demo-cp-cp-m3c7d", "demo-cp"],
  ["Machine", "demo-cp-md-vk9tz-5hq2c", "demo-cp"],
  ["AWSMachine", "demo-md-vk9tz-5hq2c", "demo"],
  ["AzureMachine", "demo-eu-md-vk9tz-5hq2c", "demo-eu"],
  ["GCPMachine", "demo-worker-mt-vk9tz", "demo"],
  ["OpenStackServer", "demo-md-vk9tz-5hq2c", "demo"],
  ["RemoteMachine", "demo-a1b2c3", "demo"],
  ["Machine", "demo-gpu-vk9tz-5hq2c", "demo"],
  ["MachineDeployment", "demo-md", "demo"],
  ["MachineDeployment", "demo-gpu", "demo"],
  ["MachineSet", "demo-md-vk9tz", "demo"],
  ["MachinePool", "demo-system", "demo"],
  ["AzureASOManagedMachinePool", "demo-user", "demo"],
  ["AWSMachineTemplate", "demo-worker-mt", "demo"],
  ["AzureASOManagedControlPlane", "demo", "demo"],
  ["K0sWorkerConfigTemplate", "demo-machine-config", "demo"],
  ["ResourceGroup", "demo", "demo"],
  ["VirtualNetwork", "demo-vnet", "demo"],
  ["VirtualNetworksSubnet", "demo-vnet-demo-node-subnet", "demo"],
  ["VirtualNetworksSubnet", "demo-eu-vnet-demo-eu-node-subnet", "demo-eu"],
  ["NatGateway", "demo-node-natgw", "demo"],
  ["ManagedClustersAgentPool", "demo-system", "demo"],
  ["Pod", "kmc-demo-0", "demo"],
  ["Pod", "kmc-demo-etcd-0", "demo"],
  ["Pod", "kmc-demo-eu-0", "demo-eu"],
  ["PersistentVolumeClaim", "etcd-data-kmc-demo-etcd-0", "demo"],
  ["PersistentVolumeClaim", "kmc-demo-kmc-demo-0", "demo"],
  ["Service", "kmc-demo-lb", "demo"],
  ["ClusterSummary", "p--demo-capi-demo", "demo"],
  ["ClusterSummary", "p--0a1b2c3d-capi-demo-eu", "demo-eu"],
  ["ClusterSummary", "p--demo-sveltos-demo", "demo"]
]

describe("an event belongs to", () => {
  for (const [kind, object, name] of owned) {
    it(`${name}: ${kind} ${object}`, () => assert.deepStrictEqual(owner(kind, object, names), [name]))
  }
})

// No ClusterDeployment `prod-eu` is known here: its objects must not be taken for those of `prod`.
const strangers: ReadonlyArray<readonly [kind: string, object: string]> = [
  ["ClusterDeployment", "prod-eu"],
  ["Cluster", "production"],
  ["HelmRelease", "prod-eu"],
  ["AWSCluster", "prod-eu"],
  ["ServiceSet", "prod-eu"],
  ["K0sControlPlane", "prod-eu-cp"],
  ["Machine", "prod-eu-cp-0"],
  ["Machine", "prod-eu-cp-m3c7d"],
  ["AWSMachine", "prod-eu-md-vk9tz-5hq2c"],
  ["AzureMachine", "prod-eu-worker-mt-vk9tz"],
  ["MachineDeployment", "prod-eu-md"],
  ["MachineSet", "prod-eu-md-vk9tz"],
  ["AWSMachineTemplate", "prod-eu-cp-mt"],
  ["ResourceGroup", "prod-eu"],
  ["VirtualNetwork", "prod-eu-vnet"],
  ["VirtualNetworksSubnet", "prod-eu-vnet-prod-eu-node-subnet"],
  ["NatGateway", "prod-eu-node-natgw"],
  ["Pod", "kmc-prod-eu-0"],
  ["Pod", "prod-0"],
  ["ClusterSummary", "p--x-capi-prod-eu"],
  ["HelmChart", "prod-standalone-cp-1-0-0"],
  ["HelmChart", "prod"],
  ["HelmRepository", "prod"],
  ["ClusterTemplate", "prod"],
  ["ServiceTemplate", "prod-mt"],
  ["AzureClusterIdentity", "prod"],
  ["Node", "prod-cp-0"],
  ["SomethingNew", "prod"]
]

describe("an event does not belong to prod", () => {
  for (const [kind, object] of strangers) {
    it(`${kind} ${object}`, () => assert.deepStrictEqual(owner(kind, object, ["prod"]), []))
  }

  it("where another cluster is the longer match, even of a custom machine pool", () => {
    assert.deepStrictEqual(owner("MachineDeployment", "prod-eu", ["prod", "prod-eu"]), [])
    assert.deepStrictEqual(owner("Machine", "prod-eu-vk9tz-5hq2c", ["prod", "prod-eu"]), [])
  })

  it("where Sveltos names another cluster", () => {
    const said = (what: string) =>
      owner("ClusterSummary", "p--x-capi-prod", ["prod"], `Feature: Helm deployed to cluster ${what}`)
    assert.deepStrictEqual(said("Capi kcm-system/prod"), ["prod"])
    assert.deepStrictEqual(said("Sveltos kcm-system/prod"), ["prod"])
    assert.deepStrictEqual(said("Capi kcm-system/prod-eu"), [])
    assert.deepStrictEqual(said("Capi other/prod"), [])
  })

  it("where it lies in another namespace", () => {
    const prod = { ...cluster({ name: "prod" }), namespace: "elsewhere" }
    assert.isFalse(belongsTo(event({ kind: "Cluster", name: "prod", reason: "x", at: 10 }), prod, new Set(["prod"])))
  })

  it("unless the cluster's own conditions name the machine, which is called what nobody could guess", () => {
    const edge = cluster({ name: "edge" })
    const of = (kind: string) => event({ kind, name: "rack7-u12", reason: "x", at: 10 })
    const names = new Set(["edge", "rack7"])
    const machines = new Set(["rack7-u12"])
    assert.isFalse(belongsTo(of("Machine"), edge, names))
    assert.isTrue(belongsTo(of("Machine"), edge, names, machines))
    assert.isTrue(belongsTo(of("RemoteMachine"), edge, names, machines))
    assert.isFalse(belongsTo(of("Secret"), edge, names, machines))
  })

  it("where it is about a cluster of the same name that stood here before", () => {
    const prod = cluster({ name: "prod", created: 100 })
    const old = event({ kind: "Cluster", name: "prod", reason: "x", at: 90 })
    assert.isFalse(belongsTo(old, prod, new Set(["prod"])))
    assert.isTrue(belongsTo({ ...old, at: prod.createdAt ?? 0 }, prod, new Set(["prod"])))
    const deployment = event({ kind: "ClusterDeployment", name: "prod", reason: "x", at: 110 })
    const withUid = (uid: string) => ({ ...deployment, regarding: { ...deployment.regarding, uid } })
    assert.isTrue(belongsTo(withUid(prod.uid), prod, new Set(["prod"])))
    assert.isFalse(belongsTo(withUid("uid-of-another"), prod, new Set(["prod"])))
    const later = event({ kind: "ClusterDeployment", name: "prod", reason: "x", at: 160 })
    const ofAnother = { ...later, regarding: { ...later.regarding, uid: "uid-of-another" } }
    // No predecessor speaks so late.
    assert.isTrue(belongsTo(ofAnother, prod, new Set(["prod"])))
  })
})

it("ties the Credential by the spec", () => {
  assert.deepStrictEqual(owner("Credential", "aws-cred", ["prod"]), ["prod"])
  assert.deepStrictEqual(owner("Credential", "prod", ["prod"]), [])
})

describe("names of more than 53 characters", () => {
  const long = "a-very-long-cluster-name-that-somebody-thought-was-a-good-idea"
  const twin = "a-very-long-cluster-name-that-somebody-thought-was-quite-smart"
  const hash = createHash("sha256").update(long).digest("hex").slice(0, 12)
  const short = `${long.slice(0, 40)}-${hash}`

  it("are shortened as Flux does", () => {
    assert.strictEqual(releaseName(long), short)
    assert.strictEqual(releaseName("demo"), "demo")
  })

  it("own the objects of the shortened name, and their twins do not", () => {
    assert.deepStrictEqual(owner("Machine", `${short}-md-vk9tz-5hq2c`, [long, twin]), [long])
    assert.deepStrictEqual(owner("Cluster", short, [long, twin]), [long])
    assert.deepStrictEqual(owner("HelmRelease", long, [long, twin]), [long])
  })
})

const Name = Schema.Literals(["demo", "demo-eu", "demo-cp", "demo-md", "eu", "prod", "prod-eu-1"])
it.prop(
  "never gives an event to two clusters",
  {
    names: Schema.Array(Name),
    object: Name,
    rest: Schema.Literals(["", "-cp", "-cp-0", "-md", "-md-abcde", "-md-abcde-fghij", "-vnet", "-0a1b2c3d", "-mt"]),
    kind: Schema.Literals([
      "Cluster",
      "Machine",
      "MachineSet",
      "MachineDeployment",
      "K0sControlPlane",
      "ServiceSet",
      "Pod"
    ])
  },
  ({ names, object, rest, kind }) => {
    assert.isAtMost(owner(kind, `${object}${rest}`, [...new Set(names)]).length, 1)
  }
)
