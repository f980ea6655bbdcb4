import type { KubeObject, RecordingLine } from "../domain/recording.ts"
import type { WatchSignal } from "../domain/watchSignal.ts"

/** What a recording has told so far, so that it tells each change once. */
export interface Ledger {
  /** The lines that a signal adds: of a list only what has changed since, also over an outage or a restart. */
  readonly take: (signal: WatchSignal<KubeObject>, kind: string, at: number) => ReadonlyArray<RecordingLine>
  /** The state last told of an object that is still there. */
  readonly stateOf: (kind: string, namespace: string, name: string) => KubeObject | undefined
}

const key = (kind: string, namespace: string, name: string): string => `${kind} ${namespace}/${name}`
const keyOf = ({ kind, metadata: { name, namespace } }: KubeObject): string => key(kind, namespace, name)

/** `told`: the lines of a file that is gone on with. */
export const makeLedger = (told: ReadonlyArray<RecordingLine>): Ledger => {
  const known = new Map<string, KubeObject>()

  const note = (line: RecordingLine): RecordingLine => {
    if (line.type === "DELETED") known.delete(keyOf(line.object))
    else known.set(keyOf(line.object), line.object)
    return line
  }
  for (const line of told) note(line)

  const seen = (object: KubeObject, at: number): ReadonlyArray<RecordingLine> => {
    const before = known.get(keyOf(object))
    if (before === undefined) return [note({ type: "ADDED", at, object })]
    if (before.metadata["uid"] !== object.metadata["uid"]) {
      // Another object of that name: the old one went while nobody was looking.
      return [note({ type: "DELETED", at, object: before }), note({ type: "ADDED", at, object })]
    }
    const same = before.metadata["resourceVersion"] === object.metadata["resourceVersion"]
    return same ? [] : [note({ type: "MODIFIED", at, object })]
  }

  const gone = (object: KubeObject, at: number): ReadonlyArray<RecordingLine> =>
    known.has(keyOf(object)) ? [note({ type: "DELETED", at, object })] : []

  return {
    stateOf: (kind, namespace, name) => known.get(key(kind, namespace, name)),
    take: (signal, kind, at) => {
      switch (signal._tag) {
        case "Upserted":
          return seen(signal.object, at)
        case "Deleted":
          return gone(signal.object, at)
        case "Synced": {
          const there = new Set(signal.items.map(keyOf))
          const missing = [...known.values()].filter((object) => object.kind === kind && !there.has(keyOf(object)))
          return [
            ...missing.flatMap((object) => gone(object, at)),
            ...signal.items.flatMap((object) => seen(object, at))
          ]
        }
        case "Interrupted":
        case "Resumed":
          return []
      }
    }
  }
}
