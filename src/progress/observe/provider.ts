import type { ClusterDeployment } from "../../domain/clusterDeployment.ts"

/** What was seen of a cluster besides its ClusterDeployment. */
export interface Hints {
  /** Kinds named by its events and its condition tree. */
  readonly kinds: ReadonlySet<string>
  /** Condition and event texts; some name a provider id and with it the place. */
  readonly texts?: ReadonlyArray<string>
}

/**
 * How a cluster is made, as far as its phases depend on it: `standalone` runs its control plane on machines of its own,
 * `hosted` as pods of the management cluster, `managed` is the cloud's own (EKS, AKS, GKE), `adopted` existed before,
 * `remote` has machines over SSH. `unknown`: nothing that was seen tells.
 */
export type Shape = "standalone" | "hosted" | "managed" | "adopted" | "remote" | "unknown"

interface TemplateRow {
  readonly prefix: string
  readonly provider: string
  readonly shape: Shape
}

// Charts of kcm, field guide h. Names of custom templates often begin with the chart they were made from.
const templates: ReadonlyArray<TemplateRow> = [
  { prefix: "aws-standalone-cp", provider: "aws", shape: "standalone" },
  { prefix: "aws-hosted-cp", provider: "aws", shape: "hosted" },
  { prefix: "aws-eks", provider: "aws", shape: "managed" },
  { prefix: "azure-standalone-cp", provider: "azure", shape: "standalone" },
  { prefix: "azure-hosted-cp", provider: "azure", shape: "hosted" },
  { prefix: "azure-aks", provider: "azure", shape: "managed" },
  { prefix: "gcp-standalone-cp", provider: "gcp", shape: "standalone" },
  { prefix: "gcp-hosted-cp", provider: "gcp", shape: "hosted" },
  { prefix: "gcp-gke", provider: "gcp", shape: "managed" },
  { prefix: "openstack-standalone-cp", provider: "openstack", shape: "standalone" },
  { prefix: "openstack-hosted-cp", provider: "openstack", shape: "hosted" },
  { prefix: "vsphere-standalone-cp", provider: "vsphere", shape: "standalone" },
  { prefix: "vsphere-hosted-cp", provider: "vsphere", shape: "hosted" },
  { prefix: "kubevirt-standalone-cp", provider: "kubevirt", shape: "standalone" },
  { prefix: "kubevirt-hosted-cp", provider: "kubevirt", shape: "hosted" },
  { prefix: "docker-hosted-cp", provider: "docker", shape: "hosted" },
  { prefix: "remote-cluster", provider: "remote", shape: "remote" },
  { prefix: "adopted-cluster", provider: "adopted", shape: "adopted" }
]

/** `aws-standalone-cp-1-0-43` -> name `aws-standalone-cp`, version `1.0.43`. */
export const templateVersion = (template: string): { readonly name: string; readonly version?: string } => {
  const match = /^(.+?)-(\d+)-(\d+)-(\d+)(?:-(.+))?$/u.exec(template)
  if (match === null) return { name: template }
  const [, name = template, major, minor, patch, rest] = match
  return { name, version: `${major}.${minor}.${patch}${rest === undefined ? "" : `-${rest}`}` }
}

/** A template of kcm, or one whose name begins with one; `prefix` alone does not match a longer word. */
const templateRow = (template: string): TemplateRow | undefined => {
  const { name } = templateVersion(template)
  return templates.find((row) => name === row.prefix || name.startsWith(`${row.prefix}-`))
}

interface KindRow {
  readonly pattern: RegExp
  readonly provider: string
}

// Kinds of infrastructure objects by provider; the names are Cluster API contracts and tell for sure (field guide h).
const infraKinds: ReadonlyArray<KindRow> = [
  { pattern: /^(?:AWS|ROSA)(?:Managed|Fargate)?[A-Z]\w*/u, provider: "aws" },
  { pattern: /^Azure(?:ASO)?(?:Managed)?[A-Z]\w*/u, provider: "azure" },
  {
    pattern:
      /^(?:ResourceGroup|VirtualNetwork|VirtualNetworksSubnet|NatGateway|BastionHost|ManagedCluster|ManagedClustersAgentPool)$/u,
    provider: "azure"
  },
  { pattern: /^GCP(?:Managed)?[A-Z]\w*/u, provider: "gcp" },
  { pattern: /^OpenStack[A-Z]\w*/u, provider: "openstack" },
  { pattern: /^VSphere[A-Z]\w*/u, provider: "vsphere" },
  { pattern: /^Kubevirt[A-Z]\w*/u, provider: "kubevirt" },
  { pattern: /^(?:Docker|Dev)(?:Cluster|Machine)\w*/u, provider: "docker" },
  { pattern: /^Remote(?:Cluster|Machine)\w*/u, provider: "remote" },
  { pattern: /^SveltosCluster$/u, provider: "adopted" }
]

