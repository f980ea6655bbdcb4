import { type Cause, Effect, Stream } from "effect"
import { WatchSignal } from "../../domain/watchSignal.ts"
import { type CondensingQueue, makeCondensingQueue } from "../../queue/condensingQueue.ts"
import type { KubeError } from "../errors/KubeError.ts"
import type { Codec } from "../http/listing.ts"
import { KubeSettings } from "../settings.ts"
import { condenseSignals } from "./condenseSignals.ts"
import { reflect } from "./reflector.ts"

/** One running list+watch, and all who listen to it. It lives as long as its scope. */
export interface SharedWatch<A> {
  /** Begins with the state as it is now, also when the watch has long been running; costs no request. */
  readonly signals: (concerns?: (object: A) => boolean) => Stream.Stream<WatchSignal<A>, KubeError>
  /** The watch has given up: nothing will ever come from here. */
  readonly isOver: Effect.Effect<boolean>
}

/** Which objects are kept for late joiners, where that must not be all of them. */
export interface Retention<A> {
  readonly at: (object: A) => number
}

interface Subscriber<A> {
  readonly queue: CondensingQueue<WatchSignal<A>, KubeError>
  /** Whether a change of this object is worth waking the subscriber for; every one where absent. */
  readonly concerns: ((object: A) => boolean) | undefined
}

const isOthers = <A>({ concerns }: Subscriber<A>, signal: WatchSignal<A>): boolean =>
  concerns !== undefined && (signal._tag === "Upserted" || signal._tag === "Deleted") && !concerns(signal.object)

export const makeSharedWatch = Effect.fnUntraced(function* <A>(
  codec: Codec<A>,
  namespace: string,
  retention?: Retention<A>
) {
  const settings = yield* KubeSettings
  const subscribers = new Set<Subscriber<A>>()
  let items = new Map<string, A>()
  let synced = false
  let interruption: WatchSignal<A> | undefined
  let over: Cause.Cause<KubeError> | undefined

  const snapshot = (): WatchSignal<A> => WatchSignal.Synced({ items: [...items.values()] })
  const keep = (objects: Iterable<readonly [string, A]>) => {
    items = new Map(objects)
    if (retention === undefined || items.size <= settings.eventsKept) return
    const byAge = [...items].sort(([, a], [, b]) => retention.at(a) - retention.at(b))
    items = new Map(byAge.slice(-settings.eventsKept))
  }

  /** Takes a signal into the state, and gives what the subscribers are to be told of it. */
  const apply = (signal: WatchSignal<A>): WatchSignal<A> => {
    switch (signal._tag) {
      case "Synced":
        keep(signal.items.map((item) => [codec.key(item), item]))
        synced = true
        return snapshot()
      case "Upserted":
        items.set(codec.key(signal.object), signal.object)
        // Sorting for every single event would be a waste.
        if (retention !== undefined && items.size > settings.eventsKept * 1.2) keep(items)
        return signal
      case "Deleted":
        items.delete(codec.key(signal.object))
        return signal
      case "Interrupted":
        interruption = signal
        return signal
      case "Resumed":
        interruption = undefined
        return signal
    }
  }

  // Everything below happens between two steps of the event loop: a joiner sees each change either in its first Synced
  // or as a signal after it.
  yield* reflect(codec, namespace, (signal) => {
    const told = apply(signal)
    for (const subscriber of subscribers) if (!isOthers(subscriber, told)) subscriber.queue.offer(told)
  }).pipe(
    Effect.onError((cause) =>
      Effect.sync(() => {
        over = cause
        for (const { queue } of subscribers) queue.end(cause)
      })
    ),
    Effect.forkScoped({ startImmediately: true })
  )

  const join = (concerns?: (object: A) => boolean) =>
    Effect.sync(() => {
      const { backlog: capacity } = settings
      const queue = makeCondensingQueue<WatchSignal<A>, KubeError>({
        capacity,
        condense: condenseSignals({ capacity, key: codec.key, snapshot })
      })
      if (synced) queue.offer(snapshot())
      if (interruption !== undefined) queue.offer(interruption)
      if (over !== undefined) queue.end(over)
      const subscriber: Subscriber<A> = { queue, concerns }
      subscribers.add(subscriber)
      return subscriber
    })
  const leave = (subscriber: Subscriber<A>) => Effect.sync(() => subscribers.delete(subscriber))

  return {
    signals: (concerns) =>
      Stream.unwrap(
        Effect.map(Effect.acquireRelease(join(concerns), leave), ({ queue }) =>
          Stream.fromPull(Effect.succeed(queue.takeAll))
        )
      ),
    isOver: Effect.sync(() => over !== undefined)
  } satisfies SharedWatch<A>
})
