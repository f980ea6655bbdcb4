import { Context, type Effect, type Option, type Stream } from "effect"
import type { ClusterDeployment } from "../domain/clusterDeployment.ts"
import type { EventInterest } from "../domain/event/eventInterest.ts"
import type { KubeEvent } from "../domain/event/kubeEvent.ts"
import type { OwnedObjects } from "../domain/ownedObject.ts"
import type { WatchSignal } from "../domain/watchSignal.ts"
import type { KubeError } from "./errors/KubeError.ts"

/** A page of a list. */
export interface Page<A> {
  readonly items: ReadonlyArray<A>
  /** The API server's continue token; absent on the last page. */
  readonly continue?: string
}

/**
 * The management cluster, as far as the monitor needs it: everything decoded, everything read-only.
 * No method touches the network, or even the kubeconfig, before it is run.
 */
export class Kube extends Context.Service<
  Kube,
  {
    /** One ClusterDeployment; `None` on 404 of the object (a missing CRD is a KubeError `notServed`). */
    readonly getClusterDeployment: (
      namespace: string,
      name: string
    ) => Effect.Effect<Option.Option<ClusterDeployment>, KubeError>
    /** One page of ClusterDeployments; of the whole cluster where `namespace` is absent. */
    readonly listClusterDeployments: (options: {
      readonly namespace?: string
      readonly limit?: number
      readonly continue?: string
      readonly labelSelector?: string
    }) => Effect.Effect<Page<ClusterDeployment>, KubeError>
    /** All events of a namespace, paged through to the end; without those that cannot concern who has an interest. */
    readonly listEvents: (
      namespace: string,
      interest?: EventInterest
    ) => Effect.Effect<ReadonlyArray<KubeEvent>, KubeError>
    /**
     * list+watch of a namespace's ClusterDeployments. All subscribers of a namespace share one connection, which is
     * closed when the last one leaves. One that follows a single cluster is told of the others by their names (`others`
     * of `Synced`), and of each that is new.
     */
    readonly watchClusterDeployments: (
      namespace: string,
      name?: string
    ) => Stream.Stream<WatchSignal<ClusterDeployment>, KubeError>
    /**
     * list+watch of a namespace's Events, shared in the same way. A subscriber that says what it listens for is told of no
     * other events, and no others are kept; whoever comes later finds those of its own that were there before. One
     * that does not say is told of all.
     */
    readonly watchEvents: (
      namespace: string,
      interest?: EventInterest
    ) => Stream.Stream<WatchSignal<KubeEvent>, KubeError>
    /** One bounded look at the objects that were made for a cluster; what may not be read is named, and nothing fails. */
    readonly ownedObjects: (namespace: string, cluster: string) => Effect.Effect<OwnedObjects, KubeError>
    /** The namespace of the kubeconfig's current context, where one is set (in-cluster: the pod's own). */
    readonly contextNamespace: Effect.Effect<Option.Option<string>, KubeError>
  }
>()("k0rdent-mcp/Kube") {}
