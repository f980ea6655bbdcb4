import { Clock, Effect, Option, type Scope } from "effect"
import type { ClusterDeployment } from "../../domain/clusterDeployment.ts"
import { targetKey } from "../../domain/names.ts"
import type { Phase } from "../../domain/phase.ts"
import type { ClusterDigest } from "../../domain/update/clusterDigest.ts"
import type { ProgressUpdate } from "../../domain/update/progressUpdate.ts"
import type { Kube } from "../../kube/Kube.ts"
import type { MonitorError } from "../errors.ts"
import type { ListOptions, ListPage } from "../look/listing.ts"
import { type NamespaceView, narrate, viewNamespace } from "../look/namespaceView.ts"
import type { Memory } from "../timeline/memory.ts"
import { digestOf, untold, worstFirst } from "./row.ts"

/** The most rows of one answer, and the default: some 20 KB. */
export const mostRows = 100
/** Clusters that one answer looks at, where only those of a phase are wanted. */
const mostLookedAt = 500
/** Namespaces that are looked at side by side. */
const atATime = 4

export interface DigestOptions extends Pick<ListOptions, "cursor" | "namespace" | "labelSelector"> {
  readonly phase?: Phase
  readonly limit?: number
}

export interface DigestPage {
  readonly clusters: ReadonlyArray<ClusterDigest>
  readonly cursor?: string
  /** How many there are, where the whole list has been seen. */
  readonly total?: number
}

/** What the narrator says of a cluster: the one who remembers it, else one who looks for the first time. */
const presentOf = Effect.fnUntraced(function* (
  memory: Memory,
  cluster: ClusterDeployment,
  view: NamespaceView
): Effect.fn.Return<ProgressUpdate | undefined, never, Scope.Scope> {
  const story = Option.getOrUndefined(yield* memory.known(cluster))
  const standing = yield* story?.standing ?? Effect.undefined
  if (story !== undefined && standing?.live !== undefined) return yield* story.now
  // A namespace of hundreds costs a moment each: others get their turn in between.
  yield* Effect.yieldNow
  return narrate(cluster, view, yield* Clock.currentTimeMillis)[1]
})

const rowsOf = Effect.fnUntraced(function* (
  kube: Kube["Service"],
  memory: Memory,
  clusters: ReadonlyArray<ClusterDeployment>
) {
  const namespaces = [...new Set(clusters.map(({ namespace }) => namespace))]
  const views = new Map(
    yield* Effect.forEach(
      namespaces,
      (namespace) => Effect.map(viewNamespace(kube, namespace), (view) => [namespace, view] as const),
      { concurrency: atATime }
    )
  )
  const nothing: NamespaceView = { clusters: [], events: [], missing: {} }
  return yield* Effect.forEach(clusters, (cluster) =>
    Effect.scoped(
      Effect.gen(function* () {
        const update = yield* presentOf(memory, cluster, views.get(cluster.namespace) ?? nothing)
        if (update === undefined) {
          return yield* Effect.die(new Error(`the narrator told nothing of ${targetKey(cluster)}`))
        }
        return digestOf(update, yield* Clock.currentTimeMillis)
      })
    ).pipe(
      // A fault in what one of them says is no reason to say nothing of the others.
      Effect.catchDefect((defect) =>
        Effect.as(Effect.logError(`${targetKey(cluster)} cannot be told`, defect), untold(cluster))
      )
    )
  )
})

/** One page of clusters with their truth in a row each, worst first. */
export const digestClusters = Effect.fnUntraced(function* (
  kube: Kube["Service"],
  memory: Memory,
  list: (options: ListOptions) => Effect.Effect<ListPage, MonitorError>,
  { phase, limit = mostRows, cursor: from, ...where }: DigestOptions
): Effect.fn.Return<DigestPage, MonitorError> {
  const wanted = Math.min(limit, mostRows)
  let rows: ReadonlyArray<ClusterDigest> = []
  let cursor = from
  let lookedAt = 0
  do {
    const page = yield* list({
      ...where,
      pageSize: wanted - rows.length,
      ...(cursor === undefined ? {} : { cursor })
    })
    lookedAt += page.clusters.length
    const found = yield* rowsOf(kube, memory, page.clusters)
    rows = [...rows, ...found.filter((row) => phase === undefined || row.phase === phase)]
    cursor = page.nextCursor
  } while (cursor !== undefined && rows.length < wanted && lookedAt < mostLookedAt)
  return {
    clusters: rows.toSorted(worstFirst),
    ...(cursor === undefined ? {} : { cursor }),
    ...(cursor === undefined && from === undefined ? { total: rows.length } : {})
  }
})
