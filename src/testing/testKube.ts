import { Effect, Layer, Option, Queue, Stream } from "effect"
import { type ClusterDeployment, decodeClusterDeployment } from "../domain/clusterDeployment.ts"
import { decodeKubeEvent, type KubeEvent } from "../domain/event/kubeEvent.ts"
import type { RecordingLine } from "../domain/recording.ts"
import { WatchSignal } from "../domain/watchSignal.ts"
import { Kube } from "../kube/Kube.ts"

/** A management cluster in memory, with the promises of the `Kube` contract and nothing else: no network, no time of its own. */
export interface TestKube {
  readonly layer: Layer.Layer<Kube>
  /** What has happened: a line of a recording, or an object of your own. Whoever watches is told at once. */
  readonly apply: (line: Pick<RecordingLine, "type" | "object">) => Effect.Effect<void>
  /** All watches break, and are being opened again; until `resume` they tell this. */
  readonly interrupt: (detail: string) => Effect.Effect<void>
  readonly resume: Effect.Effect<void>
}

/** One resource: its objects, and who watches them. */
const makeShelf = <A extends { readonly namespace: string }>(keyOf: (object: A) => string) => {
  const objects = new Map<string, A>()
  const watchers = new Set<{ readonly namespace: string; readonly queue: Queue.Queue<WatchSignal<A>> }>()
  let outage: WatchSignal<A> | undefined

  const within = (namespace?: string): ReadonlyArray<A> =>
    [...objects.values()].filter((object) => namespace === undefined || object.namespace === namespace)

  const tell = (signal: WatchSignal<A>, namespace?: string) =>
    Effect.forEach(
      [...watchers].filter((watcher) => namespace === undefined || watcher.namespace === namespace),
      ({ queue }) => Queue.offer(queue, signal),
      { discard: true }
    )

  return {
    within,
    find: (key: string) => Option.fromUndefinedOr(objects.get(key)),
    interrupt: (signal: WatchSignal<A>) =>
      Effect.suspend(() => {
        outage = signal
        return tell(signal)
      }),
    resume: Effect.suspend(() => {
      outage = undefined
      return tell(WatchSignal.Resumed())
    }),
    put: (object: A) =>
      Effect.suspend(() => {
        objects.set(keyOf(object), object)
        return tell(WatchSignal.Upserted({ object }), object.namespace)
      }),
    remove: (object: A) =>
      Effect.suspend(() => {
        objects.delete(keyOf(object))
        return tell(WatchSignal.Deleted({ object }), object.namespace)
      }),
    watch: (namespace: string): Stream.Stream<WatchSignal<A>> =>
      Stream.unwrap(
        Effect.gen(function* () {
          const queue = yield* Queue.unbounded<WatchSignal<A>>()
          const watcher = { namespace, queue }
          yield* Effect.acquireRelease(
            Effect.sync(() => watchers.add(watcher)),
            () => Effect.sync(() => watchers.delete(watcher))
          )
          yield* Queue.offer(queue, WatchSignal.Synced({ items: within(namespace) }))
          if (outage !== undefined) yield* Queue.offer(queue, outage)
          return Stream.fromQueue(queue)
        })
      )
  }
}

/** Makes one; nothing has to be closed. */
export const makeTestKube = (initial: ReadonlyArray<Pick<RecordingLine, "type" | "object">> = []): TestKube => {
  const clusters = makeShelf<ClusterDeployment>(({ name, namespace }) => `${namespace}/${name}`)
  const events = makeShelf<KubeEvent>(({ uid }) => uid)

  const onto = <A>(
    shelf: { readonly put: (object: A) => Effect.Effect<void>; readonly remove: (object: A) => Effect.Effect<void> },
    type: RecordingLine["type"],
    decoded: Option.Option<A>
  ): Effect.Effect<void> =>
    Option.match(decoded, {
      onNone: () => Effect.void,
      onSome: (object) => (type === "DELETED" ? shelf.remove(object) : shelf.put(object))
    })
  const apply: TestKube["apply"] = ({ object, type }) =>
    object.kind === "Event"
      ? onto(events, type, decodeKubeEvent(object))
      : onto(clusters, type, decodeClusterDeployment(object))

  const kube = Effect.gen(function* () {
    yield* Effect.forEach(initial, apply, { discard: true })
    return Kube.of({
      getClusterDeployment: (namespace, name) => Effect.sync(() => clusters.find(`${namespace}/${name}`)),
      // One page holds them all.
      listClusterDeployments: ({ namespace }) => Effect.sync(() => ({ items: clusters.within(namespace) })),
      listEvents: (namespace) => Effect.sync(() => events.within(namespace)),
      watchClusterDeployments: clusters.watch,
      watchEvents: (namespace) => events.watch(namespace),
      ownedObjects: () => Effect.succeed({ objects: [], missingRights: [], incomplete: false }),
      contextNamespace: Effect.succeedNone
    })
  })

  return {
    layer: Layer.effect(Kube, kube),
    apply,
    interrupt: (detail) => {
      const signal = WatchSignal.Interrupted({ detail, attempt: 1, attempts: 1 })
      return Effect.andThen(clusters.interrupt(signal), events.interrupt(signal))
    },
    resume: Effect.andThen(clusters.resume, events.resume)
  }
}
