import { diagnosed, type EventRow, movement, noise, trouble } from "./row.ts"

const release = ["HelmRelease"]
const sets = ["MachineDeployment", "MachineSet"]

/** Flux, Cluster API and the parts of Kubernetes below a hosted control plane: the same for every provider. */
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
    verdict: trouble("the machine template is refused: look at the message; it is retried by itself"),
    source: "CAPI"
  },
  {
    kinds: ["Pod", "StatefulSet"],
    reasons: ["FailedScheduling"],
    verdict: {
      ...trouble("the management cluster has no room for the hosted control plane: add nodes"),
      lastingMs: 120_000
    },
    source: "kube-scheduler, hosted control planes"
  },
  {
    kinds: ["PersistentVolumeClaim"],
    reasons: ["ProvisioningFailed", "FailedBinding"],
    verdict: { ...trouble("give the management cluster a StorageClass that can provision"), lastingMs: 60_000 },
    source: "persistent volume controller, hosted control planes"
  },
  {
    kinds: ["Service"],
    reasons: ["SyncLoadBalancerFailed", "CreatingLoadBalancerFailed"],
    verdict: {
      ...trouble("the management cluster's cloud gives no load balancer for the hosted control plane"),
      lastingMs: 120_000
    },
    source: "service controller, hosted control planes"
  },
  {
    kinds: ["Pod"],
    reasons: ["Failed", "BackOff"],
    message: /\b(?:ErrImagePull|ImagePullBackOff|CrashLoopBackOff)\b|restarting failed container/u,
    verdict: {
      ...trouble("look at the pod of the hosted control plane in the management cluster"),
      lastingMs: 180_000
    },
    source: "kubelet, hosted control planes"
  },
  {
    kinds: [
      "Pod",
      "StatefulSet",
      "PersistentVolumeClaim",
      "Service",
      "Job",
      "Deployment",
      "ReplicaSet",
      "Endpoints",
      "ConfigMap",
      "Secret",
      "Ingress"
    ],
    reasons: /./u,
    type: "Normal",
    verdict: movement,
    source: "kubelet, scheduler, controllers below a hosted control plane"
  },
  {
    kinds: [
      "Pod",
      "StatefulSet",
      "PersistentVolumeClaim",
      "Service",
      "Job",
      "Deployment",
      "ReplicaSet",
      "Endpoints",
      "ConfigMap",
      "Secret",
      "Ingress"
    ],
    reasons: /./u,
    verdict: noise,
    source: "kubelet, scheduler, controllers below a hosted control plane"
  },
  {
    kinds: ["ClusterSummary"],
    reasons: ["Sveltos"],
    type: "Normal",
    message: /Feature: (\w+) deployed to cluster/u,
    verdict: {
      is: "milestone",
      say: "Sveltos deployed the cluster's {1} services",
      key: "feature/{1}",
      fact: "servicesDeployed"
    },
    source: "Sveltos clustersummary_deployer.go; repeats at every re-sync"
  },
  {
    kinds: ["ClusterSummary"],
    reasons: ["FailedNonRetriable"],
    verdict: {
      is: "problem",
      klass: "deterministic",
      otherwise: {
        klass: "deterministic",
        advice: "Sveltos will not retry: correct the service's values, version or template"
      }
    },
    source: "Sveltos >= 1.11 clustersummary_deployer.go"
  },
  {
    kinds: ["ClusterSummary"],
    reasons: ["Conflict"],
    verdict: {
      is: "problem",
      klass: "deterministic",
      otherwise: { klass: "deterministic", advice: "another profile manages the same release: remove it there or here" }
    },
    source: "Sveltos >= 1.11 clustersummary_controller.go"
  },
  { kinds: ["ClusterSummary"], reasons: ["Sveltos"], verdict: diagnosed, source: "Sveltos" }
]
