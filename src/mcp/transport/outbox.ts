import { Cause, Effect, Latch } from "effect"
import { mergeUpdates } from "../../domain/mergeUpdates.ts"
import type { ProgressUpdate } from "../../domain/progressUpdate.ts"

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

/**
 * Starts an outbox that lives as long as the scope. `send` is awaited before the next update leaves; subscriptions take
 * turns in the order in which their first waiting update came.
 */
export const makeOutbox = Effect.fnUntraced(function* <Key>(
  send: (key: Key, update: ProgressUpdate) => Effect.Effect<void>
) {
  const waiting = new Map<Key, ProgressUpdate>()
  const filled = yield* Latch.make(false)
  const idle = yield* Latch.make(true)

  const next = Effect.sync(() => {
    const [first] = waiting
    if (first === undefined) {
      Latch.closeUnsafe(filled)
      Latch.openUnsafe(idle)
      return undefined
    }
    waiting.delete(first[0])
    return first
  })

  yield* Effect.forkScoped(
    Effect.forever(
      Effect.gen(function* () {
        yield* filled.await
        const first = yield* next
        if (first !== undefined) yield* harmless(send(first[0], first[1]))
      })
    ),
    { startImmediately: true }
  )

  const outbox: Outbox<Key> = {
    offer: (key, update) =>
      Effect.sync(() => {
        const older = waiting.get(key)
        waiting.set(key, older === undefined ? update : mergeUpdates(older, update))
        Latch.closeUnsafe(idle)
        Latch.openUnsafe(filled)
      }),
    forget: (key) => Effect.sync(() => void waiting.delete(key)),
    drained: idle.await
  }
  return outbox
})
