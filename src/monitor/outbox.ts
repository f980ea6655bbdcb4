import { Cause, Clock, Effect, Exit, Latch, Stream } from "effect"
import { mergeUpdates } from "../domain/mergeUpdates.ts"
import type { ProgressUpdate } from "../domain/progressUpdate.ts"
import { countPublished } from "./metrics.ts"

/** Enough for a burst (snapshot, phase change, warning, end); a subscriber that is slower reads merged updates. */
export const outboxCapacity = 8

/**
 * The updates on their way to one subscriber. Offering never waits, so that a story goes on while nobody reads it;
 * what is not taken is merged, the oldest first, so that memory stays bounded and no milestone is lost.
 */
export interface Outbox {
  /** `since`: when the cause of the update arrived, in epoch milliseconds. */
  readonly offer: (update: ProgressUpdate, since: number) => Effect.Effect<void>
  /** Nothing follows. What is pending can still be taken, then the stream ends; a defect is passed on. */
  readonly close: (exit: Exit.Exit<void, unknown>) => Effect.Effect<void>
  /** For one reader. */
  readonly updates: Stream.Stream<ProgressUpdate>
}

interface Pending {
  readonly update: ProgressUpdate
  readonly since: number
}

const mergePending = (older: Pending, newer: Pending): Pending => ({
  update: mergeUpdates(older.update, newer.update),
  since: older.since
})

const ending = (exit: Exit.Exit<void, unknown>): Effect.Effect<never, Cause.Done> =>
  Exit.isFailure(exit) && Cause.hasDies(exit.cause) ? Effect.die(Cause.squash(exit.cause)) : Cause.done()

export const makeOutbox: Effect.Effect<Outbox> = Effect.gen(function* () {
  const news = yield* Latch.make(false)
  let pending: ReadonlyArray<Pending> = []
  let closed: Exit.Exit<void, unknown> | undefined

  const take: Effect.Effect<readonly [ProgressUpdate], Cause.Done> = Effect.gen(function* () {
    yield* news.await
    const [first, ...others] = pending
    if (first === undefined) return yield* closed === undefined ? Effect.andThen(news.close, take) : ending(closed)
    pending = others
    if (others.length === 0 && closed === undefined) yield* news.close
    yield* countPublished((yield* Clock.currentTimeMillis) - first.since)
    return [first.update] as const
  })

  return {
    offer: (update, since) =>
      Effect.suspend(() => {
        const all = [...pending, { update, since }]
        const [first, second, ...others] = all
        pending =
          all.length > outboxCapacity && first !== undefined && second !== undefined
            ? [mergePending(first, second), ...others]
            : all
        return news.open
      }),
    close: (exit) =>
      Effect.suspend(() => {
        closed ??= exit
        return news.open
      }),
    updates: Stream.fromPull(Effect.succeed(take))
  }
})
