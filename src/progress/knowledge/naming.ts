import { hostedKinds } from "./hosted/kinds.ts"
/** How an object's name shows to which cluster it belongs. `suffix` is matched on what follows the cluster's name. */
export type Naming =
  /** Named like the ClusterDeployment. */
  | { readonly how: "exact" }
  /** The cluster's name, then a suffix of this shape. */
  | { readonly how: "suffix"; readonly suffix: RegExp }
  /** k0smotron's names: `kmc-<cluster>-...`, volume claims with their own word before it. */
  | { readonly how: "hosted"; readonly suffix: RegExp }
  /** Sveltos: `...-capi-<cluster>` or `...-sveltos-<cluster>`; its messages name the cluster, too. */
  | { readonly how: "summary" }
  /** Named by spec.credential. */
  | { readonly how: "credential" }
  /** Shared by clusters, or nobody's: never tied by name. */
  | { readonly how: "never" }

export interface NamingRow {
  readonly kinds: ReadonlyArray<string> | RegExp
  readonly naming: Naming
  readonly source: string
}

const exact: Naming = { how: "exact" }
const suffix = (pattern: RegExp): Naming => ({ how: "suffix", suffix: pattern })

/**
 * The grammar of names by kind, tight enough that objects of `prod-eu` are not taken for those of `prod` even where no
 * ClusterDeployment `prod-eu` is known: the words that kcm's templates use may be followed by random parts; a word
 * that is not known (custom templates) only by random parts of the usual length. The first row of a kind decides.
 */
