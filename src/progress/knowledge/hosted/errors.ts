import type { ErrorRow } from "../errorRow.ts"

/** What keeps a k0s control plane from its storage. */
export const hostedErrors: ReadonlyArray<ErrorRow> = [
  {
    pattern: /password authentication failed for user|no pg_hba\.conf entry|Access denied for user/u,
    klass: "userAction",
    code: "DatabaseAccessDenied",
    advice: "correct the user and password in the Secret that the DataSource names; it will then be retried by itself",
    example: 'pq: password authentication failed for user "kine"',
    source: "PostgreSQL and MySQL, through kcm's ClusterDataSourceReady and k0s' kine"
  },
  {
    pattern:
      /no persistent volumes available for this claim|storageclass\S{0,60} "?[^"]{0,253}"? not found|no default (?:StorageClass|storage class)|unbound immediate PersistentVolumeClaims/iu,
    klass: "userAction",
    code: "NoStorageClass",
    advice:
      "give the management cluster that StorageClass, or name one for the hosted control plane in spec.config; it will then be retried by itself",
    kinds: ["PersistentVolumeClaim", "Pod", "StatefulSet"],
    example: 'storageclass.storage.k8s.io "fast" not found',
    source: "Kubernetes persistent volume controller, hosted control planes"
  },
  {
    pattern: /\d{1,7}\/\d{1,7} nodes are available: /u,
    klass: "error",
    code: "Unschedulable",
    advice:
      "no node of the management cluster has room for the hosted control plane: add nodes; it is retried by itself",
    kinds: ["Pod", "StatefulSet"],
    example: "0/3 nodes are available: 3 Insufficient cpu.",
    source: "kube-scheduler, hosted control planes"
  }
]
