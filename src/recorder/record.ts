import { Clock, Deferred, Effect, MutableRef, Option, Schedule, type Scope, Stream } from "effect"
import { type ClusterDeployment, decodeClusterDeployment } from "../domain/clusterDeployment.ts"
import { decodeKubeEvent } from "../domain/event/kubeEvent.ts"
import type { ClusterTarget } from "../domain/names.ts"
import type { KubeObject, RecordingLine } from "../domain/recording.ts"
import type { ProgressUpdate } from "../domain/update/progressUpdate.ts"
import { WatchSignal } from "../domain/watchSignal.ts"
import { explain } from "../kube/errors/explain.ts"
import { isPermanent, type KubeError } from "../kube/errors/KubeError.ts"
import { KubeObjects } from "../kube/KubeObjects.ts"
import { makeStory, type Story } from "../monitor/subscription/story.ts"
import { belongsTo } from "../progress/interpret/scope.ts"
import { begin } from "../progress/narrator.ts"
import { Input } from "../progress/state/input.ts"
import { makeLedger } from "./ledger.ts"
import { nameAlone, redactObject } from "./redactObject.ts"

export interface RecordOptions<E> {
  readonly target: ClusterTarget
  /** Neighbours whole and every event of the namespace, instead of the neighbours' names and what may concern the cluster. */
  readonly wholeNamespace: boolean
  /** End with the story, instead of never. */
  readonly untilTerminal: boolean
  /** The lines of the file that is gone on with. */
  readonly told: ReadonlyArray<RecordingLine>
  /** Where it fails, the recording ends. */
  readonly write: (lines: ReadonlyArray<RecordingLine>) => Effect.Effect<void, E>
  /** The story as a subscriber would hear it at this moment. */
  readonly onUpdate: (update: ProgressUpdate) => void
  /** What happens to the recording itself, in words. */
  readonly note: (text: string) => Effect.Effect<void>
}

/** A watch that has given up has waited already. */
const again = Schedule.spaced("5 seconds")

/** The same signal about fewer objects, or others. */
const mapSignal = <A, B>(
  signal: WatchSignal<A>,
  pick: (object: A) => ReadonlyArray<B>
): ReadonlyArray<WatchSignal<B>> => {
  switch (signal._tag) {
    case "Synced":
      return [WatchSignal.Synced({ items: signal.items.flatMap(pick) })]
    case "Upserted":
      return pick(signal.object).map((object) => WatchSignal.Upserted({ object }))
    case "Deleted":
      return pick(signal.object).map((object) => WatchSignal.Deleted({ object }))
    default:
      return [signal]
  }
}

/**
 * Records a cluster: what its watches say, redacted, one line a change, as it is said. Outages are waited out; what was missed
 * in one is told by the next list. Fails only where asking again does not help. The narrator listens, too, so that the
 * recording holds what it needs to tell the same story again.
 */
