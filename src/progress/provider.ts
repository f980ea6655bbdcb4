import type { ClusterDeployment } from "../domain/clusterDeployment.ts"

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

// Field guide h; the longest prefix wins.
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

const templateRow = (template: string): TemplateRow | undefined => {
  const { name } = templateVersion(template)
  return templates.find((row) => name === row.prefix || name.startsWith(`${row.prefix}-`))
}

/** aws, azure, gcp, openstack, vsphere, docker, kubevirt, remote or adopted; "" where it cannot be told. */
export const providerOf = (cluster: ClusterDeployment, _hints: Hints): string =>
  templateRow(cluster.template)?.provider ?? ""

/** The cloud's own name of the place; "" where it cannot be told. */
export const regionOf = (cluster: ClusterDeployment, _hints: Hints): string => cluster.placement

export const shapeOf = (cluster: ClusterDeployment, _kinds: ReadonlySet<string>): Shape =>
  templateRow(cluster.template)?.shape ?? "unknown"
