import { Data } from "effect"
import type { ClusterDeployment } from "../../domain/clusterDeployment.ts"
import type { KubeEvent } from "../../domain/event/kubeEvent.ts"
import type { WatchFailed, WatchSignal } from "../../domain/watchSignal.ts"

/**
 * Everything the narrator can be told: what the namespace's two watches say, as they say it, and what the clock says. `at` is
 * the time it is told, in epoch milliseconds; it never runs backwards.
 */
export type Input = Data.TaggedEnum<{
  readonly ClusterSignal: { readonly at: number; readonly signal: WatchSignal<ClusterDeployment> | WatchFailed }
  readonly EventSignal: { readonly at: number; readonly signal: WatchSignal<KubeEvent> | WatchFailed }
  /** The cluster as a get shows it, where the watch may lag behind: another of the same name that the watch still holds is past. */
  readonly ClusterFetched: { readonly at: number; readonly cluster: ClusterDeployment }
  /** Events that are there, for a listener who wants more of them than before: that says nothing of the connection. */
  readonly EventsListed: { readonly at: number; readonly events: ReadonlyArray<KubeEvent> }
  /** The events let everybody wait: the story begins without them. */
  readonly EventsOverdue: { readonly at: number }
  readonly TimeoutNear: { readonly at: number; readonly remainingMs: number }
  readonly TimedOut: { readonly at: number }
  /** Time passed. Ask `wakeAt` when this is worth telling. */
  readonly Tick: { readonly at: number }
}>
/** Makes inputs and tells them apart. */
export const Input = Data.taggedEnum<Input>()
