import { type Cause, Effect } from "effect"
import { isReadonlyArrayNonEmpty, type NonEmptyReadonlyArray } from "effect/Array"

/**
 * What is on its way to one reader who may be slower than its source. Offering never waits, so that one slow reader costs
 * neither the source's time nor the other readers'. Nothing is changed as long as the reader keeps up; above its capacity
 * the queue condenses what is pending, so that memory stays bounded.
 */
export interface CondensingQueue<A, E = never> {
  readonly offer: (item: A) => void
  /** Nothing follows. What is pending can still be taken, then taking fails with this. The first end counts. */
  readonly end: (cause: Cause.Cause<E>) => void
  /** The oldest item, as soon as there is one. */
  readonly take: Effect.Effect<A, E>
  /** All that is pending, in order, as soon as there is anything. */
  readonly takeAll: Effect.Effect<NonEmptyReadonlyArray<A>, E>
  /** Takes back what nobody wants any more. */
  readonly drop: (unwanted: (item: A) => boolean) => void
  readonly isEmpty: () => boolean
}

export interface CondensingQueueOptions<A> {
  /** Items that may be pending before they are condensed. */
  readonly capacity: number
  /**
   * Says the same, as far as it still matters, in as few items as that takes: the fewer, the seldomer it is asked again. Given
   * what is pending, oldest first.
   */
  readonly condense: (pending: ReadonlyArray<A>) => ReadonlyArray<A>
}

/** A queue for one reader at a time. */
export const makeCondensingQueue = <A, E = never>({
  capacity,
  condense
}: CondensingQueueOptions<A>): CondensingQueue<A, E> => {
  let pending: Array<A> = []
  let ended: Cause.Cause<E> | undefined
  /** Wakes the reader where it waits. */
  let arrived = (): void => {}

  // Something may have come between the reader's look and its waiting.
  const arrival = Effect.callback<void>((resume) => {
    arrived = () => resume(Effect.void)
    if (pending.length > 0 || ended !== undefined) arrived()
  })

  /** Waiting and taking are one step: whatever comes meanwhile stays pending. */
  const taking = <B>(
    some: (all: NonEmptyReadonlyArray<A>) => { readonly taken: B; readonly left: Array<A> }
  ): Effect.Effect<B, E> => {
    const take: Effect.Effect<B, E> = Effect.suspend(() => {
      if (isReadonlyArrayNonEmpty(pending)) {
        const { left, taken } = some(pending)
        pending = left
        return Effect.succeed(taken)
      }
      return ended === undefined ? Effect.andThen(arrival, take) : Effect.failCause(ended)
    })
    return take
  }

  return {
    offer: (item) => {
      if (ended !== undefined) return
      pending.push(item)
      if (pending.length > capacity) pending = [...condense(pending)]
      arrived()
    },
    end: (cause) => {
      ended ??= cause
      arrived()
    },
    take: taking(([taken, ...left]) => ({ taken, left })),
    takeAll: taking((taken) => ({ taken, left: [] })),
    drop: (unwanted) => {
      pending = pending.filter((item) => !unwanted(item))
    },
    isEmpty: () => pending.length === 0
  }
}
