import { WatchSignal } from "../../domain/watchSignal.ts"
import type { CondensingQueue } from "../../queue/condensingQueue.ts"
import type { KubeError } from "../errors/KubeError.ts"

/** Where the signals of one subscriber wait for it. */
export type SignalQueue<A> = CondensingQueue<WatchSignal<A>, KubeError>

/** Who listens to a shared watch, and for what. Objects are kept as `Kept` until somebody is told of them. */
export interface Audience<Kept, A, Interest> {
  /** What was passed over before, and turns out to concern somebody now that this one listens. */
  readonly join: (subscriber: SignalQueue<A>, interest: Interest) => ReadonlyArray<Kept>
  readonly leave: (subscriber: SignalQueue<A>) => void
  /** Whoever is to be told of a change of this object, or that it is there now. */
  readonly listeners: (object: Kept, isNew: boolean) => ReadonlyArray<SignalQueue<A>>
  /** The object as it is told. */
  readonly read: (object: Kept) => A
  /** What a subscriber with this interest is told of all that is there. */
  readonly present: (interest: Interest, objects: ReadonlyArray<Kept>) => WatchSignal<A>
  /** Whether an object concerns nobody and is not even decoded; the same of its text, and of a watch's line, before it is parsed. */
  readonly passOver: (object: unknown) => boolean
  readonly passOverText: (object: string) => boolean
  readonly passOverLine: (line: string) => boolean
}

/** An audience in which everybody listens for everything. */
export const makeOpenAudience = <A>(): Audience<A, A, void> => {
  const subscribers = new Set<SignalQueue<A>>()
  return {
    join: (subscriber) => {
      subscribers.add(subscriber)
      return []
    },
    leave: (subscriber) => void subscribers.delete(subscriber),
    listeners: () => [...subscribers],
    read: (object) => object,
    present: (_everything, items) => WatchSignal.Synced({ items }),
    passOver: () => false,
    passOverText: () => false,
    passOverLine: () => false
  }
}
