import { exact, likeItsMachine, type NamingRow, suffix } from "../namingRow.ts"

/**
 * The grammar that every provider follows, because their objects are named like Cluster API's: so these rows come after
 * those of the providers.
 */
export const clusterApiNaming: ReadonlyArray<NamingRow> = [
  {
    kinds: ["MachineDeployment"],
    naming: suffix(/^-(?:[a-z0-9]+|(?:md|mp|workers?|nodes?|pool)-[a-z0-9]{1,15})$/u),
    example: { kind: "MachineDeployment", name: "demo-md" },
    source: "kcm charts: <cluster>-md"
  },
  {
    kinds: ["MachineSet"],
    naming: suffix(/^-(?:[a-z0-9]+-[a-z0-9]{5}|(?:md|mp|workers?|nodes?|pool)(?:-[a-z0-9]{1,15}){1,2})$/u),
    example: { kind: "MachineSet", name: "demo-md-vk9tz" },
    source: "CAPI: <deployment>-<5>"
  },
  {
    kinds: /MachinePool(?:Machine)?$/u,
    naming: suffix(/^-(?:[a-z0-9]+|(?:mp|md|system|user|pool|workers?)(?:-[a-z0-9]{1,15}){1,2})$/u),
    example: { kind: "MachinePool", name: "demo-system" },
    source: "kcm charts: <cluster>-mp, -system, -user"
  },
  {
    kinds: ["MachineHealthCheck"],
    naming: suffix(/^(?:-[a-z0-9]+){0,2}$/u),
    example: { kind: "MachineHealthCheck", name: "demo-md" },
    source: "custom templates"
  },
  {
    kinds: /Machine$/u,
    naming: likeItsMachine,
    example: { kind: "AWSMachine", name: "demo-md-vk9tz-5hq2c" },
    source: "CAPI contract: a provider's machine is named like its Machine"
  },
  {
    kinds: /^(?:Kubeadm|RKE2|Talos)ControlPlane$/u,
    naming: suffix(/^(?:-(?:cp|control-?plane|[krt]cp))?$/u),
    example: { kind: "KubeadmControlPlane", name: "demo-kcp" },
    source: "custom templates, after each provider's own: the cluster's name, or a short name behind it"
  },
  {
    kinds: /ControlPlane$/u,
    naming: suffix(/^-(?:cp|control-plane)$/u),
    example: { kind: "K0sControlPlane", name: "demo-cp" },
    source: "kcm charts: <cluster>-cp"
  },
  {
    kinds: /Template$/u,
    naming: suffix(
      /^-(?:(?:cp|workers?|md|control-plane)-)?(?:mt|machine-config|config|machine-template|bootstrap)(?:-[a-z0-9]{1,10})?$/u
    ),
    example: { kind: "AWSMachineTemplate", name: "demo-worker-mt" },
    source: "kcm charts: <cluster>-cp-mt, -worker-mt, -mt, -machine-config"
  },
  {
    kinds: /(?:^ClusterDeployment|^HelmRelease|Cluster)$/u,
    naming: exact,
    example: { kind: "AWSCluster", name: "demo" },
    source: "kcm charts: HelmRelease, Cluster and infrastructure cluster are named like the ClusterDeployment"
  }
]
