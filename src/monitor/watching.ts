import { Clock, Effect, Queue, type Scope, Stream } from "effect"
import type { KubeEvent } from "../domain/kubeEvent.ts"
import { isPermanent, KubeError } from "../kube/errors/KubeError.ts"
import type { Kube } from "../kube/Kube.ts"
import type { Heard } from "./hearing.ts"

/** A signal and when it arrived, in epoch milliseconds. */
export interface Arrival {
  readonly heard: Heard
  readonly arrivedAt: number
}

/** Where a subscription's signals wait for it. Bounded: the story never waits for its reader, so this empties itself. */
export type Inbox = Queue.Queue<Arrival>

// A few turns of the loop; a watch that delivers faster is slowed down, not buffered.
export const makeInbox: Effect.Effect<Inbox> = Queue.bounded(64)

/** Between attempts to have events again after their watch failed for good. */
const eventsRetryDelay = "30 seconds"

const arrive = (inbox: Inbox, heard: ReadonlyArray<Heard>): Effect.Effect<unknown> =>
  Effect.flatMap(Clock.currentTimeMillis, (arrivedAt) =>
    Queue.offerAll(
      inbox,
      heard.map((one) => ({ heard: one, arrivedAt }))
    )
  )

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

/** Puts everything a watch says into the inbox; returns why it ended. */
const pump = <A>(
  watch: Stream.Stream<A, KubeError>,
  inbox: Inbox,
  heard: (signal: A) => Heard,
  resource: string
): Effect.Effect<KubeError> =>
  // Most signals of a busy namespace are other clusters' events: they are handed on as they come, by the batch.
  Stream.runForEachArray(watch, (signals) => arrive(inbox, signals.map(heard))).pipe(
    Effect.match({ onFailure: (error) => error, onSuccess: () => endedAlone(resource) }),
    Effect.catchDefect((defect) => broken(resource, defect))
  )

/** Listens to the namespace's ClusterDeployments for as long as the scope is open. */
export const watchCluster = (kube: Kube["Service"], namespace: string, inbox: Inbox) =>
  pump(
    kube.watchClusterDeployments(namespace),
    inbox,
    (signal) => ({ _tag: "Cluster", signal }),
    "clusterdeployments"
  ).pipe(
    Effect.flatMap((error) => arrive(inbox, [{ _tag: "ClusterWatchLost", error }])),
    Effect.forkScoped({ startImmediately: true })
  )

/**
 * Listens to the namespace's events for as long as the scope is open. A subscription can live without them, so their
 * loss ends nothing: unless a right is missing they are tried again later.
 */
export const watchEvents = (
  kube: Kube["Service"],
  namespace: string,
  inbox: Inbox,
  concerns: (event: KubeEvent) => boolean
): Effect.Effect<unknown, never, Scope.Scope> =>
  pump(kube.watchEvents(namespace, concerns), inbox, (signal) => ({ _tag: "Event", signal }), "events").pipe(
    Effect.tap((error) => arrive(inbox, [{ _tag: "EventWatchLost", error }])),
    Effect.tap(() => Effect.sleep(eventsRetryDelay)),
    Effect.repeat({ while: (error) => !isPermanent(error) }),
    Effect.forkScoped({ startImmediately: true })
  )
