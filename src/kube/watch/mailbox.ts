import { type Cause, Effect, Latch } from "effect"
import type { NonEmptyReadonlyArray } from "effect/Array"
import type { WatchSignal } from "../../domain/watchSignal.ts"
import type { KubeError } from "../errors/KubeError.ts"

/**
 * What one subscriber has not taken yet. It takes everything in order as long as it keeps up; one that has fallen
 * behind is told less, never something wrong, so that it costs neither the others' time nor unbounded memory.
 */
export interface Mailbox<A> {
  readonly offer: (signal: WatchSignal<A>) => void
  /** After what is pending, the subscriber's stream fails with this. */
  readonly end: (cause: Cause.Cause<KubeError>) => void
  readonly take: Effect.Effect<NonEmptyReadonlyArray<WatchSignal<A>>, KubeError>
}

export interface MailboxOptions<A> {
  readonly backlog: number
  readonly key: (object: A) => string
  /** Whether a change of this object is worth waking the subscriber for; every one where absent. */
  readonly concerns?: (object: A) => boolean
  /** The state as it is now, for a subscriber that has fallen too far behind to be told how it came about. */
  readonly snapshot: () => WatchSignal<A>
}

const isOthers = <A>(signal: WatchSignal<A>, { concerns }: MailboxOptions<A>): boolean =>
  concerns !== undefined && (signal._tag === "Upserted" || signal._tag === "Deleted") && !concerns(signal.object)

export const makeMailbox = <A>(options: MailboxOptions<A>): Mailbox<A> => {
  let pending: Array<WatchSignal<A>> = []
  let ended: Cause.Cause<KubeError> | undefined
  const arrived = Latch.makeUnsafe(false)
  const take: Mailbox<A>["take"] = Effect.suspend(() => {
    const [first, ...rest] = pending
    if (first !== undefined) {
      pending = []
      return Effect.succeed([first, ...rest])
    }
    if (ended !== undefined) return Effect.failCause(ended)
    arrived.closeUnsafe()
    return Effect.andThen(arrived.await, take)
  })
  return {
    offer: (signal) => {
      if (isOthers(signal, options)) return
      pending.push(signal)
      if (pending.length > options.backlog) pending = condense(pending, options)
      arrived.openUnsafe()
    },
    end: (cause) => {
      ended = cause
      arrived.openUnsafe()
    },
    take
  }
}

/**
 * First only the newest state of each object is kept; a deletion is kept beside a later state of the same name, because
 * that is another object. Where that does not help enough, the whole state takes the place of all changes.
 */
const condense = <A>(pending: ReadonlyArray<WatchSignal<A>>, options: MailboxOptions<A>): Array<WatchSignal<A>> => {
  const lastSync = pending.findLastIndex(({ _tag }) => _tag === "Synced")
  const kept = new Map<string, WatchSignal<A>>()
  pending.forEach((signal, index) => {
    if (signal._tag === "Upserted" || signal._tag === "Deleted") {
      if (index < lastSync) return
      const key = options.key(signal.object)
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
  if (condensed.length <= options.backlog / 2) return condensed
  return [options.snapshot(), ...condensed.filter(({ _tag }) => _tag === "Interrupted" || _tag === "Resumed")]
}
