import { Cause, Effect, Latch } from "effect"
import { mergeUpdates } from "../../domain/update/mergeUpdates.ts"
import type { ProgressUpdate } from "../../domain/update/progressUpdate.ts"
import { makeCondensingQueue } from "../../queue/condensingQueue.ts"

/**
 * Updates on their way to a client, at most one per subscription: one that finds another waiting is merged with it, so
 * a client that does not read costs bounded memory and misses nothing that it could still be told.
 */
export interface Outbox<Key> {
  readonly offer: (key: Key, update: ProgressUpdate) => Effect.Effect<void>
  /** Drops what waits for this subscription. */
  readonly forget: (key: Key) => Effect.Effect<void>
  /** Succeeds as soon as nothing waits and nothing is being sent. */
  readonly drained: Effect.Effect<void>
}

/** One update that cannot be sent must not silence all that come after it. */
const harmless = (sending: Effect.Effect<void>): Effect.Effect<void> =>
  Effect.catchCauseIf(
    sending,
    (cause) => !Cause.hasInterrupts(cause),
    (cause) => Effect.logError("an update could not be sent", cause)
  )

interface Waiting<Key> {
  readonly key: Key
  readonly update: ProgressUpdate
}

/** One update for each subscription, in the order in which their first ones came. */
const mergeByKey = <Key>(pending: ReadonlyArray<Waiting<Key>>): ReadonlyArray<Waiting<Key>> => {
  const merged = new Map<Key, Waiting<Key>>()
  for (const newer of pending) {
    const older = merged.get(newer.key)
    merged.set(
      newer.key,
      older === undefined ? newer : { key: newer.key, update: mergeUpdates(older.update, newer.update) }
    )
  }
  return [...merged.values()]
}

/**
 * Starts an outbox that lives as long as the scope. `send` is awaited before the next update leaves; subscriptions take
 * turns in the order in which their first waiting update came.
 */
export const makeOutbox = Effect.fnUntraced(function* <Key>(
  send: (key: Key, update: ProgressUpdate) => Effect.Effect<void>
) {
  // What waits is merged at once: its bound is the number of subscriptions.
  const waiting = makeCondensingQueue<Waiting<Key>>({ capacity: 1, condense: mergeByKey })
  const idle = yield* Latch.make(true)
  let sending = false
  const settle = () => {
    if (!sending && waiting.isEmpty()) idle.openUnsafe()
  }

  yield* Effect.gen(function* () {
    const { key, update } = yield* waiting.take
    sending = true
    yield* harmless(send(key, update))
    sending = false
    settle()
  }).pipe(Effect.forever, Effect.forkScoped({ startImmediately: true }))

  const outbox: Outbox<Key> = {
    offer: (key, update) =>
      Effect.sync(() => {
        idle.closeUnsafe()
        waiting.offer({ key, update })
      }),
    forget: (key) =>
      Effect.sync(() => {
        waiting.drop((one) => one.key === key)
        settle()
      }),
    drained: idle.await
  }
  return outbox
})
