import { Deferred, Effect, FiberHandle, type Scope, Stream } from "effect"
import type { KubeEvent } from "../../domain/event/kubeEvent.ts"
import type { ClusterTarget } from "../../domain/names.ts"
import { type WatchFailed, WatchSignal } from "../../domain/watchSignal.ts"
import { explain } from "../../kube/errors/explain.ts"
import { isPermanent, KubeError } from "../../kube/errors/KubeError.ts"
import type { Kube } from "../../kube/Kube.ts"
import { Input } from "../../progress/state/input.ts"
import type { MonitorError } from "../errors.ts"
import { fromKube } from "../failures.ts"
import { eventsRetryDelay } from "../timeLimits.ts"
import type { Story } from "./story.ts"

// A watch never ends well of itself; where one does, its layer is being taken down.
const endedAlone = (resource: string): KubeError =>
  new KubeError({ reason: "transport", resource, message: `the watch of ${resource} has ended` })

// A fault of ours, not the cluster's; but a subscriber must never wait for a watch that is dead.
const broken = (resource: string, defect: unknown) =>
  Effect.as(
    Effect.logError(`the watch of ${resource} broke down`, defect),
    new KubeError({
      reason: "protocol",
      resource,
      message: `the watch of ${resource} broke down by an internal error; the log says more`
    })
  )

const failed = (error: KubeError): WatchFailed => ({
  _tag: "Failed",
  detail: explain(error),
  permanent: isPermanent(error)
})

/** Tells everything a watch says, what arrived together at once; returns why it ended, which is told, too. */
const follow = <A>(
  watch: Stream.Stream<WatchSignal<A>, KubeError>,
  resource: string,
  story: Story,
  inputs: (at: number, signals: ReadonlyArray<WatchSignal<A> | WatchFailed>) => ReadonlyArray<Input>,
  told: Effect.Effect<unknown> = Effect.void
): Effect.Effect<KubeError> =>
  Stream.runForEachArray(watch, (signals) =>
    Effect.andThen(
      // What has begun to be told is told, also where its listening is given up for another.
      Effect.uninterruptible(story.tell((at) => inputs(at, signals))),
      told
    )
  ).pipe(
    Effect.match({ onFailure: (error) => error, onSuccess: () => endedAlone(resource) }),
    Effect.catchDefect((defect) => broken(resource, defect)),
    Effect.tap((error) => story.tell((at) => inputs(at, [failed(error)])))
  )

/** Follows the namespace's ClusterDeployments for as long as the scope is open; returns once their first list is told. */
export const watchClusters = Effect.fnUntraced(function* (
  kube: Kube["Service"],
  { name, namespace }: ClusterTarget,
  story: Story
): Effect.fn.Return<void, MonitorError, Scope.Scope> {
  const listed = yield* Deferred.make<void, MonitorError>()
  yield* follow(
    kube.watchClusterDeployments(namespace, name),
    "clusterdeployments",
    story,
    (at, signals) => signals.map((signal) => Input.ClusterSignal({ at, signal })),
    Deferred.succeed(listed, undefined)
  ).pipe(
    Effect.flatMap((error) => Deferred.fail(listed, fromKube(error))),
    Effect.forkScoped({ startImmediately: true })
  )
  yield* Deferred.await(listed)
})

/**
 * What an events' watch says, as the narrator is told it. Where a listener only wants more than before (`anew`), the list that it
 * begins with is no news of the connection; but an outage that is not told with it is over, were its end told between the two.
 */
const eventInputs = (anew: boolean) => {
  let first = anew
  return (at: number, signals: ReadonlyArray<WatchSignal<KubeEvent> | WatchFailed>): ReadonlyArray<Input> => {
    const [synced, ...others] = signals
    const joins = first && synced?._tag === "Synced"
    first = false
    const said = (some: typeof signals) => some.map((signal) => Input.EventSignal({ at, signal }))
    if (!joins) return said(signals)
    const isOut = others.some(({ _tag }) => _tag === "Interrupted")
    return [
      Input.EventsListed({ at, events: synced.items }),
      ...said(isOut ? others : [WatchSignal.Resumed(), ...others])
    ]
  }
}

/**
 * Follows the namespace's events for as long as the scope is open. A subscription can live without them, so their loss
 * ends nothing: unless a right is missing they are tried again later.
 */
export const watchEvents = Effect.fnUntraced(function* (
  kube: Kube["Service"],
  namespace: string,
  story: Story
): Effect.fn.Return<void, never, Scope.Scope> {
  const run = yield* FiberHandle.makeRuntime<never, never, void>()
  let following = false
  const listen = (anew: boolean): Effect.Effect<void> =>
    Effect.suspend(() => {
      following = true
      return follow(kube.watchEvents(namespace, story.listening.interest()), "events", story, eventInputs(anew))
    }).pipe(
      Effect.tap(Effect.sync(() => (following = false))),
      Effect.flatMap((why) => (isPermanent(why) ? Effect.void : Effect.delay(listen(false), eventsRetryDelay)))
    )
  // Listening anew costs no request: it begins with all events of the wider interest that are there. What widened it is told first.
  story.listening.whenWider(() => {
    if (following) run(Effect.andThen(Effect.yieldNow, listen(true)))
  })
  run(listen(false))
})
