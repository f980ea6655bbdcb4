import { createHash } from "node:crypto"
import type { KubeObject } from "../../domain/recording.ts"
import { secondsInstant } from "../store/objects.ts"

/** How recorded time becomes the time of a performance. */
export interface Performance {
  /** The recording's first instant, epoch milliseconds. */
  readonly first: number
  /** When that instant is performed. */
  readonly start: number
  /** 2: twice as fast as recorded. */
  readonly speed: number
  /** 0 plays the recorded uids; every later pass has uids of its own, for its objects are new ones. */
  readonly pass: number
}

/** When a recorded instant is performed. */
export const performedAt = ({ first, speed, start }: Performance, at: number): number => start + (at - first) / speed

// Every field in which Kubernetes, kcm and the event recorders write a time (metadata, status, Events of both APIs).
const timeFields = new Set([
  "creationTimestamp",
  "deletionTimestamp",
  "time",
  "lastTransitionTime",
  "lastStateTransitionTime",
  "firstTimestamp",
  "lastTimestamp",
  "eventTime",
  "lastObservedTime",
  "deprecatedFirstTimestamp",
  "deprecatedLastTimestamp"
])
// What people wrote is not ours to change, whatever its keys are called.
const untouched = new Set(["spec", "labels", "annotations"])
const instantText = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.(\d+))?(?:Z|[-+]\d\d:\d\d)$/u

// The precision stays what it was: whole seconds from the one recorder, microseconds from the other.
const format = (at: number, digits: number): string => {
  if (digits === 0) return secondsInstant(at)
  const fraction = new Date(at).toISOString().slice(20, 23).padEnd(digits, "0").slice(0, digits)
  return `${secondsInstant(at).slice(0, -1)}.${fraction}Z`
}

const freshUid = (uid: string, pass: number): string => {
  const hex = createHash("sha1").update(`${uid}/${pass}`).digest("hex")
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join("-")
}

/**
 * A recorded object as it is performed. All its times move, because a reader compares them with its own clock and with
 * each other; the distances between them shrink with the speed.
 */
export const performed = (performance: Performance, object: KubeObject): KubeObject => {
  const field = (key: string, value: unknown): unknown => {
    if (untouched.has(key)) return value
    if (typeof value === "string") {
      if (key === "uid" && performance.pass > 0) return freshUid(value, performance.pass)
      const match = timeFields.has(key) ? instantText.exec(value) : null
      return match === null ? value : format(performedAt(performance, Date.parse(value)), match[1]?.length ?? 0)
    }
    return walk(value)
  }
  const walk = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(walk)
    return typeof value === "object" && value !== null ? record(value) : value
  }
  const record = (value: object) =>
    Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, field(key, inner)]))

  const { name, namespace } = object.metadata
  return {
    ...record(object),
    apiVersion: object.apiVersion,
    kind: object.kind,
    metadata: { ...record(object.metadata), name, namespace }
  }
}
