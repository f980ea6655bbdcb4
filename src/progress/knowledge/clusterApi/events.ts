import { type EventRow, lastingTrouble, movement, noise, retriedTrouble, sideTrouble, trouble } from "../eventRow.ts"

const sets = ["MachineDeployment", "MachineSet"]

/** Events of Cluster API itself: the same for every provider. */
export const clusterApiEvents: ReadonlyArray<EventRow> = [
  {
    kinds: ["Cluster"],
    reasons: ["Provisioning"],
    meaning: {
      is: "milestone",
      say: ({ name }) => `Cluster API began to provision cluster ${name}`,
      key: "capiProvisioning",
      fact: "capiProvisioning",
      unlessDeleting: true
    },
    example: "Cluster demo is Provisioning",
    source: "CAPI cluster_controller_phases.go"
  },
  {
    kinds: ["Cluster"],
    reasons: ["Provisioned"],
    meaning: {
      is: "milestone",
      say: ({ name }) => `Cluster API moved cluster ${name} to Provisioned: its API endpoint is known`,
      key: "capiProvisioned",
      fact: "capiProvisioned",
      unlessDeleting: true
    },
    example: "Cluster demo is Provisioned",
    source: "CAPI cluster_controller_phases.go"
  },
  {
    kinds: ["Cluster"],
    reasons: ["InfrastructureReady", "InfrastructureProvisioned"],
    meaning: {
      is: "milestone",
      say: ({ name }) => `The infrastructure of cluster ${name} is ready`,
      key: "infrastructureReady",
      fact: "infrastructureReady"
    },
    example: "Cluster demo InfrastructureProvisioned is now True",
    source: "CAPI cluster_controller_phases.go; the message differs by version"
  },
  {
    kinds: ["Cluster"],
    reasons: ["ControlPlaneInitialized", "ControlPlaneReady"],
    meaning: {
      is: "milestone",
      say: ({ name }) => `The control plane of cluster ${name} is initialized`,
      key: "controlPlaneInitialized",
      fact: "controlPlaneInitialized"
    },
    example: "Cluster demo ControlPlaneInitialized is now True",
    source: "CAPI cluster_controller_phases.go; ControlPlaneReady in CAPI <= 1.10"
  },
  {
    kinds: ["Cluster"],
    reasons: ["Deleting"],
    meaning: {
      is: "milestone",
      say: ({ name }) => `Cluster API began to delete cluster ${name}`,
      key: "deleting",
      troubleIfUnwanted: true
    },
    example: "Cluster demo is Deleting",
    source: "CAPI cluster_controller_phases.go"
  },
  {
    kinds: ["Cluster"],
    reasons: ["Deleted"],
    meaning: {
      is: "milestone",
      say: ({ name }) => `Cluster API has deleted cluster ${name}`,
      key: "capiDeleted",
      troubleIfUnwanted: true
    },
    example: "Cluster demo has been deleted",
    source: "CAPI cluster_controller.go"
  },
  {
    kinds: ["Cluster"],
    reasons: ["Failed"],
    meaning: trouble("look at the Cluster's status; Cluster API retries by itself"),
    example: "Cluster demo is Failed: unknown",
    source: "CAPI <= 1.10 cluster_controller_phases.go:77"
  },
  {
    kinds: ["Machine"],
    reasons: ["SuccessfulSetNodeRef"],
    meaning: {
      is: "milestone",
      say: ({ message, role, name }) => `Node ${message} joined${role} (machine ${name})`,
      key: ({ name }) => `node/${name}`
    },
    example: "ip-10-0-0-1",
    source: "CAPI machine_controller_noderef.go; the message is the node's name"
  },
  {
    kinds: ["MachinePool"],
    reasons: ["SuccessfulSetNodeRefs"],
    meaning: {
      is: "milestone",
      say: ({ name }) => `Nodes of pool ${name} joined`,
      key: ({ name }) => `pool/${name}`
    },
    example: "[aks-user-1 aks-user-2]",
    source: "CAPI machinepool_controller_noderef.go"
  },
  {
    kinds: ["Machine", "MachinePool"],
    // Written with blanks: it waits for the cloud to tell the provider id.
    reasons: ["Failed to retrieve Node by ProviderID", "SuccessfulSetInterruptibleNodeLabel"],
    meaning: noise,
    example: "failed to retrieve Node by ProviderID: not found",
    source: "CAPI machine_controller_noderef.go"
  },
  {
    kinds: ["Machine"],
    reasons: ["SuccessfulDrainNode", "NodeVolumesDetached", "DetectedUnhealthy", "SuccessfulStartInPlaceUpdate"],
    meaning: movement,
    example: 'success draining Machine\'s node "w"',
    source: "CAPI machine_controller.go, machineset_controller.go"
  },
  {
    kinds: ["Machine"],
    reasons: ["FailedDrainNode"],
    message: /disruption budget|[Cc]annot evict|failed to evict/u,
    meaning: sideTrouble(
      "its PodDisruptionBudget forbids to evict the pod that the message names: let it run more often, widen the budget, or remove the pod; the drain goes on by itself then",
      60
    ),
    example:
      "error draining Machine's node \"w\": failed to evict Pod a/b: Cannot evict pod as it would violate the pod's disruption budget.",
    source: "CAPI machine_controller.go, internal/controllers/machine/drain"
  },
  {
    kinds: ["Machine"],
    reasons: ["FailedDrainNode", "FailedWaitForVolumeDetach"],
    meaning: sideTrouble("a pod or a volume holds the node back; it is retried by itself", 120),
    example: 'error draining Machine\'s node "w": 1 pod left',
    source: "CAPI machine_controller.go"
  },
  {
    kinds: ["Machine"],
    reasons: ["FailedDeleteNode"],
    meaning: sideTrouble("look whether the cluster's API server answers; it is retried by itself", 180),
    example: "error deleting Machine's Node: no control plane members",
    source: "CAPI machine_controller.go"
  },
  {
    kinds: ["MachinePool"],
    reasons: ["FailedSetNodeRef"],
    meaning: lastingTrouble(300, "look at the pool's instances in the cloud: no Node fits them"),
    example: "failed to get node references",
    source: "CAPI machinepool_controller_noderef.go"
  },
  {
    kinds: ["Machine", "MachineHealthCheck"],
    reasons: ["RemediationRestricted"],
    // CAPI <= 1.7.1 sends it although nothing is wrong.
    message: /\bunhealthy: 0\b/u,
    meaning: noise,
    example:
      "Remediation is not allowed, the number of not started or unhealthy machines does not fall within the range (total: 3, unhealthy: 0, unhealthyRange: [1-3])",
    source: "CAPI machinehealthcheck_controller.go"
  },
  {
    kinds: ["Machine", "MachineHealthCheck"],
    reasons: ["RemediationRestricted"],
    meaning: sideTrouble(
      "too many machines are unhealthy for Cluster API to replace them: look at their consoles and their network"
    ),
    example:
      "Remediation is not allowed, the number of not started or unhealthy machines exceeds maxUnhealthy (total: 3, unhealthy: 2)",
    source: "CAPI machinehealthcheck_controller.go"
  },
  {
    kinds: ["Machine", "MachineHealthCheck"],
    reasons: ["MachineMarkedUnhealthy"],
    meaning: sideTrouble("the machine fails its health check; Cluster API replaces it unless too many are unhealthy"),
    example: "Machine kcm-system/demo-md/demo-md-abcde-fghij/w has been marked as unhealthy",
    source: "CAPI machinehealthcheck_controller.go"
  },
  {
    kinds: sets,
    reasons: /^Successful(?:Create|Scale|Update|Delete|Rollout|Adopt)/u,
    meaning: movement,
    example: { kind: "MachineSet", reason: "SuccessfulCreate", message: 'Created Machine "demo-md-abcde-fghij"' },
    source: "CAPI; at second 6, long before any virtual machine"
  },
  {
    kinds: ["Cluster"],
    reasons: ["TopologyCreate", "TopologyUpdate", "TopologyDelete"],
    meaning: movement,
    example: 'Created MachineDeployment "kcm-system/demo-md"',
    source: "CAPI topology/cluster/reconcile_state.go"
  },
  {
    kinds: sets,
    reasons: ["FailedCreate", "FailedScale"],
    meaning: retriedTrouble("the machine template is refused: look at the message; it will then be retried by itself"),
    example: "Failed to create Machine: something odd",
    source: "CAPI machineset_controller.go, machinedeployment_sync.go"
  },
  {
    kinds: sets,
    reasons: ["FailedAdopt"],
    meaning: sideTrouble("another object owns it: look at its owner references", 180),
    example: 'Failed to adopt Machine "demo-md-abcde-fghij": owned by another',
    source: "CAPI machineset_controller.go, machinedeployment_controller.go"
  },
  {
    kinds: sets,
    reasons: ["FailedUpdate", "FailedDelete"],
    meaning: lastingTrouble(180, "look at the message; it is retried by itself"),
    example: 'Failed to delete MachineSet "demo-md-abcde": something odd',
    source: "CAPI machinedeployment_sync.go, machinedeployment_controller.go"
  }
]