const rows: ReadonlyArray<NamingRow> = [
  {
    kinds: [
      "HelmChart",
      "HelmRepository",
      "GitRepository",
      "OCIRepository",
      "Bucket",
      "ClusterTemplate",
      "ServiceTemplate",
      "ProviderTemplate",
      "ClusterTemplateChain",
      "ServiceTemplateChain",
      "Management",
      "ManagementBackup",
      "AccessManagement",
      "Release",
      "Region",
      "MultiClusterService",
      "StateManagementProvider",
      "ClusterProfile",
      "ClusterIPAM",
      "Node",
      "Namespace"
    ],
    naming: { how: "never" },
    source: "field guide d.3: named like templates, shared by all clusters"
  },
  { kinds: /Identity$/u, naming: { how: "never" }, source: "field guide h: one identity serves many clusters" },
  { kinds: ["Credential"], naming: { how: "credential" }, source: "spec.credential" },
  {
    kinds: ["ServiceSet", "Profile"],
    naming: suffix(/^(?:-[0-9a-f]{8})?$/u),
    source: "kcm: <cd>, and <cd>-<8 hex> for a MultiClusterService"
  },
  { kinds: ["ClusterSummary"], naming: { how: "summary" }, source: "Sveltos lib/clusterops/clustersummary.go" },
  { kinds: ["ClusterDataSource"], naming: suffix(/^(?:-\w+)?$/u), source: "kcm clusterdeployment_controller.go" },
  {
    kinds: ["ManagedCluster", "ResourceGroup", "FleetsMember"],
    naming: exact,
    source: "CAPZ: azure-service-operator objects named like the cluster"
  },
  { kinds: ["VirtualNetwork"], naming: suffix(/^-vnet$/u), source: "CAPZ defaults.go" },
  { kinds: ["VirtualNetworksSubnet"], naming: suffix(/^-vnet-.+-subnet$/u), source: "CAPZ: <vnet>-<subnet>" },
  {
    kinds: ["NatGateway"],
    naming: suffix(/^-(?:(?:node|[a-z0-9]+)-)?natgw(?:-\d+)?$/u),
    source: "CAPZ defaults.go: <cluster>-node-natgw"
  },
  { kinds: ["BastionHost"], naming: suffix(/^-(?:azure-)?bastion(?:-host)?$/u), source: "CAPZ defaults.go" },
  {
    kinds: ["ManagedClustersAgentPool"],
    naming: suffix(/^-[a-z0-9]+$/u),
    source: "kcm azure-aks: <cluster>-system, <cluster>-user"
  },
  {
    kinds: [
      "PrivateEndpoint",
      "PublicIPAddress",
      "NetworkSecurityGroup",
      "RouteTable",
      "LoadBalancer",
      "UserAssignedIdentity"
    ],
    naming: suffix(/^-[a-z0-9]+$/u),
    source: "CAPZ: azure-service-operator, <cluster>-<word>"
  },
  {
    kinds: hostedKinds,
    naming: {
      how: "hosted",
      suffix: /^(?:-cp)?(?:-(?:\d+|etcd|nats|defrag|lb|nodeport|ingress|config|endpoint|telemetry)(?:-[a-z0-9]+)*)?$/u
    },
    source: "k0smotron k0smotroncluster_types.go"
  },
  {
    kinds: ["MachineDeployment"],
    naming: suffix(/^-(?:[a-z0-9]+|(?:md|mp|workers?|nodes?|pool)-[a-z0-9]{1,15})$/u),
    source: "kcm charts: <cluster>-md"
  },
  {
    kinds: ["MachineSet"],
    naming: suffix(/^-(?:[a-z0-9]+-[a-z0-9]{5}|(?:md|mp|workers?|nodes?|pool)(?:-[a-z0-9]{1,15}){1,2})$/u),
    source: "CAPI: <deployment>-<5>"
  },
  {
    kinds: /MachinePool(?:Machine)?$/u,
    naming: suffix(/^-(?:[a-z0-9]+|(?:mp|md|system|user|pool|workers?)(?:-[a-z0-9]{1,15}){1,2})$/u),
    source: "kcm charts: <cluster>-mp, -system, -user"
  },
  {
    kinds: ["MachineHealthCheck"],
    naming: suffix(/^(?:-[a-z0-9]+){0,2}$/u),
    source: "custom templates"
  },
  {
    // Bootstrap configurations, servers and virtual machines are named like their Machine.
    kinds:
      /(?:Machine|OpenStackServer|VSphereVM|VirtualMachineInstance|DataVolume|K0sWorkerConfig|K0sControllerConfig|KubeadmConfig)$/u,
    naming: suffix(
      /^-(?:[0-9a-f]{6}|(?:cp|control-plane)-[a-z0-9]{1,10}|(?:md|mp|workers?|nodes?|pool|system|user)(?:-[a-z0-9]{1,15}){1,3}|(?:cp-|workers?-|md-)?mt-[a-z0-9]{1,10}|[a-z0-9]+-[a-z0-9]{5}-[a-z0-9]{5})$/u
    ),
    source:
      "kcm remote-cluster: <cluster>-<6 hex>; CAPI and k0smotron: <cluster>-cp-<n>, <cluster>-md-<5>-<5>; older providers: <template>-<5>"
  },
  {
    kinds: ["AzureASOManagedControlPlane"],
    naming: suffix(/^(?:-cp)?$/u),
    source: "kcm azure-aks: named like the cluster"
  },
  {
    kinds: /ControlPlane$/u,
    naming: suffix(/^-(?:cp|control-plane)$/u),
    source: "kcm charts: <cluster>-cp"
  },
  {
    kinds: /Template$/u,
    naming: suffix(
      /^-(?:(?:cp|workers?|md|control-plane)-)?(?:mt|machine-config|config|machine-template|bootstrap)(?:-[a-z0-9]{1,10})?$/u
    ),
    source: "kcm charts: <cluster>-cp-mt, -worker-mt, -mt, -machine-config"
  },
  {
    kinds: /(?:^ClusterDeployment|^HelmRelease|Cluster)$/u,
    naming: exact,
    source: "kcm charts: HelmRelease, Cluster and infrastructure cluster are named like the ClusterDeployment"
  }
]

const never: Naming = { how: "never" }

/** How objects of a kind are named; kinds that nobody knows are never tied by name. */
export const namingOf = (kind: string): Naming =>
  rows.find((row) => (row.kinds instanceof RegExp ? row.kinds.test(kind) : row.kinds.includes(kind)))?.naming ?? never
