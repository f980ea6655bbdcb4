import { Context, type Duration, type Effect, type Scope, type Stream } from "effect"
import type { ClusterTarget } from "../domain/names.ts"
import type { Explanation } from "../domain/update/explanation.ts"
import type { ProgressUpdate } from "../domain/update/progressUpdate.ts"
import type { DigestOptions, DigestPage } from "./digest/digest.ts"
import type { MonitorError } from "./errors.ts"
import type { EventOptions, EventPage } from "./events/events.ts"
import type { MonitorableCluster } from "./look/monitorable.ts"
import type { NamespacePolicy } from "./policy.ts"
import type { Recollection } from "./timeline/recall.ts"
import type { Waiting, WaitResult } from "./wait/wait.ts"

/** On whose behalf the monitor is asked. */
export interface Asker {
  /** Limits count by this. One MCP session is one client. */
  readonly client?: string
  /** What the asker may see; it narrows the server's own policy, and never widens it. */
  readonly namespaces?: NamespacePolicy
}

/** For whom a subscription is, and for how long. */
export interface SubscribeOptions extends Asker {
  /** How long the subscription may live; the configured default where absent, refused above the configured maximum. */
  readonly timeout?: Duration.Duration
}

/**
 * The story of clusters, for whoever asks: MCP clients, the terminal view, or another program that embeds this
 * layer. Every method applies the namespace policy before it touches the cluster.
 */
export class ClusterMonitor extends Context.Service<
  ClusterMonitor,
  {
    /**
     * Checks policy, bounds, limits and that the cluster exists, then returns the updates. The permits belong to the
     * scope. The first update is the snapshot; the stream ends after the terminal update. It does not fail for what
     * happens to the cluster or its API server later on: that is told as updates.
     */
    readonly open: (
      target: ClusterTarget,
      options?: SubscribeOptions
    ) => Effect.Effect<Stream.Stream<ProgressUpdate>, MonitorError, Scope.Scope>
    /** The checks of `open` that need no cluster: policy, and bounds of the timeout. Takes no permit. */
    readonly admit: (target: ClusterTarget, options?: SubscribeOptions) => Effect.Effect<void, MonitorError>
    /** `open` as one stream. */
    readonly subscribe: (
      target: ClusterTarget,
      options?: SubscribeOptions
    ) => Stream.Stream<ProgressUpdate, MonitorError>
    /** The update a subscriber would receive first, without subscribing: by what is remembered of the cluster, if anything is. */
    readonly snapshot: (target: ClusterTarget, asker?: Asker) => Effect.Effect<ProgressUpdate, MonitorError>
    /**
     * The present state, and what was told after the cursor `since`. Begins to remember the cluster, and does so for as
     * long as somebody asks within the hour; where that is not possible it answers with the state alone.
     */
    readonly timeline: (
      target: ClusterTarget,
      options?: Asker & { readonly since?: string }
    ) => Effect.Effect<Recollection, MonitorError>
    /**
     * Waits until the cluster has come so far, its story ends, or time is up. Counts as a subscription of the asker's for
     * so long. Begins to remember the cluster.
     */
    readonly wait: (target: ClusterTarget, options: Asker & Waiting) => Effect.Effect<WaitResult, MonitorError>
    /** The truth of each cluster in a row, worst first within a page; by policy and rights as in `list`. */
    readonly digest: (options: Asker & DigestOptions) => Effect.Effect<DigestPage, MonitorError>
    /** What is going on with a cluster and what to do, by all that may be read: causes, what does not matter, and the tree behind it. */
    readonly explain: (target: ClusterTarget, asker?: Asker) => Effect.Effect<Explanation, MonitorError>
    /** What happened in a namespace or to a cluster, newest first. */
    readonly events: (options: Asker & EventOptions) => Effect.Effect<EventPage, MonitorError>
    /**
     * The ClusterDeployments that policy and rights allow, in a stable order, paged by opaque cursors. One
     * cluster-wide list where the rights allow it, else the context's namespace and the global one.
     */
    readonly list: (
      options?: Asker & {
        readonly cursor?: string
        readonly pageSize?: number
      }
    ) => Effect.Effect<
      { readonly clusters: ReadonlyArray<MonitorableCluster>; readonly nextCursor?: string },
      MonitorError
    >
    /** CLUSTER_GLOBAL_NAMESPACE: where clusters live when a caller names no namespace. */
    readonly globalNamespace: string
  }
>()("k0rdent-mcp/ClusterMonitor") {}