export const record = Effect.fn("record")(function* <E>(
  options: RecordOptions<E>
): Effect.fn.Return<void, KubeError | E, KubeObjects | Scope.Scope> {
  const { note, target, untilTerminal, wholeNamespace } = options
  const { name, namespace } = target
  const objects = yield* KubeObjects
  const ledger = makeLedger(options.told)
  const over = yield* Deferred.make<void, KubeError | E>()
  const synced = yield* Deferred.make<void>()
  const story = yield* makeStory(MutableRef.make(begin(target)), {
    offer: (update) => {
      options.onUpdate(update)
      if (update.terminal === true && untilTerminal) Deferred.doneUnsafe(over, Effect.void)
    }
  })

  const write = (lines: ReadonlyArray<RecordingLine>) =>
    Effect.catch(options.write(lines), (error) => Deferred.fail(over, error))

  // The story begins when both watches have spoken, and knows all that is there: so all that they have said until then is of
  // that moment. What is gone on with has begun long ago.
  const unheard = new Set(options.told.length === 0 ? ["ClusterDeployment", "Event"] : [])
  let opening: ReadonlyArray<RecordingLine> = []
  const writeOpening = (at: number) =>
    Effect.suspend(() => {
      const lines = opening.map((line) => ({ ...line, at }))
      opening = []
      return lines.length === 0 ? Effect.void : write(lines)
    })

  // What comes after the story's first word is later than it, were it by a millisecond: a replay takes what is of one moment for
  // one look.
  let begun = Number.NEGATIVE_INFINITY
  const moment = Effect.map(Clock.currentTimeMillis, (now) => Math.max(now, begun + 1))
  const tell = (at: number, inputs: ReadonlyArray<Input>) =>
    Effect.andThen(
      story.tell(() => inputs),
      Effect.sync(() => {
        if (begun < 0 && story.narration().state !== undefined) begun = at
      })
    )

  const keep = Effect.fnUntraced(function* (signal: WatchSignal<KubeObject>, kind: string, at: number) {
    const lines = ledger.take(signal, kind, at)
    if (unheard.size > 0) {
      opening = [...opening, ...lines]
      if (signal._tag === "Synced") unheard.delete(kind)
      if (unheard.size === 0) yield* writeOpening(at)
    } else if (lines.length > 0) yield* write(lines)
    if (signal._tag === "Interrupted") yield* note(`the watch of ${kind}s broke: ${signal.detail}; trying again`)
    if (signal._tag === "Resumed") yield* note(`the watch of ${kind}s goes on`)
  })

  const follow = (
    watch: Stream.Stream<WatchSignal<KubeObject>, KubeError>,
    kind: string,
    hear: (signal: WatchSignal<KubeObject>) => Effect.Effect<void>
  ) =>
    // A change is heard and written, or neither: the end does not come in between.
    Stream.runForEach(watch, (signal) => Effect.uninterruptible(hear(signal))).pipe(
      Effect.tapError((error) =>
        isPermanent(error) ? Effect.void : note(`the watch of ${kind}s gave up: ${explain(error)}; opening another`)
      ),
      Effect.retry({ schedule: again, while: (error: KubeError) => !isPermanent(error) }),
      Effect.catch((error: KubeError) => Deferred.fail(over, error)),
      Effect.forkScoped({ startImmediately: true })
    )

  const hearCluster = Effect.fnUntraced(function* (signal: WatchSignal<KubeObject>) {
    const own = (object: KubeObject) => object.metadata.name === name
    const ownFirst = (object: KubeObject): number => (own(object) ? 0 : 1)
    const ordered =
      signal._tag === "Synced"
        ? WatchSignal.Synced({ items: signal.items.toSorted((a, b) => ownFirst(a) - ownFirst(b)) })
        : signal
    const decoded = mapSignal(
      ordered,
      (object): ReadonlyArray<ClusterDeployment> => Option.toArray(decodeClusterDeployment(object))
    )
    // Told at the moment that is written: a disk is slow, and the other watch goes on meanwhile.
    const at = yield* moment
    yield* tell(
      at,
      decoded.map((one) => Input.ClusterSignal({ at, signal: one }))
    )
    for (const kept of mapSignal(ordered, (object) => [
      own(object) || wholeNamespace ? redactObject(object) : nameAlone(object)
    ])) {
      yield* keep(kept, "ClusterDeployment", at)
    }
    yield* Deferred.succeed(synced, undefined)
  })

  const hearEvent = Effect.fnUntraced(function* (signal: WatchSignal<KubeObject>) {
    const decoded = mapSignal(signal, (object) => Option.toArray(decodeKubeEvent(object)))
    const at = yield* moment
    // First told: before the story has begun nobody knows whose an event is.
    yield* tell(
      at,
      decoded.map((one) => Input.EventSignal({ at, signal: one }))
    )
    for (const kept of mapSignal(signal, (object) =>
      isWanted(story, object, wholeNamespace) ? [redactObject(object)] : []
    )) {
      yield* keep(kept, "Event", at)
    }
  })

  yield* follow(objects.watchClusterDeployments(namespace), "ClusterDeployment", hearCluster)
  yield* Effect.raceFirst(Deferred.await(synced), Deferred.await(over))
  if (ledger.stateOf("ClusterDeployment", namespace, name) === undefined) {
    yield* note(`there is no ClusterDeployment ${namespace}/${name} yet: waiting for it`)
  }
  yield* follow(objects.watchEvents(namespace), "Event", hearEvent)
  // However it ends, a replay is to look at this moment, too: a story may end because nothing happens.
  yield* Effect.addFinalizer(() =>
    Effect.gen(function* () {
      const at = yield* moment
      yield* writeOpening(at)
      const last = ledger.stateOf("ClusterDeployment", namespace, name)
      if (last !== undefined) yield* write([{ type: "MODIFIED", at, object: last }])
    })
  )
  yield* Deferred.await(over)
})

/** Before the story has begun nobody knows whose an event is; and a Machine may be named by a condition that is still to come. */
const isWanted = (story: Story, object: KubeObject, wholeNamespace: boolean): boolean => {
  const { state } = story.narration()
  return (
    wholeNamespace ||
    Option.match(decodeKubeEvent(object), {
      onNone: () => false,
      onSome: (event) =>
        state === undefined ||
        event.regarding.kind === "Machine" ||
        belongsTo(event, state.cluster, state.names, state.machines, state.observation.proven)
    })
  )
}
