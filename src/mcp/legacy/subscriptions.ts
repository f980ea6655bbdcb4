import { Deferred, Duration, Effect, Exit, FiberMap } from "effect"
import type { ProgressUpdate } from "../../domain/update/progressUpdate.ts"
import { type Asker, ClusterMonitor, type SubscribeOptions } from "../../monitor/ClusterMonitor.ts"
import type { MonitorError } from "../../monitor/errors.ts"
import { tellStory } from "../telling/tellStory.ts"
import { makeOutbox } from "../transport/outbox.ts"
import { type ClusterUri, canonicalUri } from "../uri.ts"

/** What a client has subscribed to in one session. */
export interface Subscriptions {
  /**
   * Succeeds when the subscription stands; the first update is sent only after `answered` has told that the response is
   * on its way. Subscribing to what is subscribed already succeeds and changes nothing.
   */
  readonly subscribe: (
    uri: ClusterUri,
    asSent: string,
    answered: Effect.Effect<boolean>
  ) => Effect.Effect<void, MonitorError>
  /** Succeeds when everything the subscription held is closed, also when there was none. */
  readonly unsubscribe: (uri: ClusterUri) => Effect.Effect<void>
}

interface Entry {
  readonly id: number
  readonly key: string
  /** The URI as the client wrote it when it subscribed: notifications must bear the same. */
  readonly asSent: string
  /** The monitor's verdict on the subscription. */
  readonly opened: Deferred.Deferred<void, MonitorError>
  /** The client has been told the verdict: updates may leave. */
  readonly released: Deferred.Deferred<void>
  /** Requests whose response is still to come. The subscription goes when all of them have been cancelled. */
  waiting: number
}

/**
 * The registry of a session, keyed by canonical URI. A subscription is one fiber that owns all it has opened; the
 * registry's scope owns the fibers. An entry stays until its terminal update is on its way, so that whoever has seen
 * the end of a story and subscribes again gets a new one.
 */
export const makeSubscriptions = Effect.fnUntraced(function* (options: {
  readonly asker: Asker
  readonly notify: (uri: string, update: ProgressUpdate) => Effect.Effect<void>
}) {
  const monitor = yield* ClusterMonitor
  const scope = yield* Effect.scope
  const fibers = yield* FiberMap.make<number, void>()
  const entries = new Map<string, Entry>()
  let lastId = 0

  const deregister = (entry: Entry) =>
    Effect.sync(() => {
      if (entries.get(entry.key) === entry) entries.delete(entry.key)
    })

  const outbox = yield* makeOutbox<Entry>((entry, update) =>
    (update.terminal === true ? deregister(entry) : Effect.void).pipe(
      Effect.andThen(options.notify(entry.asSent, update))
    )
  )

  const drop = (entry: Entry) =>
    deregister(entry).pipe(
      Effect.andThen(FiberMap.remove(fibers, entry.id)),
      Effect.andThen(outbox.forget(entry)),
      Effect.uninterruptible
    )

  const wanted = (uri: ClusterUri): SubscribeOptions => ({
    ...options.asker,
    ...(uri.timeoutSeconds === undefined ? {} : { timeout: Duration.seconds(uri.timeoutSeconds) })
  })

  const live = (entry: Entry, uri: ClusterUri) =>
    Effect.gen(function* () {
      const updates = yield* monitor.open(uri.target, wanted(uri))
      yield* Deferred.succeed(entry.opened, undefined)
      yield* Deferred.await(entry.released)
      yield* tellStory(uri.target, updates, (update) => outbox.offer(entry, update))
    }).pipe(
      Effect.scoped,
      // A refusal is told to those who wait; a withdrawn subscription was granted and taken back, in this order.
      Effect.onExit((exit) =>
        Exit.isSuccess(exit)
          ? Effect.void
          : Exit.hasInterrupts(exit)
            ? Deferred.succeed(entry.opened, undefined)
            : Effect.andThen(Deferred.done(entry.opened, exit), deregister(entry))
      ),
      Effect.ignoreCause({ log: false })
    )

  const enter = (uri: ClusterUri, asSent: string) =>
    Effect.suspend(() => {
      const key = canonicalUri(uri)
      const known = entries.get(key)
      if (known !== undefined) return Effect.succeed(known)
      lastId += 1
      const entry: Entry = {
        id: lastId,
        key,
        asSent,
        opened: Deferred.makeUnsafe(),
        released: Deferred.makeUnsafe(),
        waiting: 0
      }
      entries.set(key, entry)
      return Effect.as(FiberMap.run(fibers, entry.id, live(entry, uri)), entry)
    })

  const leave = (entry: Entry) =>
    Effect.suspend(() => {
      entry.waiting -= 1
      return entry.waiting === 0 && !Deferred.isDoneUnsafe(entry.released) ? drop(entry) : Effect.void
    })

  const release = (entry: Entry, answered: Effect.Effect<boolean>) =>
    Effect.flatMap(answered, (told) => (told ? Deferred.succeed(entry.released, undefined) : leave(entry)))

  const subscribe: Subscriptions["subscribe"] = (uri, asSent, answered) =>
    Effect.uninterruptibleMask((restore) =>
      Effect.gen(function* () {
        // What may not be asked for is refused, also where a subscription stands already.
        yield* monitor.admit(uri.target, wanted(uri))
        const entry = yield* enter(uri, asSent)
        entry.waiting += 1
        yield* restore(Deferred.await(entry.opened)).pipe(Effect.onError(() => leave(entry)))
        yield* Effect.forkIn(release(entry, answered), scope, { startImmediately: true })
      })
    )

  const unsubscribe: Subscriptions["unsubscribe"] = (uri) =>
    Effect.suspend(() => {
      const entry = entries.get(canonicalUri(uri))
      return entry === undefined ? Effect.void : drop(entry)
    })

  const subscriptions: Subscriptions = { subscribe, unsubscribe }
  return subscriptions
})
