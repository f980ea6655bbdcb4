import { Cause, Effect, Exit, Stream } from "effect"
import { WatchSignal } from "../../domain/watchSignal.ts"
import type { KubeError } from "../errors/KubeError.ts"
import type { Codec } from "../http/listing.ts"
import { KubeSettings } from "../settings.ts"
import { type Mailbox, makeMailbox } from "./mailbox.ts"
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

export const makeSharedWatch = Effect.fnUntraced(function* <A>(
  codec: Codec<A>,
  namespace: string,
  retention?: Retention<A>
) {
  const settings = yield* KubeSettings
  const mailboxes = new Set<Mailbox<A>>()
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
  yield* reflect(codec, namespace).pipe(
    Stream.runForEach((signal) =>
      Effect.sync(() => {
        const told = apply(signal)
        for (const mailbox of mailboxes) mailbox.offer(told)
      })
    ),
    Effect.onExit((exit) =>
      Effect.sync(() => {
        over = Exit.isFailure(exit) ? exit.cause : Cause.die("a watch ended by itself")
        for (const mailbox of mailboxes) mailbox.end(over)
      })
    ),
    Effect.forkScoped({ startImmediately: true })
  )

  const join = (concerns?: (object: A) => boolean) =>
    Effect.sync(() => {
      const mailbox = makeMailbox<A>({
        backlog: settings.backlog,
        key: codec.key,
        snapshot,
        ...(concerns === undefined ? {} : { concerns })
      })
      if (synced) mailbox.offer(snapshot())
      if (interruption !== undefined) mailbox.offer(interruption)
      if (over !== undefined) mailbox.end(over)
      mailboxes.add(mailbox)
      return mailbox
    })
  const leave = (mailbox: Mailbox<A>) => Effect.sync(() => mailboxes.delete(mailbox))

  return {
    signals: (concerns) =>
      Stream.unwrap(
        Effect.map(Effect.acquireRelease(join(concerns), leave), (mailbox) =>
          Stream.fromPull(Effect.succeed(mailbox.take))
        )
      ),
    isOver: Effect.sync(() => over !== undefined)
  } satisfies SharedWatch<A>
})
