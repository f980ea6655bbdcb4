import { type Knowledge, repeatsItsCloud } from "../knowledge.ts"
import { likeItsMachine } from "../namingRow.ts"
import { sameRegion } from "../provider.ts"

/** Virtual machines in Kubernetes, through cluster-api-provider-kubevirt (CAPK). */
export const kubevirt: Knowledge = {
  name: "kubevirt",
  kinds: /^(?:Kubevirt[A-Z]\w*|VirtualMachine(?:Instance)?|DataVolume)$/u,
  heardIn: repeatsItsCloud,
  about: "KubevirtMachine",
  naming: [
    {
      kinds: ["VirtualMachine", "VirtualMachineInstance", "DataVolume"],
      naming: likeItsMachine,
      example: { kind: "VirtualMachineInstance", name: "demo-md-vk9tz-5hq2c" },
      source: "CAPK pkg/kubevirt/machine.go"
    }
  ],
  provider: {
    templates: [
      { prefix: "kubevirt-standalone-cp", shape: "standalone" },
      { prefix: "kubevirt-hosted-cp", shape: "hosted" }
    ],
    words: ["kubevirt"],
    infrastructure: { cluster: "KubevirtCluster" },
    providerIds: [{ pattern: /\bkubevirt:\/\/()/u, region: sameRegion, example: "kubevirt://demo-cp" }],
    source: "kcm charts; CAPK (field guide h)"
  }
}
