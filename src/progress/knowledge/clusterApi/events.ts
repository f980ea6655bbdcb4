import { type EventRow, movement, noise, retriedTrouble, trouble } from "../eventRow.ts"

const sets = ["MachineDeployment", "MachineSet"]

const deletedBehind =
  "somebody deletes the Cluster object behind kcm: if that is not wanted, find out who; the ClusterDeployment has to be deleted and created anew"

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
      ifUnwanted: deletedBehind
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
      ifUnwanted: deletedBehind
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
    reasons: ["SuccessfulDrainNode", "NodeVolumesDetached", "DetectedUnhealthy"],
    meaning: movement,
    example: 'success draining Machine\'s node "w"',
    source: "CAPI machine_controller.go"
  },
  {
    kinds: ["Machine"],
    reasons: ["FailedDrainNode", "FailedWaitForVolumeDetach"],
    meaning: trouble("a PodDisruptionBudget or a volume holds the node back; it is retried by itself"),
    example: 'error draining Machine\'s node "w": 1 pod left',
    source: "CAPI machine_controller.go"
  },
  {
    kinds: ["Machine", "MachineHealthCheck"],
    reasons: ["MachineMarkedUnhealthy", "RemediationRestricted"],
    meaning: trouble("the machine fails its health check; Cluster API replaces it unless too many are unhealthy"),
    example: "Machine kcm-system/demo-md/demo-md-abcde-fghij/w has been marked as unhealthy",
    source: "CAPI machinehealthcheck_controller.go"
  },
  {
    kinds: sets,
    reasons: /^Successful(?:Create|Scale|Update|Delete|Rollout)/u,
    meaning: movement,
    example: { kind: "MachineSet", reason: "SuccessfulCreate", message: 'Created Machine "demo-md-abcde-fghij"' },
    source: "CAPI; at second 6, long before any virtual machine"
  },
  {
    kinds: sets,
    reasons: ["FailedCreate", "FailedScale"],
    meaning: retriedTrouble("the machine template is refused: look at the message; it is retried by itself"),
    example: "Failed to create Machine: something odd",
    source: "CAPI"
  }
]
