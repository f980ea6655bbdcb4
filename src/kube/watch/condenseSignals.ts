import type { WatchSignal } from "../../domain/watchSignal.ts"

export interface CondenseOptions<A> {
  /** Signals that may be pending afterwards. */
  readonly capacity: number
  readonly key: (object: A) => string
  /** The state as it is now, for a subscriber that has fallen too far behind to be told how it came about. */
  readonly snapshot: () => WatchSignal<A>
}

/**
 * What a subscriber that has fallen behind is told: less, never something wrong. First only the newest state of each object
 * is kept; a deletion is kept beside a later state of the same name, because that is another object. Where that does not
 * help enough, the whole state takes the place of all changes.
 */
export const condenseSignals =
  <A>({ capacity, key: keyOf, snapshot }: CondenseOptions<A>) =>
  (pending: ReadonlyArray<WatchSignal<A>>): ReadonlyArray<WatchSignal<A>> => {
    const lastSync = pending.findLastIndex(({ _tag }) => _tag === "Synced")
    const kept = new Map<string, WatchSignal<A>>()
    pending.forEach((signal, index) => {
      if (signal._tag === "Upserted" || signal._tag === "Deleted") {
        if (index < lastSync) return
        const key = keyOf(signal.object)
        kept.delete(`Upserted ${key}`)
        kept.set(`${signal._tag} ${key}`, signal)
      } else if (signal._tag !== "Synced") {
        // Of the outages that nobody heard of, the last is enough.
        if (signal._tag === "Interrupted") kept.delete("Resumed")
        kept.delete(signal._tag)
        kept.set(signal._tag, signal)
      } else if (index === lastSync) {
        kept.set("Synced", signal)
      }
    })
    const condensed = [...kept.values()]
    if (condensed.length <= capacity / 2) return condensed
    return [snapshot(), ...condensed.filter(({ _tag }) => _tag === "Interrupted" || _tag === "Resumed")]
  }
