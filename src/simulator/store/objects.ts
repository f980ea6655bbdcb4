import type { KubeObject } from "../../domain/recording.ts"

/** What the simulator keeps. Namespaces come into being by themselves, with the first object that lives in one. */
export type ResourceName = "clusterdeployments" | "events" | "namespaces"

/** An object as the server keeps it: everything a server fills in is filled in. */
export interface StoredObject {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: {
    readonly name: string
    readonly namespace?: string
    readonly uid: string
    readonly resourceVersion: string
    readonly creationTimestamp: string
    readonly [key: string]: unknown
  }
  readonly [key: string]: unknown
}

const isRecord = (value: unknown): value is { readonly [key: string]: unknown } =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** The value at a path such as `involvedObject.name`; undefined where the path leads nowhere. */
export const valueAt = (object: unknown, path: ReadonlyArray<string>): unknown =>
  path.reduce<unknown>((inner, key) => (isRecord(inner) ? inner[key] : undefined), object)

/** The same as text: what is absent or is no text reads as "", as the API server's field selectors do. */
export const textAt = (object: unknown, path: ReadonlyArray<string>): string => {
  const value = valueAt(object, path)
  return typeof value === "string" ? value : ""
}

export const labelsOf = (object: StoredObject): { readonly [key: string]: unknown } => {
  const labels = object.metadata["labels"]
  return isRecord(labels) ? labels : {}
}

/** Kubernetes' own times have whole seconds. */
export const secondsInstant = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}Z`

/** The core/v1 Event's fields that a server always writes, also where a recorder left them out. */
export const eventDefaults = {
  involvedObject: {},
  source: {},
  firstTimestamp: null,
  lastTimestamp: null,
  eventTime: null,
  reportingComponent: "",
  reportingInstance: ""
} as const

/** events.k8s.io/v1 names the fields of the very same stored object differently. */
const eventNames = [
  ["involvedObject", "regarding"],
  ["message", "note"],
  ["source", "deprecatedSource"],
  ["firstTimestamp", "deprecatedFirstTimestamp"],
  ["lastTimestamp", "deprecatedLastTimestamp"],
  ["count", "deprecatedCount"],
  ["reportingComponent", "reportingController"]
] as const

const rename = (object: { readonly [key: string]: unknown }, names: ReadonlyMap<string, string>) =>
  Object.fromEntries(Object.entries(object).map(([key, value]) => [names.get(key) ?? key, value]))

const toEventsV1 = new Map<string, string>(eventNames)
const toCoreV1 = new Map<string, string>(eventNames.map(([core, other]) => [other, core]))

/** A stored (core/v1) Event as a reader of events.k8s.io/v1 sees it. */
export const asEventsV1 = (event: StoredObject): StoredObject => ({
  ...rename(event, toEventsV1),
  kind: event.kind,
  metadata: event.metadata,
  apiVersion: "events.k8s.io/v1"
})

/** Where an object belongs. Whatever is not an Event is taken for a ClusterDeployment: there is nothing else here. */
export const resourceOf = (object: KubeObject): "clusterdeployments" | "events" =>
  object.kind === "Event" ? "events" : "clusterdeployments"

/** What is kept of an incoming object: Events of either API in their core/v1 form, with the server's defaults. */
export const normalise = (object: KubeObject): KubeObject => {
  if (object.kind !== "Event") return object
  const core = object.apiVersion.startsWith("events.k8s.io/") ? rename(object, toCoreV1) : object
  return { ...eventDefaults, ...core, apiVersion: "v1", kind: "Event", metadata: object.metadata }
}
