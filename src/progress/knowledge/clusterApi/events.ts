import { type EventRow, movement, noise, retriedTrouble, trouble } from "../eventRow.ts"

const release = ["HelmRelease"]
const sets = ["MachineDeployment", "MachineSet"]

/** Flux and Cluster API: the same for every provider. */
export const coreEvents: ReadonlyArray<EventRow> = [
  {
    kinds: release,
    reasons: ["InstallSucceeded"],
    message: /(?:with chart (\S+))?$/u,
    verdict: {
      is: "milestone",
      say: "Helm installed the release {name}, chart {1}",
      key: "helmInstalled",
      fact: "helmInstalled"
    },
    source: "Flux helm-controller"
  },
  {
    kinds: release,
    reasons: ["UpgradeSucceeded"],
    message: /\.(v\d+) /u,
    verdict: {
      is: "milestone",
      say: "Helm upgraded the release {name} to {1}",
      key: "helmUpgraded/{1}",
      fact: "helmInstalled"
    },
    source: "Flux helm-controller"
  },
  {
    kinds: release,
    reasons: ["UpgradeSucceeded"],
    verdict: { is: "milestone", say: "Helm upgraded the release {name}", key: "helmUpgraded", fact: "helmInstalled" },
    source: "Flux helm-controller"
  },
  {
    kinds: release,
    reasons: ["InstallFailed", "UpgradeFailed", "RollbackFailed", "TestFailed", "RetriesExceeded"],
    verdict: trouble("Flux gives up after one failed try: mend the cause, then change the ClusterDeployment's spec"),
    source: "Flux helm-controller"
  },
  {
    kinds: release,
    reasons: ["ValuesError", "ArtifactFailed", "UninstallFailed"],
    verdict: trouble("look at the HelmRelease; it is retried by itself"),
    source: "Flux helm-controller"
  },
  {
    kinds: release,
    reasons: ["UninstallSucceeded"],
    verdict: movement,
    source: "Flux helm-controller"
  },
  {
    kinds: release,
    reasons: ["DependencyNotReady", "DriftDetected", "SourceNotReady"],
    verdict: noise,
    source: "Flux"
  },
  {
    kinds: ["Cluster"],
    reasons: ["Provisioning"],
    verdict: {
      is: "milestone",
      say: "Cluster API began to provision cluster {name}",
      key: "capiProvisioning",
      fact: "capiProvisioning",
      unlessDeleting: true
    },
    source: "CAPI cluster_controller_phases.go"
  },
  {
    kinds: ["Cluster"],
    reasons: ["Provisioned"],
    verdict: {
      is: "milestone",
      say: "Cluster API moved cluster {name} to Provisioned: its API endpoint is known",
      key: "capiProvisioned",
      fact: "capiProvisioned",
      unlessDeleting: true
    },
    source: "CAPI cluster_controller_phases.go"
  },
  {
    kinds: ["Cluster"],
    reasons: ["InfrastructureReady", "InfrastructureProvisioned"],
    verdict: {
      is: "milestone",
      say: "The infrastructure of cluster {name} is ready",
      key: "infrastructureReady",
      fact: "infrastructureReady"
    },
    source: "CAPI cluster_controller_phases.go; the message differs by version"
  },
  {
    kinds: ["Cluster"],
    reasons: ["ControlPlaneInitialized", "ControlPlaneReady"],
    verdict: {
      is: "milestone",
      say: "The control plane of cluster {name} is initialized",
      key: "controlPlaneInitialized",
      fact: "controlPlaneInitialized"
    },
    source: "CAPI cluster_controller_phases.go; ControlPlaneReady in CAPI <= 1.10"
  },
  {
    kinds: ["Cluster"],
    reasons: ["Deleting"],
    verdict: { is: "milestone", say: "Cluster API began to delete cluster {name}", key: "deleting", fact: "deleting" },
    source: "CAPI cluster_controller_phases.go"
  },
  {
    kinds: ["Cluster"],
    reasons: ["Deleted"],
    verdict: { is: "milestone", say: "Cluster API has deleted cluster {name}", key: "capiDeleted", fact: "deleting" },
    source: "CAPI cluster_controller.go"
  },
  {
    kinds: ["Cluster"],
    reasons: ["Failed"],
    verdict: trouble("look at the Cluster's status; Cluster API retries by itself"),
    source: "CAPI <= 1.10 cluster_controller_phases.go:77"
  },
  {
    kinds: ["Machine"],
    reasons: ["SuccessfulSetNodeRef"],
    verdict: {
      is: "milestone",
      say: "Node {message} joined{role} (machine {name})",
      key: "node/{name}",
      fact: "nodeJoined"
    },
    source: "CAPI machine_controller_noderef.go; the message is the node's name"
  },
  {
    kinds: ["MachinePool"],
    reasons: ["SuccessfulSetNodeRefs"],
    verdict: { is: "milestone", say: "Nodes of pool {name} joined", key: "pool/{name}", fact: "nodeJoined" },
    source: "CAPI machinepool_controller_noderef.go"
  },
  {
    kinds: ["Machine", "MachinePool"],
    // Written with blanks: it waits for the cloud to tell the provider id.
    reasons: ["Failed to retrieve Node by ProviderID", "SuccessfulSetInterruptibleNodeLabel"],
    verdict: noise,
    source: "CAPI machine_controller_noderef.go"
  },
  {
    kinds: ["Machine"],
    reasons: ["SuccessfulDrainNode", "NodeVolumesDetached", "DetectedUnhealthy"],
    verdict: movement,
    source: "CAPI machine_controller.go"
  },
  {
    kinds: ["Machine"],
    reasons: ["FailedDrainNode", "FailedWaitForVolumeDetach"],
    verdict: trouble("a PodDisruptionBudget or a volume holds the node back; it is retried by itself"),
    source: "CAPI machine_controller.go"
  },
  {
    kinds: ["Machine", "MachineHealthCheck"],
    reasons: ["MachineMarkedUnhealthy", "RemediationRestricted"],
    verdict: trouble("the machine fails its health check; Cluster API replaces it unless too many are unhealthy"),
    source: "CAPI machinehealthcheck_controller.go"
  },
  {
    kinds: sets,
    reasons: /^Successful(?:Create|Scale|Update|Delete|Rollout)/u,
    verdict: movement,
    source: "CAPI; at second 6, long before any virtual machine"
  },
  {
    kinds: sets,
    reasons: ["FailedCreate", "FailedScale"],
    verdict: retriedTrouble("the machine template is refused: look at the message; it is retried by itself"),
    source: "CAPI"
  }
]
