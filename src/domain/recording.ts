import { Option, Schema } from "effect"
import { instant, lenient } from "./lenient.ts"

/**
 * One line of a recording: a watch event as `kubectl get --watch --output-watch-events -o json` prints it, plus the
 * time it was seen. `object` stays as Kubernetes wrote it, so that the simulator can serve it again.
 */
export interface RecordingLine {
  readonly type: "ADDED" | "MODIFIED" | "DELETED"
  readonly object: KubeObject
  /** When it was seen, epoch milliseconds; without `at`, the time the object itself tells. */
  readonly at: number
}

/** Any Kubernetes object, with the few fields that tell objects apart. */
export interface KubeObject {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: { readonly name: string; readonly namespace: string; readonly [key: string]: unknown }
  readonly [key: string]: unknown
}

const Metadata = Schema.StructWithRest(
  Schema.Struct({ name: Schema.NonEmptyString, namespace: Schema.NonEmptyString }),
  [Schema.Record(Schema.String, Schema.Unknown)]
)
const Line = Schema.Struct({
  type: Schema.Literals(["ADDED", "MODIFIED", "DELETED", "BOOKMARK", "ERROR"]),
  at: lenient(Schema.String),
  object: Schema.Record(Schema.String, Schema.Unknown)
})
const Namespaced = Schema.StructWithRest(
  Schema.Struct({ apiVersion: Schema.String, kind: Schema.String, metadata: Metadata }),
  [Schema.Record(Schema.String, Schema.Unknown)]
)
const Times = Schema.Struct({
  metadata: Schema.Struct({ creationTimestamp: lenient(Schema.String) }),
  lastTimestamp: lenient(Schema.String),
  eventTime: lenient(Schema.String),
  firstTimestamp: lenient(Schema.String),
  series: lenient(Schema.Struct({ lastObservedTime: lenient(Schema.String) })),
  status: lenient(
    Schema.Struct({ conditions: lenient(Schema.Array(Schema.Struct({ lastTransitionTime: lenient(Schema.String) }))) })
  )
})
const List = Schema.Struct({
  apiVersion: Schema.String,
  kind: Schema.String.check(Schema.isEndingWith("List")),
  items: Schema.Array(Schema.Record(Schema.String, Schema.Unknown))
})
const decodeLine = Schema.decodeUnknownOption(Schema.fromJsonString(Line))
/** Any namespaced object, as it is. */
export const decodeKubeObject: (input: unknown) => Option.Option<KubeObject> = Schema.decodeUnknownOption(Namespaced)
const decodeList = Schema.decodeUnknownOption(List)
const decodeTimes = Schema.decodeUnknownOption(Times)

/** The newest time that the object itself tells: an event's occurrence, or the last condition that flipped. */
const ownTime = (object: unknown): number | undefined =>
  Option.match(decodeTimes(object), {
    onNone: () => undefined,
    onSome: (times) => {
      const flips = (times.status?.conditions ?? []).flatMap((condition) => instant(condition.lastTransitionTime) ?? [])
      return (
        instant(times.series?.lastObservedTime) ??
        instant(times.lastTimestamp) ??
        instant(times.eventTime) ??
        instant(times.firstTimestamp) ??
        (flips.length > 0 ? Math.max(...flips) : instant(times.metadata.creationTimestamp))
      )
    }
  })

/** What a line of a file turned out to be. */
export type ParsedLine =
  /** More than one where kubectl has printed a whole List as one event, as it does above 500 objects. */
  | { readonly _tag: "Lines"; readonly lines: readonly [RecordingLine, ...ReadonlyArray<RecordingLine>] }
  /** Part of the format, no part of the story: BOOKMARK and ERROR lines, objects without a namespace or a time, blank lines. */
  | { readonly _tag: "Skipped" }
  /** Not a watch event at all. */
  | { readonly _tag: "Malformed" }

/** The objects of a List, which may leave to the List to say what they are; anything else is one object. */
const unfold = (object: Readonly<Record<string, unknown>>): ReadonlyArray<unknown> =>
  Option.match(decodeList(object), {
    onNone: () => [object],
    onSome: ({ apiVersion, kind, items }) => {
      const own = kind === "List" ? {} : { apiVersion, kind: kind.replace(/List$/u, "") }
      return items.map((item) => ({ ...own, ...item }))
    }
  })

/** Parses one line of a recording. Never throws. */
export const parseRecordingLine = (text: string): ParsedLine => {
  if (text.trim() === "") return { _tag: "Skipped" }
  const decoded = decodeLine(text)
  if (Option.isNone(decoded)) return { _tag: "Malformed" }
  const { type, at: seen, object: raw } = decoded.value
  if (type === "BOOKMARK" || type === "ERROR") return { _tag: "Skipped" }
  const [first, ...rest] = unfold(raw).flatMap((one): ReadonlyArray<RecordingLine> => {
    const object = decodeKubeObject(one)
    const at = instant(seen) ?? ownTime(one)
    return Option.isNone(object) || at === undefined ? [] : [{ type, object: object.value, at }]
  })
  return first === undefined ? { _tag: "Skipped" } : { _tag: "Lines", lines: [first, ...rest] }
}

/** A line as it stands in a file, without its line break. */
export const printRecordingLine = ({ type, at, object }: RecordingLine): string =>
  JSON.stringify({ type, at: new Date(at).toISOString(), object })
