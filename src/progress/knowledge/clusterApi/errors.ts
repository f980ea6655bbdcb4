import type { ErrorRow } from "../errorRow.ts"

/** What Cluster API itself says is wrong. */
export const clusterApiErrors: ReadonlyArray<ErrorRow> = [
  {
    pattern: /\b(\w{1,63}) has been deleted while the cluster still exists/u,
    klass: "deterministic",
    code: "InfrastructureDeleted",
    advice: (word) => `${word} was removed from under the cluster; delete the ClusterDeployment and create it again`,
    example: "AWSCluster has been deleted while the cluster still exists",
    source: "CAPI cluster_controller_status.go"
  },
  {
    pattern: /\b(?:no free|no available|exhausted).{0,30}\b(?:addresses|IPs?)\b|\bpool\b.{0,40}\bexhausted\b/iu,
    klass: "userAction",
    code: "AddressesExhausted",
    advice: "the address pool is used up: extend it; it will be retried by itself",
    example: "no available addresses in pool",
    source: "CAPI IPAM providers"
  }
]
