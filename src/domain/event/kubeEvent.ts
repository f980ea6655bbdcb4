import { Option, Schema } from "effect"
import { instant, lenient } from "../lenient.ts"
import { bounds, makeDoor } from "../text/door.ts"

/** The object an event is about. */
export interface ObjectRef {
  readonly kind: string
  readonly namespace: string
  readonly name: string
  readonly uid?: string
  /** The API group, where the event says one. Other groups have a Cluster, a Machine, a Service, too. */
  readonly group?: string
}

/** A core/v1 Event, from either recorder (field guide section d.1), in one shape. Times are epoch milliseconds. */
export interface KubeEvent {
  readonly uid: string
  readonly namespace: string
  readonly name: string
  readonly resourceVersion: string
  readonly type: "Normal" | "Warning"
  readonly reason: string
  readonly message: string
  readonly regarding: ObjectRef
  /** The newest occurrence: first non-null of series.lastObservedTime, lastTimestamp, eventTime, firstTimestamp, creationTimestamp. */
  readonly at: number
  /** The oldest occurrence known. */
  readonly firstAt: number
  /** Occurrences: series.count, else count, else 1. */
  readonly count: number
}

const text = lenient(Schema.String)

const Reference = Schema.Struct({ apiVersion: text, kind: text, namespace: text, name: text, uid: text })

/** What is read of an Event as Kubernetes writes it. */
export const RawEvent = Schema.Struct({
  metadata: Schema.Struct({
    name: text,
    namespace: text,
    uid: text,
    resourceVersion: text,
    creationTimestamp: text
  }),
  involvedObject: lenient(Reference),
  // The events.k8s.io/v1 API names the same fields differently.
  regarding: lenient(Reference),
  related: lenient(Reference),
  type: text,
  reason: text,
  message: text,
  note: text,
  firstTimestamp: text,
  lastTimestamp: text,
  deprecatedFirstTimestamp: text,
  deprecatedLastTimestamp: text,
  eventTime: text,
  count: lenient(Schema.Int),
  deprecatedCount: lenient(Schema.Int),
  series: lenient(Schema.Struct({ count: lenient(Schema.Int), lastObservedTime: text }))
})
export type RawEvent = typeof RawEvent.Type

/** Recorders count in 32 bits; nobody needs to know of more than that it is many. */
const maxCount = 1_000_000

/** `apps/v1` is of the group `apps`; `v1` is what is written, too, where nobody knows better. */
const groupOf = (apiVersion: string): string => apiVersion.slice(0, Math.max(0, apiVersion.indexOf("/")))

const firstInstant = (...candidates: ReadonlyArray<string | undefined>): number | undefined => {
  for (const candidate of candidates) {
    const at = instant(candidate)
    if (at !== undefined) return at
  }
  return undefined
}

/**
 * Hosts that serve one cluster today and another tomorrow. Their names say nothing; whom they serve is the event's related
 * object. Source: baremetal-operator baremetalhost_types.go, NewEvent.
 */
const lent: ReadonlySet<string> = new Set(["BareMetalHost"])

/** `None` where there is no time or no object to tie it to. */
export const eventOf = (raw: RawEvent): Option.Option<KubeEvent> => {
  const bearer = raw.involvedObject ?? raw.regarding
  const isLent = bearer?.kind !== undefined && lent.has(bearer.kind) && raw.related?.name !== undefined
  const object = isLent ? raw.related : bearer
  const who = isLent ? `${bearer.kind} ${bearer.name ?? ""}: ` : ""
  const first = raw.firstTimestamp ?? raw.deprecatedFirstTimestamp
  const last = raw.lastTimestamp ?? raw.deprecatedLastTimestamp
  const created = raw.metadata.creationTimestamp
  const at = firstInstant(raw.series?.lastObservedTime, last, raw.eventTime, first, created)
  if (at === undefined || object?.name === undefined) return Option.none()
  const firstAt = firstInstant(first, raw.eventTime, created) ?? at
  const door = makeDoor()
  const group = groupOf(object.apiVersion ?? "")
  const namespace = door.name(raw.metadata.namespace ?? object.namespace ?? "", bounds.namespace)
  const name = door.name(raw.metadata.name ?? "")
  return Option.some({
    uid: raw.metadata.uid?.slice(0, bounds.name) ?? `${namespace}/${name}`,
    namespace,
    name,
    resourceVersion: (raw.metadata.resourceVersion ?? "").slice(0, bounds.name),
    type: raw.type === "Warning" ? "Warning" : "Normal",
    reason: door.name(raw.reason ?? "", bounds.word),
    message: door.message(`${who}${raw.message ?? raw.note ?? ""}`),
    regarding: {
      kind: door.name(object.kind ?? "", bounds.kind),
      namespace: object.namespace === undefined ? namespace : door.name(object.namespace, bounds.namespace),
      name: door.name(object.name),
      ...(object.uid === undefined ? {} : { uid: door.name(object.uid) }),
      ...(group === "" ? {} : { group: door.name(group) })
    },
    at,
    firstAt: Math.min(firstAt, at),
    count: Math.min(maxCount, Math.max(1, raw.series?.count ?? raw.count ?? raw.deprecatedCount ?? 1))
  })
}

const decodeRaw = Schema.decodeUnknownOption(RawEvent)

/** Decodes an Event of either API group and either recorder. `None` where there is no time or no object to tie it to. */
export const decodeKubeEvent = (input: unknown): Option.Option<KubeEvent> => Option.flatMap(decodeRaw(input), eventOf)