interface ProviderIdRow {
  readonly pattern: RegExp
  readonly provider: string
  /** The zone of a provider id to the region it lies in. */
  readonly region: (zone: string) => string
}

const sameRegion = (zone: string): string => zone

// `Waiting for a Node with spec.providerID aws:///us-east-1a/i-0abc to exist`
const providerIds: ReadonlyArray<ProviderIdRow> = [
  { pattern: /\baws:\/\/\/([a-z0-9-]+)\//u, provider: "aws", region: (zone) => zone.replace(/[a-z]$/u, "") },
  { pattern: /\bgce:\/\/[^/\s]+\/([a-z0-9-]+)\//u, provider: "gcp", region: (zone) => zone.replace(/-[a-z]$/u, "") },
  { pattern: /\bazure:\/\/()/u, provider: "azure", region: sameRegion },
  { pattern: /\bopenstack:\/\/([\w-]*)\//u, provider: "openstack", region: sameRegion },
  { pattern: /\bvsphere:\/\/()/u, provider: "vsphere", region: sameRegion },
  { pattern: /\bkubevirt:\/\/()/u, provider: "kubevirt", region: sameRegion },
  { pattern: /\bdocker:\/\/()/u, provider: "docker", region: sameRegion }
]

const providerIdOf = (
  texts: ReadonlyArray<string>
): { readonly provider: string; readonly region: string } | undefined => {
  for (const text of texts) {
    for (const row of providerIds) {
      const match = row.pattern.exec(text)
      if (match !== null) return { provider: row.provider, region: row.region(match[1] ?? "") }
    }
  }
  return undefined
}

const providerOfKinds = (kinds: Iterable<string>): string | undefined => {
  for (const kind of kinds) {
    const row = infraKinds.find((candidate) => candidate.pattern.test(kind))
    if (row !== undefined) return row.provider
  }
  return undefined
}

// Words of a custom template's name, as a last resort: whole words only.
const templateWords: ReadonlyMap<string, string> = new Map<string, string>(
  Object.entries({
    aws: "aws",
    eks: "aws",
    azure: "azure",
    aks: "azure",
    gcp: "gcp",
    gke: "gcp",
    openstack: "openstack",
    vsphere: "vsphere",
    kubevirt: "kubevirt",
    docker: "docker",
    remote: "remote",
    adopted: "adopted"
  })
)

const providerOfWords = (template: string): string => {
  const found = new Set(template.split("-").flatMap((word) => templateWords.get(word) ?? []))
  // A name that speaks of two providers tells nothing.
  return found.size === 1 ? [...found].join("") : ""
}

/**
 * aws, azure, gcp, openstack, vsphere, docker, kubevirt, remote or adopted; "" where it cannot be told. Objects that were seen
 * tell more than names; the credential's name is no evidence.
 */
export const providerOf = (cluster: ClusterDeployment, hints: Hints): string =>
  providerOfKinds(hints.kinds) ??
  providerIdOf(hints.texts ?? [])?.provider ??
  templateRow(cluster.template)?.provider ??
  providerOfWords(cluster.template)

/** The cloud's own name of the place; "" where it cannot be told. */
export const regionOf = (cluster: ClusterDeployment, hints: Hints): string =>
  cluster.placement !== "" ? cluster.placement : (providerIdOf(hints.texts ?? [])?.region ?? "")

interface ShapeRow {
  readonly pattern: RegExp
  readonly shape: Shape
}

// Field guide h; in this order: a hosted control plane on AWS has an AWSCluster as well.
const shapeKinds: ReadonlyArray<ShapeRow> = [
  { pattern: /^SveltosCluster$/u, shape: "adopted" },
  { pattern: /^Remote(?:Cluster|Machine)/u, shape: "remote" },
  { pattern: /Managed(?:ControlPlane|Cluster|MachinePool)$|^ManagedClustersAgentPool$|^ROSA/u, shape: "managed" },
  { pattern: /^K0smotronControlPlane$/u, shape: "hosted" },
  { pattern: /^(?:K0s|Kubeadm|RKE2|Talos)ControlPlane$/u, shape: "standalone" }
]

export const shapeOf = (cluster: ClusterDeployment, kinds: ReadonlySet<string>): Shape => {
  // k0smotron's own control planes serve remote machines, too: there the template says more than the kind.
  const row = templateRow(cluster.template)
  if (row !== undefined) return row.shape
  for (const { pattern, shape } of shapeKinds) {
    for (const kind of kinds) if (pattern.test(kind)) return shape
  }
  const words = new Set(cluster.template.split("-"))
  if (words.has("adopted")) return "adopted"
  if (words.has("remote")) return "remote"
  if (words.has("eks") || words.has("aks") || words.has("gke")) return "managed"
  if (words.has("hosted")) return "hosted"
  if (words.has("standalone")) return "standalone"
  return "unknown"
}
