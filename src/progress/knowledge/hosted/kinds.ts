/** The Kubernetes objects that a hosted control plane consists of in the management cluster (k0smotron). */
export const hostedKinds: ReadonlyArray<string> = [
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
]

/** The API groups of these kinds, where they have one. */
export const hostedGroups = /^(?:apps|batch|discovery\.k8s\.io|networking\.k8s\.io)$/u
