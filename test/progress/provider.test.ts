import { assert, describe, it } from "@effect/vitest"
import { providerOf, regionOf, shapeOf, templateVersion } from "../../src/progress/observe/provider.ts"
import { cluster } from "./objects.ts"

const none = new Set<string>()

describe("the template", () => {
  for (const [template, name, version] of [
    ["aws-standalone-cp-1-0-43", "aws-standalone-cp", "1.0.43"],
    ["azure-aks-1-0-6-rc1", "azure-aks", "1.0.6-rc1"],
    ["my-template", "my-template", undefined],
    ["team-2-cluster-1-2-3", "team-2-cluster", "1.2.3"],
    ["", "", undefined]
  ] as const) {
    it(`${template} is ${name}, version ${version}`, () => {
      assert.deepStrictEqual(templateVersion(template), version === undefined ? { name } : { name, version })
    })
  }
})

const byTemplate = [
  ["aws-standalone-cp-1-0-43", "aws", "standalone"],
  ["aws-hosted-cp-1-0-4", "aws", "hosted"],
  ["aws-eks-1-0-10", "aws", "managed"],
  ["azure-standalone-cp-1-0-15", "azure", "standalone"],
  ["azure-aks-1-0-6", "azure", "managed"],
  ["gcp-gke-1-0-5", "gcp", "managed"],
  ["gcp-hosted-cp-1-0-5", "gcp", "hosted"],
  ["openstack-standalone-cp-1-0-46", "openstack", "standalone"],
  ["vsphere-standalone-cp-1-0-25", "vsphere", "standalone"],
  ["kubevirt-hosted-cp-1-0-1", "kubevirt", "hosted"],
  ["docker-hosted-cp-1-0-1", "docker", "hosted"],
  ["remote-cluster-1-0-14", "remote", "remote"],
  ["adopted-cluster-1-0-2", "adopted", "adopted"],
  ["aws-standalone-cp-gpu-2-0-0", "aws", "standalone"],
  ["corp-azure-hosted-1-0-0", "azure", "hosted"],
  ["corp-eks-1-0-0", "aws", "managed"],
  ["corp-adopted-1-0-0", "adopted", "adopted"],
  ["corp-remote-1-0-0", "remote", "remote"],
  ["corp-vsphere-standalone-1-0-0", "vsphere", "standalone"],
  ["azure-and-aws-1-0-0", "", "unknown"],
  ["golden-1-0-0", "", "unknown"]
] as const

describe("provider and shape", () => {
  for (const [template, provider, shape] of byTemplate) {
    it(`of ${template}`, () => {
      const of = cluster({ template })
      assert.deepStrictEqual([providerOf(of, { kinds: none }), shapeOf(of, none)], [provider, shape])
    })
  }

  for (const [kinds, provider, shape] of [
    [["ClusterDeployment", "Cluster", "AWSCluster", "K0sControlPlane"], "aws", "standalone"],
    [["AWSCluster", "K0smotronControlPlane"], "aws", "hosted"],
    [["AWSManagedControlPlane"], "aws", "managed"],
    [["AzureMachine"], "azure", "unknown"],
    [["VirtualNetworksSubnet"], "azure", "unknown"],
    [["AzureASOManagedControlPlane"], "azure", "managed"],
    [["GCPManagedCluster"], "gcp", "managed"],
    [["OpenStackServer"], "openstack", "unknown"],
    [["VSphereMachine"], "vsphere", "unknown"],
    [["DevMachine"], "docker", "unknown"],
    [["RemoteMachine", "K0smotronControlPlane"], "remote", "remote"],
    [["SveltosCluster"], "adopted", "adopted"],
    [["Machine", "Pod"], "", "unknown"]
  ] as const) {
    it(`of a custom template with ${kinds.join(", ")}`, () => {
      const of = cluster({ template: "golden-1-0-0" })
      assert.deepStrictEqual(
        [providerOf(of, { kinds: new Set(kinds) }), shapeOf(of, new Set(kinds))],
        [provider, shape]
      )
    })
  }

  it("are told by what was seen rather than by a misleading name", () => {
    assert.strictEqual(providerOf(cluster({ template: "gcp-like-1-0-0" }), { kinds: new Set(["AWSCluster"]) }), "aws")
  })
})

const waiting = (id: string) => [`Waiting for a Node with spec.providerID ${id} to exist`]

describe("the region", () => {
  it("is what the configuration says", () => {
    for (const config of [
      { region: "eu-west-1" },
      { location: "eu-west-1" },
      { identityRef: { region: "eu-west-1" } }
    ]) {
      assert.strictEqual(
        regionOf(cluster({ spec: { config } }), { kinds: none, texts: waiting("aws:///us-east-1a/i-0") }),
        "eu-west-1"
      )
    }
  })

  for (const [id, provider, region] of [
    ["aws:///us-east-1a/i-0abc", "aws", "us-east-1"],
    ["gce://proj/us-east4-b/demo-cp", "gcp", "us-east4"],
    ["openstack://RegionOne/1", "openstack", "RegionOne"],
    ["openstack:///1", "openstack", ""],
    ["azure:///subscriptions/x", "azure", ""],
    ["vsphere://42", "vsphere", ""],
    ["kubevirt://demo-cp", "kubevirt", ""],
    ["docker:////demo-cp", "docker", ""]
  ] as const) {
    it(`is read from the provider id ${id}`, () => {
      const of = cluster({ template: "golden-1-0-0" })
      const hints = { kinds: none, texts: ["nothing", ...waiting(id)] }
      assert.deepStrictEqual([providerOf(of, hints), regionOf(of, hints)], [provider, region])
    })
  }

  it("is empty where nothing tells", () => assert.strictEqual(regionOf(cluster(), { kinds: none }), ""))
})

describe("an address that looks like a provider id", () => {
  it("tells nothing of the provider", () => {
    const texts = ["DataVolume demo-dv import is not running: Failed to pull image docker://quay.io/acme/disk:v1"]
    assert.strictEqual(
      providerOf(cluster({ template: "kubevirt-standalone-cp-1-0-4" }), { kinds: none, texts }),
      "kubevirt"
    )
  })
})
