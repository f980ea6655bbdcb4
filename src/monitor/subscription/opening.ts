import { Deferred, Effect, Exit, Fiber, MutableRef, type Scope, type Stream } from "effect"
import { targetKey } from "../../domain/names.ts"
import type { ProgressUpdate } from "../../domain/update/progressUpdate.ts"
import { begin, type Narration } from "../../progress/narrator.ts"
import type { MonitorError } from "../errors.ts"
import { makeOutbox } from "./outbox.ts"
import { runSubscription, type Subscription } from "./subscription.ts"

/** A subscription that stands. */
export interface OpenSubscription {
  /** For one reader. The first is the snapshot; the stream ends after the terminal update. */
  readonly updates: Stream.Stream<ProgressUpdate>
  /** Where its story stands. */
  readonly narration: () => Narration
}

/** Starts a subscription in the scope, and returns once its cluster is known to exist. */
export const openSubscription = Effect.fnUntraced(function* (
  wanted: Omit<Subscription, "outbox" | "narration" | "ready">
): Effect.fn.Return<OpenSubscription, MonitorError, Scope.Scope> {
  const scope = yield* Effect.scope
  const outbox = yield* makeOutbox
  const ready = yield* Deferred.make<void>()
  const narration = MutableRef.make(begin(wanted.target))
  const run = runSubscription({ ...wanted, outbox, narration, ready }).pipe(
    // After everything is released: whoever sees the stream end sees nothing left behind.
    // A defect is passed on to the reader, who logs it.
    Effect.onExit((exit) => Effect.andThen(outbox.close(exit), Effect.logDebug("a subscription has ended"))),
    Effect.annotateLogs({ cluster: targetKey(wanted.target), client: wanted.client })
  )
  return yield* Effect.uninterruptibleMask((restore) =>
    Effect.gen(function* () {
      const fiber = yield* Effect.forkIn(run, scope, { startImmediately: true })
      yield* restore(Effect.raceFirst(Deferred.await(ready), Fiber.join(fiber))).pipe(
        Effect.onExit((exit) => (Exit.isSuccess(exit) ? Effect.void : Fiber.interrupt(fiber)))
      )
      return { updates: outbox.updates, narration: () => MutableRef.get(narration) }
    })
  )
})
