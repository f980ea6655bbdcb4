import type { CauseRow } from "../errorRow.ts"

/** What Sveltos and kcm say about services in the child cluster (field guide c). */
export const serviceRows: ReadonlyArray<CauseRow> = [
  {
    pattern:
      /[Cc]annot manage it\. Currently managed by (?:different )?(\w+(?: [\w./-]*\w)?)|Currently managed by another (ClusterProfile)/u,
    klass: "deterministic",
    code: "Conflict",
    advice: "$1 manages the same release: remove it there or here",
    source: "Sveltos handlers_helm.go"
  },
  {
    pattern: /maximum (?:number of )?consecutive (?:errors|failures)/u,
    klass: "deterministic",
    code: "RetriesExhausted",
    advice: "Sveltos has given up: correct the service's values or version, which starts it again",
    source: "Sveltos clustersummary_deployer.go"
  },
  {
    pattern: /non-retriable error|failed to instantiate template/u,
    klass: "deterministic",
    code: "NonRetriable",
    advice: "Sveltos will not retry: correct the service's values or template",
    source: "Sveltos >= 1.11 clustersummary_deployer.go"
  },
  {
    pattern:
      /some services have invalid dependencies|failed service dependency|dependency \S+ of service \S+ is not defined|dependency cycle detected/u,
    klass: "deterministic",
    code: "InvalidServiceDependencies",
    advice: "correct dependsOn in spec.serviceSpec.services",
    source: "kcm internal/util/validation"
  },
  {
    pattern: /some services have invalid templates|the ServiceTemplate (\S+) is invalid/u,
    klass: "userAction",
    code: "InvalidServiceTemplate",
    advice: "look at the ServiceTemplate's status, or use another one in spec.serviceSpec.services",
    source: "kcm internal/util/validation"
  },
  {
    pattern:
      /no persistent volumes available for this claim|storageclass\S* "?[^"]*"? not found|no default (?:StorageClass|storage class)/iu,
    klass: "userAction",
    code: "NoStorageClass",
    advice: "give the cluster a default StorageClass, or name one in the configuration; it will be retried by itself",
    source: "Kubernetes persistent volume controller"
  },
  {
    pattern: /\b(ImagePullBackOff|ErrImagePull|InvalidImageName)\b/u,
    klass: "error",
    code: "$1",
    advice: "correct the image or its pull secret; it is retried by itself",
    source: "kubelet"
  },
  {
    pattern: /\d+\/\d+ nodes are available: /u,
    klass: "error",
    code: "Unschedulable",
    advice: "no node can take the pod: add nodes or lower its requests; it is retried by itself",
    source: "kube-scheduler"
  },
  {
    pattern: /health ?checks? failed/iu,
    klass: "error",
    code: "HealthCheckFailed",
    advice: "look at the workload that the message names in the target cluster; it is retried by itself",
    source: "Sveltos health checks"
  },
  {
    pattern: /\b(CrashLoopBackOff)\b/u,
    klass: "error",
    code: "$1",
    advice: "look at the log of the container",
    source: "kubelet"
  }
]
