import { type Cause, Effect, Latch, type Scope, Stream } from "effect"
import { WatchSignal } from "../../domain/watchSignal.ts"
import { makeCondensingQueue } from "../../queue/condensingQueue.ts"
import type { KubeError } from "../errors/KubeError.ts"
import type { Codec } from "../list/page.ts"
import { KubeSettings } from "../settings.ts"
import type { Audience, SignalQueue } from "./audience.ts"
import { condenseSignals } from "./condenseSignals.ts"
import { reflect } from "./reflector.ts"

/** One running list+watch, and all who listen to it. It lives as long as its scope. */
export interface SharedWatch<A, Interest> {
  /** Begins with the state as it is now, also when the watch has long been running; costs no request. */
  readonly signals: (interest: Interest) => Stream.Stream<WatchSignal<A>, KubeError>
  /** The watch has given up: nothing will ever come from here. */
  readonly isOver: Effect.Effect<boolean>
}

/** A resource that is watched, and who listens to it. */
export interface Watched<Kept, A, Interest> {
  readonly codec: Codec<Kept>
  readonly makeAudience: Effect.Effect<Audience<Kept, A, Interest>, never, Scope.Scope>
  /** What identifies an object that is told, as the codec's key does one that is kept. */
  readonly key: (object: A) => string
  /** By which objects are kept for late joiners, the newest first, where that must not be all of them. */
  readonly ageOf?: (object: Kept) => number
}

export const makeSharedWatch = Effect.fnUntraced(function* <Kept, A, Interest>(
  { ageOf, codec, key, makeAudience }: Watched<Kept, A, Interest>,
  namespace: string
) {
  const settings = yield* KubeSettings
  const audience = yield* makeAudience
  const attended = yield* Latch.make(false)
  let items = new Map<string, Kept>()
  let synced = false
  let interruption: WatchSignal<A> | undefined
  let over: Cause.Cause<KubeError> | undefined

  const keep = (objects: Iterable<readonly [string, Kept]>) => {
    items = new Map(objects)
    if (ageOf === undefined || items.size <= settings.eventsKept) return
    const byAge = [...items].sort(([, a], [, b]) => ageOf(a) - ageOf(b))
    items = new Map(byAge.slice(-settings.eventsKept))
  }
  /** Whether there is room for it. */
  const put = (object: Kept): boolean => {
    items.set(codec.key(object), object)
    // Sorting for every single event would be a waste.
    if (ageOf !== undefined && items.size > settings.eventsKept * 1.2) keep(items)
    return items.size <= settings.mostObjects
  }
  /** The state as it is now, as each subscriber is told it. */
  const states = new Map<SignalQueue<A>, () => WatchSignal<A>>()

  // Everything below happens between two steps of the event loop: a joiner sees each change either in its first Synced
  // or as a signal after it.
  const tell = (signal: WatchSignal<Kept>): boolean => {
    switch (signal._tag) {
      case "Synced":
        keep(signal.items.map((item) => [codec.key(item), item]))
        synced = true
        for (const [subscriber, state] of states) subscriber.offer(state())
        return true
      case "Upserted": {
        const isNew = !items.has(codec.key(signal.object))
        const fits = put(signal.object)
        const listeners = audience.listeners(signal.object, isNew)
        if (listeners.length > 0) {
          const told = WatchSignal.Upserted({ object: audience.read(signal.object) })
          for (const subscriber of listeners) subscriber.offer(told)
        }
        return fits
      }
      case "Deleted": {
        items.delete(codec.key(signal.object))
        const listeners = audience.listeners(signal.object, false)
        if (listeners.length > 0) {
          const told = WatchSignal.Deleted({ object: audience.read(signal.object) })
          for (const subscriber of listeners) subscriber.offer(told)
        }
        return true
      }
      case "Interrupted":
      case "Resumed":
        interruption = signal._tag === "Interrupted" ? signal : undefined
        for (const subscriber of states.keys()) subscriber.offer(signal)
        return true
    }
  }

  const { passOver, passOverLine, passOverText } = audience
  yield* reflect({ ...codec, passOver, passOverLine, passOverText }, namespace, tell).pipe(
    // Before somebody listens, nobody knows what concerns him.
    attended.whenOpen,
    Effect.onError((cause) =>
      Effect.sync(() => {
        over = cause
        for (const subscriber of states.keys()) subscriber.end(cause)
      })
    ),
    Effect.forkScoped({ startImmediately: true })
  )

  const join = (interest: Interest) =>
    Effect.sync(() => {
      const state = () => audience.present(interest, [...items.values()])
      const { backlog: capacity } = settings
      const queue: SignalQueue<A> = makeCondensingQueue({
        capacity,
        condense: condenseSignals({ capacity, key, snapshot: state })
      })
      for (const object of audience.join(queue, interest)) put(object)
      if (synced) queue.offer(state())
      if (interruption !== undefined) queue.offer(interruption)
      if (over !== undefined) queue.end(over)
      states.set(queue, state)
      attended.openUnsafe()
      return queue
    })
  const leave = (queue: SignalQueue<A>) =>
    Effect.sync(() => {
      states.delete(queue)
      audience.leave(queue)
    })

  return {
    signals: (interest) =>
      Stream.unwrap(
        Effect.map(Effect.acquireRelease(join(interest), leave), (queue) =>
          Stream.fromPull(Effect.succeed(queue.takeAll))
        )
      ),
    isOver: Effect.sync(() => over !== undefined)
  } satisfies SharedWatch<A, Interest>
})
