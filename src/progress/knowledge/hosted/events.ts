import { type EventRow, lastingTrouble, movement, noise } from "../eventRow.ts"
import { hostedKinds } from "./kinds.ts"

/** What runs below a hosted control plane, in the management cluster. */
export const hostedEvents: ReadonlyArray<EventRow> = [
  {
    kinds: ["Pod", "StatefulSet"],
    reasons: ["FailedScheduling"],
    meaning: lastingTrouble(120, "the management cluster has no room for the hosted control plane: add nodes"),
    example: "pod has unbound immediate PersistentVolumeClaims",
    source: "kube-scheduler, hosted control planes"
  },
  {
    kinds: ["StatefulSet", "Deployment", "ReplicaSet"],
    reasons: ["FailedCreate"],
    meaning: lastingTrouble(60, "the management cluster refuses the pods of the hosted control plane: see the message"),
    example: 'create Pod kmc-demo-0 in StatefulSet kmc-demo failed error: pods "kmc-demo-0" is forbidden',
    source: "Kubernetes workload controllers, hosted control planes"
  },
  {
    kinds: ["PersistentVolumeClaim"],
    reasons: ["ProvisioningFailed", "FailedBinding"],
    meaning: lastingTrouble(60, "give the management cluster a StorageClass that can provision"),
    example: "failed to provision volume",
    source: "persistent volume controller, hosted control planes"
  },
  {
    kinds: ["Service"],
    reasons: ["SyncLoadBalancerFailed", "CreatingLoadBalancerFailed"],
    meaning: lastingTrouble(
      120,
      "the management cluster gives no load balancer for the hosted control plane: look at its cloud controller, or install one"
    ),
    example: "Error syncing load balancer: failed to ensure load balancer",
    source: "service controller, hosted control planes"
  },
  {
    kinds: ["Pod"],
    reasons: ["Failed", "BackOff"],
    message: /\bimage "[^"]+"/u,
    meaning: lastingTrouble(60, "look at the image and the registry that the message names"),
    example: 'Failed to pull image "registry.example.com/k0s:v1": not found',
    source: "kubelet images/image_manager.go, hosted control planes: the event that names the image"
  },
  {
    kinds: ["Pod"],
    reasons: ["Failed"],
    message: /^Error: (?:ErrImagePull|ImagePullBackOff)$/u,
    meaning: noise,
    example: "Error: ErrImagePull",
    source: "kubelet kuberuntime_container.go: says again, without the image"
  },
  {
    kinds: ["Pod"],
    reasons: ["Failed", "BackOff"],
    message: /\bCrashLoopBackOff\b|restarting failed container/u,
    meaning: lastingTrouble(
      180,
      "the hosted control plane stops again and again: look at the log of that container, and of its last run, in the management cluster"
    ),
    example: "Back-off restarting failed container controller in pod kmc-demo-0",
    source: "kubelet, hosted control planes"
  },
  {
    kinds: hostedKinds,
    reasons: /./u,
    type: "Normal",
    meaning: movement,
    example: { reason: "Pulled", message: "Container image already present on machine" },
    source: "kubelet, scheduler, controllers below a hosted control plane"
  },
  {
    kinds: hostedKinds,
    reasons: /./u,
    type: "Warning",
    meaning: noise,
    example: { reason: "Unhealthy", message: "Readiness probe failed" },
    source: "kubelet, scheduler, controllers below a hosted control plane"
  }
]
