import { Data } from "effect"
import type { ClusterDeployment } from "../../domain/clusterDeployment.ts"
import type { KubeEvent } from "../../domain/event/kubeEvent.ts"
import type { WatchName } from "../../domain/watchSignal.ts"

/** One thing that is new to a story that has begun. */
export type News = Data.TaggedEnum<{
  readonly ClusterSeen: { readonly cluster: ClusterDeployment }
  readonly ClusterDeleted: Record<never, never>
  readonly EventSeen: { readonly event: KubeEvent }
  readonly NeighbourSeen: { readonly name: string }
  readonly WatchInterrupted: {
    readonly watch: WatchName
    readonly detail: string
    readonly attempt: number
    readonly attempts: number
  }
  readonly WatchResumed: { readonly watch: WatchName }
  /** The clusters' watch has ended, and with it the story. */
  readonly WatchGivenUp: { readonly detail: string }
  /** The events' watch has ended: the story goes on by conditions alone. */
  readonly EventsUnavailable: { readonly detail: string }
  readonly TimeoutNear: { readonly remainingMs: number }
  readonly TimedOut: Record<never, never>
  readonly TimePassed: Record<never, never>
}>
export const News = Data.taggedEnum<News>()
