import { Cause, Clock, Effect, Exit, Stream } from "effect"
import { mergeUpdates } from "../../domain/update/mergeUpdates.ts"
import type { ProgressUpdate } from "../../domain/update/progressUpdate.ts"
import { makeCondensingQueue } from "../../queue/condensingQueue.ts"
import { publishedCounter } from "../metrics.ts"

/** Enough for a burst (snapshot, phase change, warning, end); a subscriber that is slower reads merged updates. */
export const outboxCapacity = 8

/**
 * The updates on their way to one subscriber. Offering never waits, so that a story goes on while nobody reads it;
 * what is not taken is merged, the oldest first, so that memory stays bounded and no milestone is lost.
 */
export interface Outbox {
  /** `since`: when the cause of the update arrived, in epoch milliseconds. */
  readonly offer: (update: ProgressUpdate, since: number) => void
  /** Nothing follows. What is pending can still be taken, then the stream ends; a defect is passed on. */
  readonly close: (exit: Exit.Exit<void, unknown>) => Effect.Effect<void>
  /** For one reader. */
  readonly updates: Stream.Stream<ProgressUpdate>
}

interface Pending {
  readonly update: ProgressUpdate
  readonly since: number
}

const mergeOldest = ([first, second, ...others]: ReadonlyArray<Pending>): ReadonlyArray<Pending> =>
  first === undefined || second === undefined
    ? others
    : [{ update: mergeUpdates(first.update, second.update), since: first.since }, ...others]

const ending = (exit: Exit.Exit<void, unknown>): Cause.Cause<Cause.Done> =>
  Exit.isFailure(exit) && Cause.hasDies(exit.cause) ? Cause.die(Cause.squash(exit.cause)) : Cause.fail(Cause.Done())

export const makeOutbox: Effect.Effect<Outbox> = Effect.gen(function* () {
  const clock = yield* Clock.Clock
  const countPublished = yield* publishedCounter
  const queue = makeCondensingQueue<Pending, Cause.Done>({ capacity: outboxCapacity, condense: mergeOldest })
  const take = Effect.map(queue.take, ({ since, update }) => {
    countPublished(clock.currentTimeMillisUnsafe() - since)
    return [update] as const
  })
  return {
    offer: (update, since) => queue.offer({ update, since }),
    close: (exit) => Effect.sync(() => queue.end(ending(exit))),
    updates: Stream.fromPull(Effect.succeed(take))
  }
})
