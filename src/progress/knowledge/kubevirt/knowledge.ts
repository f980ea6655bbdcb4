import type { ErrorRow } from "../errorRow.ts"
import { type Knowledge, repeatsItsCloud } from "../knowledge.ts"
import { likeItsMachine } from "../namingRow.ts"
import { sameRegion } from "../provider.ts"

const errors: ReadonlyArray<ErrorRow> = [
  {
    pattern: /\d{1,7}\/\d{1,7} nodes are available: /u,
    klass: "error",
    code: "Unschedulable",
    advice:
      "no node of the infrastructure cluster has room for the virtual machine: add nodes, or ask for a smaller machine; it is retried by itself",
    example: "0/3 nodes are available: 3 Insufficient memory.",
    source: "kube-scheduler, through CAPK pkg/kubevirt/machine.go"
  },
  {
    pattern: /the load balancer (?:service|external IP) is not ready yet/u,
    // Every good course shows it for a while.
    klass: "transient",
    code: "LoadBalancerPending",
    advice:
      "the infrastructure cluster gives the control plane's Service no external IP: look at that Service, and whether a load balancer (MetalLB or the cloud's) has addresses left",
    example: "failed to get ExternalIP for the load balancer: the load balancer external IP is not ready yet",
    source: "CAPK pkg/loadbalancer/loadbalancer.go"
  },
  {
    pattern: /DataVolume (\S{1,253}) (?:import is not running|is not ready; Phase: Failed)/u,
    klass: "error",
    code: "DataVolumeFailed",
    advice: (volume) =>
      `the disk image cannot be imported: look at the DataVolume ${volume}, its image and its storage class in the infrastructure cluster`,
    example: "DataVolume demo-md-1-dv import is not running: failed to pull image",
    source: "CAPK pkg/kubevirt/machine.go"
  }
]

/** Virtual machines in Kubernetes, through cluster-api-provider-kubevirt (CAPK), which emits no events. */
export const kubevirt: Knowledge = {
  name: "kubevirt",
  kinds: /^(?:Kubevirt[A-Z]\w*|VirtualMachine(?:Instance)?|DataVolume)$/u,
  groups: /^(?:infrastructure\.cluster\.x-k8s\.io|(?:cdi\.)?kubevirt\.io)$/u,
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
  errors,
  phrases: [
    {
      pattern: /^VM is not ready(?:: (\w+))?$/u,
      say: ([, state]) => `the virtual machine is not ready${state === undefined ? "" : ` (${state})`}`,
      example: "VM is not ready: Provisioning",
      source: "CAPK pkg/kubevirt/machine.go"
    },
    {
      pattern: /^DataVolume (\S+) is not ready; Phase: (?!Failed)(\w+)$/u,
      say: ([, volume, phase]) => `its disk ${volume} is being imported (${phase})`,
      example: "DataVolume demo-md-1-dv is not ready; Phase: ImportInProgress",
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
