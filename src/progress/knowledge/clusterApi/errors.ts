import type { ErrorRow } from "../errorRow.ts"

/** What Cluster API itself says is wrong. */
export const clusterApiErrors: ReadonlyArray<ErrorRow> = [
  {
    pattern: /\bdelay likely due to PodDisruptionBudgets|violate the pod's disruption budget|cannot evict pod\b/iu,
    klass: "blocksReady",
    code: "DrainBlocked",
    advice:
      "a PodDisruptionBudget forbids to evict a pod of this node: let the pod run more often, widen the budget, or remove the pod; the drain goes on by itself then",
    example:
      "Machine deletion in progress since more than 15m, stage: DrainingNode, delay likely due to PodDisruptionBudgets",
    source: "CAPI machine_controller_status.go; Kubernetes eviction API"
  },
  {
    pattern: /\bMachine deletion in progress since more than \w+, stage: \w+, delay likely due to ([\w, ]{1,120})/u,
    klass: "blocksReady",
    code: "DeletionDelayed",
    advice: (cause) => `look at the node's pods (${cause}): the machine goes on being deleted once they are gone`,
    example:
      "Machine deletion in progress since more than 15m, stage: DrainingNode, delay likely due to Pods not terminating",
    source: "CAPI machine_controller_status.go"
  },
  {
    pattern: /\bMachine deletion in progress since more than \w+, stage: WaitingForPre(Drain|Terminate)Hook/u,
    klass: "blocksReady",
    code: "DeletionHeldByHook",
    advice: (hook) =>
      `whoever put the pre-${hook.toLowerCase()} hook on the Machine has to take it off (for a control plane, its provider, once etcd has let the member go): look at that controller's log`,
    example: "Machine deletion in progress since more than 15m, stage: WaitingForPreTerminateHook",
    source: "CAPI machine_controller.go, lifecycle hooks; kcm issue 2788"
  },
  {
    pattern: /\bMachine deletion in progress since more than \w+, stage: WaitingForVolumeDetach/u,
    klass: "blocksReady",
    code: "VolumesAttached",
    advice:
      "a volume is still attached to the machine: look at the VolumeAttachments of its Node and at the CSI driver in that cluster; the machine goes on being deleted then",
    example: "Machine deletion in progress since more than 15m, stage: WaitingForVolumeDetach",
    source: "CAPI machine_controller.go, node volume detach"
  },
  {
    pattern: /\bMachine deletion in progress since more than \w+, stage: WaitingForInfrastructureDeletion/u,
    klass: "blocksReady",
    code: "MachineNotDeleted",
    advice:
      "the provider has not deleted the machine yet: look at the events, the conditions and the finalizers of its infrastructure object, and at its provider's log",
    example: "Machine deletion in progress since more than 15m, stage: WaitingForInfrastructureDeletion",
    source: "CAPI machine_controller.go"
  },
  {
    pattern: /^Node(?: \S{1,253})? does not exist$|does not have a corresponding Node/u,
    klass: "error",
    open: true,
    code: "NodeMissing",
    advice: "the machine has no Node, or lost it: look at its console, its kubelet, and its way to the API server",
    example: "Node does not exist",
    source: "CAPI controlplane/kubeadm workload_cluster_conditions.go, CAPRKE2 pkg/rke2"
  },
  {
    pattern: /Node failed to report startup in|NodeStartupTimeout/u,
    klass: "error",
    code: "NodeStartupTimeout",
    advice:
      "the machine runs, but has not become a Node in time: look at its console and cloud-init log, and at its way to the API server",
    example: "Health check failed: Node failed to report startup in 10m0s",
    source: "CAPI machinehealthcheck_targets.go"
  },
  {
    pattern: /\b(?:can't|cannot|unable to) remediate\b/u,
    klass: "error",
    open: true,
    code: "RemediationHeld",
    advice:
      "the control plane's provider does not replace the machine, for the reason that the message names: look at its console and at etcd; delete the Machine yourself once the others are well",
    example: "KubeadmControlPlane can't remediate this machine because the operation already failed 3 times (MaxRetry)",
    source: "CAPI controlplane/kubeadm remediation.go, CAPRKE2 remediation.go"
  },
  {
    pattern: /\bHealth check failed:/u,
    klass: "error",
    code: "HealthCheckFailed",
    advice:
      "Cluster API replaces the machine, unless too many are unhealthy: look at its console and at the kubelet's log",
    example: "Health check failed: Condition Ready on Node is reporting status False for more than 5m0s",
    source: "CAPI machinehealthcheck_targets.go"
  },
  {
    pattern: /\b(\w{1,63}) has been deleted while the cluster still exists/u,
    klass: "deterministic",
    code: "InfrastructureDeleted",
    advice: (word) => `${word} was removed from under the cluster; delete the ClusterDeployment and create it again`,
    example: "AWSCluster has been deleted while the cluster still exists",
    source: "CAPI cluster_controller_status.go"
  }
]
