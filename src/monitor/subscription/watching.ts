import { Deferred, Effect, FiberHandle, type Scope, Stream } from "effect"
import type { KubeEvent } from "../../domain/event/kubeEvent.ts"
import type { ClusterTarget } from "../../domain/names.ts"
import type { WatchFailed, WatchSignal } from "../../domain/watchSignal.ts"
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
  input: (at: number, signal: WatchSignal<A> | WatchFailed) => Input,
  told: Effect.Effect<unknown> = Effect.void
): Effect.Effect<KubeError> =>
  Stream.runForEachArray(watch, (signals) =>
    Effect.andThen(
      // What has begun to be told is told, also where its listening is given up for another.
      Effect.uninterruptible(story.tell((at) => signals.map((signal) => input(at, signal)))),
      told
    )
  ).pipe(
    Effect.match({ onFailure: (error) => error, onSuccess: () => endedAlone(resource) }),
    Effect.catchDefect((defect) => broken(resource, defect)),
    Effect.tap((error) => story.tell((at) => [input(at, failed(error))]))
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
    (at, signal) => Input.ClusterSignal({ at, signal }),
    Deferred.succeed(listed, undefined)
  ).pipe(
    Effect.flatMap((error) => Deferred.fail(listed, fromKube(error))),
    Effect.forkScoped({ startImmediately: true })
  )
  yield* Deferred.await(listed)
})

/** Where a listener only wants more than before, the list it begins with does not show that an outage is over. */
const eventInput = (anew: boolean) => {
  let first = anew
  return (at: number, signal: WatchSignal<KubeEvent> | WatchFailed): Input => {
    const listed = first && signal._tag === "Synced"
    first = false
    return listed ? Input.EventsListed({ at, events: signal.items }) : Input.EventSignal({ at, signal })
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
      return follow(kube.watchEvents(namespace, story.listening.interest()), "events", story, eventInput(anew))
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
