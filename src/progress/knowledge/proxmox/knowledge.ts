import { captured, type ErrorRow } from "../errorRow.ts"
import { clusterApiGroups, type Knowledge, repeatsItsCloud } from "../knowledge.ts"
import { sameRegion } from "../provider.ts"
import type { PhraseRow } from "../textRow.ts"

/** Refusals of Proxmox VE; its provider remembers a failed try, so that mending the cause is not always enough. */
const errors: ReadonlyArray<ErrorRow> = [
  {
    pattern: /cannot reserve \d+B of memory on node ([\w.-]{1,63})/u,
    klass: "userAction",
    code: "InsufficientMemory",
    advice: (node) =>
      `free memory on the node ${node}, allow another node, or ask for a smaller machine in spec.config; then delete the Machine so that it is tried again`,
    example: "cannot reserve 17179869184B of memory on node pve6: 11246551040B available memory left",
    source: "CAPMOX internal/service/scheduler/vmscheduler.go"
  },
  {
    pattern: /No free vmid found in vmIDRange/u,
    klass: "userAction",
    code: "NoFreeVMID",
    advice: "widen the range of VM ids in spec.config, or remove machines that are not used",
    example: "No free vmid found in vmIDRange",
    source: "CAPMOX internal/service/vmservice/vm.go"
  },
  {
    pattern: /found (?:0|\d{2,}|[2-9]) VM templates with tags|unable to find vm template|VM template not found/u,
    klass: "userAction",
    code: "TemplateNotFound",
    advice: "name a VM template in spec.config that exists once on the nodes",
    example: 'VM template not found: found 0 VM templates with tags "k0s"',
    source: "CAPMOX pkg/proxmox/goproxmox/api_client.go"
  },
  {
    pattern: /cannot find node with name ([\w.-]{1,63})/u,
    klass: "userAction",
    code: "NodeNotFound",
    advice: (node) => `Proxmox has no node ${node}: correct it in spec.config`,
    example: "cannot find node with name pve9: not found",
    source: "CAPMOX pkg/proxmox/goproxmox/api_client.go"
  },
  {
    pattern: /no valid ip addresses defined for the ip pool|InClusterIPPool \S{1,253} without addresses/u,
    klass: "userAction",
    code: "AddressPoolEmpty",
    advice: "give the address pool addresses in spec.config",
    example: "no valid ip addresses defined for the ip pool",
    source: "CAPMOX pkg/kubernetes/ipam/ipam.go"
  },
  {
    pattern:
      /\bnot authorized to access endpoint\b|authentication failure|no such (?:token|user)|unable to initialize proxmox api client/u,
    klass: "userAction",
    code: "AuthenticationFailed",
    advice: "correct the address and token in the Secret that the Credential names; it will then be retried by itself",
    example: "unable to initialize proxmox api client: not authorized to access endpoint",
    source: "CAPMOX pkg/proxmox/goproxmox/api_client.go"
  },
  {
    pattern: /error waiting for agent\b/u,
    klass: "error",
    open: true,
    code: "GuestAgentSilent",
    advice:
      "the virtual machine's QEMU guest agent does not answer: look whether it boots on its console, and whether the image has the agent and the template has it enabled",
    example: "error waiting for agent: the operation has timed out",
    source: "CAPMOX internal/service/vmservice, go-proxmox"
  },
  {
    pattern: /\bclone failed\b|can't lock file '[^']{1,253}'/u,
    klass: "error",
    code: "CloneFailed",
    advice:
      "Proxmox could not clone the template: look at the task's log and the storage on the node, mend the cause, and delete the Machine so that it is tried again",
    example: "clone failed: can't lock file '/var/lock/pve-manager/pve-storage-local-lvm' - got timeout",
    source: "Proxmox VE task log, in CAPMOX VirtualMachineProvisioned TaskFailed"
  },
  {
    pattern: /^(qm\w{1,20}|vzdump|imgcopy|resize): (?!OK)\S/u,
    klass: "error",
    code: captured,
    advice:
      "a task of Proxmox failed: look at its log on the node, mend the cause, and delete the Machine so that it is tried again",
    example: "qmclone: storage 'local-zfs' does not exist",
    source: "CAPMOX internal/service/taskservice/task.go: the task, then its exit status"
  }
]

const phrases: ReadonlyArray<PhraseRow> = [
  {
    pattern: /^(?:Cloning|WaitingForDiskReconciliation|WaitingForVMPowerUp|PoweringOn)$/u,
    say: () => "the virtual machine is being made",
    example: "Cloning",
    source: "CAPMOX api/v1alpha2/conditions_consts.go"
  },
  {
    pattern: /^WaitingForStaticIPAllocation$/u,
    say: () => "waiting for an address from its pool",
    example: "WaitingForStaticIPAllocation",
    source: "CAPMOX api/v1alpha2/conditions_consts.go"
  },
  {
    pattern: /^(?:WaitingForCloudInit|WaitingForBootstrapReady|WaitingForClusterAPIMachineAddresses)$/u,
    say: () => "booting; cloud-init has not finished yet",
    example: "WaitingForCloudInit",
    source: "CAPMOX api/v1alpha2/conditions_consts.go"
  }
]

/** Proxmox VE, through cluster-api-provider-proxmox (CAPMOX), which tells of its troubles in conditions only. */
export const proxmox: Knowledge = {
  name: "proxmox",
  kinds: /^Proxmox[A-Z]\w*$/u,
  groups: clusterApiGroups,
  heardIn: repeatsItsCloud,
  about: "ProxmoxMachine",
  errors,
  phrases,
  provider: {
    templates: [],
    words: ["proxmox"],
    infrastructure: { cluster: "ProxmoxCluster" },
    providerIds: [{ pattern: /\bproxmox:\/\/()/u, region: sameRegion, example: "proxmox://42" }],
    source: "CAPMOX api/v1alpha2"
  }
}
