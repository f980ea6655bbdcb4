import { clusterApiGroups, type Knowledge } from "../knowledge.ts"

const inCluster = "cluster-api-ipam-provider-in-cluster"

/** Addresses from pools, through Cluster API's IPAM contract: the in-cluster provider, and kcm's claims. */
export const ipam: Knowledge = {
  name: "ipam",
  kinds: /^(?:IPAddress(?:Claim)?|(?:Global)?InClusterIPPool)$/u,
  groups: clusterApiGroups,
  heardIn: new Set(["Machine", "Cluster", "ClusterDeployment"]),
  about: "IPAddressClaim",
  errors: [
    {
      pattern:
        /\bno (?:address|prefix) available\b|\b(?:no free|no available|exhausted).{0,30}\b(?:addresses|IPs?)\b|\bpool\b.{0,40}\bexhausted\b/iu,
      klass: "userAction",
      code: "AddressesExhausted",
      advice:
        "the address pool is used up: extend it, or release claims that are not used; it will then be retried by itself",
      example: "failed to find free address: no address available",
      source: `${inCluster} internal/poolutil/pool.go`
    },
    {
      pattern: /\bpool not found\b|failed to fetch pool\b/u,
      klass: "userAction",
      code: "AddressPoolNotFound",
      advice: "create the address pool that the claim names, or correct its name in spec.config",
      example: "pool not found",
      source: `${inCluster} internal/controllers/ipaddressclaim_address.go`
    }
  ],
  phrases: [
    {
      pattern: /^(\d+)\/(\d+) claims being (?:processed|created)$/u,
      say: ([, open, all]) =>
        `waiting for ${all === "1" ? "an address" : `${open} of ${all} addresses`} from the IP address pool (IPAM)`,
      example: "1/1 claims being processed",
      source: "CAPV controllers/vspherevm_ipaddress_reconciler.go"
    },
    {
      pattern: /^WaitingForIPAddress(?:Claim)?$/u,
      say: () => "waiting for an address from its pool",
      example: "WaitingForIPAddress",
      source: "CAPI IPAM contract, through infrastructure providers"
    }
  ]
}
