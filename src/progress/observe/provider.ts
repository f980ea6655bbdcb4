import type { ClusterDeployment } from "../../domain/clusterDeployment.ts"
import { controllers } from "../knowledge/controllers.ts"
import { ownerOf } from "../knowledge/ownerOf.ts"
import type { Shape } from "../knowledge/provider.ts"

export type { Shape } from "../knowledge/provider.ts"

/** What was seen of a cluster besides its ClusterDeployment. */
export interface Hints {
  /** Kinds named by its events and its condition tree. */
  readonly kinds: ReadonlySet<string>
  /** Condition and event texts; some name a provider id and with it the place. */
  readonly texts?: ReadonlyArray<string>
}

/** `aws-standalone-cp-1-0-43` -> name `aws-standalone-cp`, version `1.0.43`. */
export const templateVersion = (template: string): { readonly name: string; readonly version?: string } => {
  const match = /^(.+?)-(\d+)-(\d+)-(\d+)(?:-(.+))?$/u.exec(template)
  if (match === null) return { name: template }
  const [, name = template, major, minor, patch, rest] = match
  return { name, version: `${major}.${minor}.${patch}${rest === undefined ? "" : `-${rest}`}` }
}

const providers = controllers.flatMap(({ name, kinds, provider }) =>
  provider === undefined ? [] : [{ name, kinds, provider }]
)
const templates = providers.flatMap(({ name, provider }) =>
  provider.templates.map((row) => ({ ...row, provider: name }))
)
const providerIds = providers.flatMap(({ name, provider }) =>
  (provider.providerIds ?? []).map((row) => ({ ...row, provider: name }))
)
const words: ReadonlyMap<string, string> = new Map(
  providers.flatMap(({ name, provider }) => provider.words.map((word) => [word, name] as const))
)

/** A template of kcm, or one whose name begins with one; `prefix` alone does not match a longer word. */
const templateRow = (template: string): (typeof templates)[number] | undefined => {
  const { name } = templateVersion(template)
  return templates.find((row) => name === row.prefix || name.startsWith(`${row.prefix}-`))
}

/** Whether a template is one of kcm's own, or made from one. */
export const isOwnTemplate = (template: string): boolean => templateRow(template) !== undefined

/** Images, volumes and containers have addresses that look like a provider id: only what is called one is one. */
const calledId = /\bprovider ?ID\b[:=]? ?"?([a-z][a-z0-9-]{0,40}:\/\/[^\s"]{0,300})/giu

const providerIdOf = (
  texts: ReadonlyArray<string>
): { readonly provider: string; readonly region: string } | undefined => {
  for (const text of texts) {
    for (const [, id = ""] of text.matchAll(calledId)) {
      for (const row of providerIds) {
        const match = row.pattern.exec(id)
        if (match !== null) return { provider: row.provider, region: row.region(match[1] ?? "") }
      }
    }
  }
  return undefined
}

const providerOfKinds = (kinds: Iterable<string>): string | undefined => {
  for (const kind of kinds) {
    const row = providers.find((candidate) => candidate.kinds.test(kind))
    if (row !== undefined) return row.name
  }
  return undefined
}

const providerOfWords = (template: string): string => {
  const found = new Set(template.split("-").flatMap((word) => words.get(word) ?? []))
  // A name that speaks of two providers tells nothing.
  return found.size === 1 ? [...found].join("") : ""
}

/** The provider by what kcm itself says: its conditions, or a template of its own; "" where neither tells. */
export const provenProviderOf = (cluster: ClusterDeployment, { kinds, texts = [] }: Hints): string =>
  providerOfKinds(kinds) ?? providerIdOf(texts)?.provider ?? templateRow(cluster.template)?.provider ?? ""

/**
 * aws, azure, gcp, openstack, vsphere, ...; "" where it cannot be told. Objects that were seen tell more than names; the
 * credential's name is no evidence.
 */
export const providerOf = (cluster: ClusterDeployment, hints: Hints): string =>
  provenProviderOf(cluster, hints) || providerOfWords(cluster.template)

const ofInfrastructure = /^\w+(?:Cluster|Machine|MachinePool)$/u

/** Whose words a cluster's texts may be: where its objects are of a provider that nobody knows, nobody's who is known. */
export const cloudOf = (provider: string, kinds: Iterable<string>): string =>
  provider === "" && [...kinds].some((kind) => ofInfrastructure.test(kind) && ownerOf(kind) === undefined)
    ? "unknown"
    : provider

/** The cloud's own name of the place; "" where it cannot be told. */
export const regionOf = (cluster: ClusterDeployment, hints: Hints): string =>
  cluster.placement !== "" ? cluster.placement : (providerIdOf(hints.texts ?? [])?.region ?? "")

const shapes = controllers.flatMap(({ shapes }) => shapes ?? [])
/** In this order: a hosted control plane on AWS has an AWSCluster as well, and remote machines a hosted control plane. */
const shapeOrder: ReadonlyArray<Shape> = ["adopted", "remote", "managed", "hosted", "standalone"]

export const shapeOf = (cluster: ClusterDeployment, kinds: ReadonlySet<string>): Shape => {
  // k0smotron's own control planes serve remote machines, too: there the template says more than the kind.
  const row = templateRow(cluster.template)
  if (row !== undefined) return row.shape
  const seen = new Set(
    shapes.flatMap(({ pattern, shape }) => ([...kinds].some((kind) => pattern.test(kind)) ? [shape] : []))
  )
  const shape = shapeOrder.find((candidate) => candidate !== "unknown" && seen.has(candidate))
  if (shape !== undefined) return shape
  const spoken = new Set(cluster.template.split("-"))
  if (spoken.has("adopted")) return "adopted"
  if (spoken.has("remote")) return "remote"
  if (spoken.has("eks") || spoken.has("aks") || spoken.has("gke")) return "managed"
  if (spoken.has("hosted")) return "hosted"
  if (spoken.has("standalone")) return "standalone"
  return "unknown"
}
