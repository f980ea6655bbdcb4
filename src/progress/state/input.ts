import { Data } from "effect"
import type { ClusterDeployment } from "../../domain/clusterDeployment.ts"
import type { KubeEvent } from "../../domain/kubeEvent.ts"

/** Everything the narrator can be told. `at` is the time it is told, in epoch milliseconds; it never runs backwards. */
export type Input = Data.TaggedEnum<{
  /** What is there when the story begins: yields the snapshot. Told once, first. */
  readonly Opened: {
    readonly at: number
    readonly cluster: ClusterDeployment
    readonly events: ReadonlyArray<KubeEvent>
    /** Names of all ClusterDeployments of the namespace, to tell `demo` from `demo-eu`. */
    readonly neighbours: ReadonlyArray<string>
  }
  readonly ClusterSeen: { readonly at: number; readonly cluster: ClusterDeployment }
  readonly ClusterDeleted: { readonly at: number }
  readonly EventSeen: { readonly at: number; readonly event: KubeEvent }
  readonly NeighbourSeen: { readonly at: number; readonly name: string }
  /** A watch broke and will be retried. Told for every broken watch; the narrator speaks once per outage. */
  readonly WatchInterrupted: {
    readonly at: number
    readonly watch: "clusterdeployments" | "events"
    readonly detail: string
    readonly attempt: number
    readonly attempts: number
  }
  readonly WatchResumed: { readonly at: number; readonly watch: "clusterdeployments" | "events" }
  /** Retrying was given up, or is pointless; ends the subscription with the last known phase. */
  readonly WatchGivenUp: { readonly at: number; readonly detail: string }
  /** Events cannot be read (a missing right): the story goes on by conditions alone. */
  readonly EventsUnavailable: { readonly at: number; readonly detail: string }
  readonly TimeoutNear: { readonly at: number; readonly remainingMs: number }
  readonly TimedOut: { readonly at: number; readonly afterMs: number }
  /** Time passed. Ask `wakeAt` when this is worth telling. */
  readonly Tick: { readonly at: number }
}>
export const Input = Data.taggedEnum<Input>()
