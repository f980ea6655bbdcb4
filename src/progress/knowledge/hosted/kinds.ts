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
