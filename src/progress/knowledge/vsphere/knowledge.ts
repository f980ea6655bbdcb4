import { clusterApiGroups, type Knowledge, repeatsItsCloud } from "../knowledge.ts"
import { likeItsMachine } from "../namingRow.ts"
import { sameRegion } from "../provider.ts"
import { vsphereErrors } from "./errors.ts"

/** VMware vSphere, through cluster-api-provider-vsphere (CAPV), which emits no events. */
export const vsphere: Knowledge = {
  name: "vsphere",
  kinds: /^VSphere[A-Z]\w*$/u,
  groups: clusterApiGroups,
  heardIn: repeatsItsCloud,
  about: "VSphereMachine",
  naming: [
    {
      kinds: ["VSphereVM"],
      naming: likeItsMachine,
      example: { kind: "VSphereVM", name: "demo-md-vk9tz-5hq2c" },
      source: "CAPV vimmachine.go"
    }
  ],
  errors: vsphereErrors,
  phrases: [
    {
      pattern: /^(?:WaitingForIPAllocation|WaitingForNetworkAddress(?:es)?)$/u,
      say: () => "waiting for an IP address, by DHCP or from its pool",
      example: "WaitingForIPAllocation",
      source: "CAPV api/govmomi/v1beta2: the guest reports none yet"
    },
    {
      pattern: /^(?:WaitingForClone|WaitingForBIOSUUID)$/u,
      say: () => "the virtual machine is being made",
      example: "WaitingForClone",
      source: "CAPV api/govmomi/v1beta2"
    }
  ],
  provider: {
    templates: [
      { prefix: "vsphere-standalone-cp", shape: "standalone" },
      { prefix: "vsphere-hosted-cp", shape: "hosted" }
    ],
    words: ["vsphere"],
    infrastructure: { cluster: "VSphereCluster" },
    providerIds: [{ pattern: /\bvsphere:\/\/()/u, region: sameRegion, example: "vsphere://42" }],
    durations: { any: { Initializing: 8, Provisioning: 10, Bootstrapping: 300, Scaling: 280 } },
    source: "kcm charts; CAPV; durations derived (field guide g, h)"
  }
}
