import type { WatchSignal } from "../../domain/watchSignal.ts"
import type { CondensingQueue } from "../../queue/condensingQueue.ts"
import type { KubeError } from "../errors/KubeError.ts"

/** Where the signals of one subscriber wait for it. */
export type SignalQueue<A> = CondensingQueue<WatchSignal<A>, KubeError>

/** Who listens to a shared watch, and for what. */
export interface Audience<A, Interest> {
  /** What was passed over before, and turns out to concern somebody now that this one listens. */
  readonly join: (subscriber: SignalQueue<A>, interest: Interest) => ReadonlyArray<A>
  readonly leave: (subscriber: SignalQueue<A>) => void
  /** Whoever is to be told of a change of this object, or that it is there now. */
  readonly listeners: (object: A, isNew: boolean) => Iterable<SignalQueue<A>>
  /** Which objects the state has that a subscriber with this interest is told. */
  readonly hears: (interest: Interest) => (object: A) => boolean
  /** Whether an object, or the line of a watch, concerns nobody and is not even decoded. */
  readonly passOver: (object: unknown) => boolean
  readonly passOverLine: (line: string) => boolean
}

/** An audience in which everybody listens for everything. */
export const makeOpenAudience = <A>(): Audience<A, void> => {
  const subscribers = new Set<SignalQueue<A>>()
  return {
    join: (subscriber) => {
      subscribers.add(subscriber)
      return []
    },
    leave: (subscriber) => void subscribers.delete(subscriber),
    listeners: () => subscribers,
    hears: () => () => true,
    passOver: () => false,
    passOverLine: () => false
  }
}
