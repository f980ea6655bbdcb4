import { Effect, Option, Result } from "effect"
import type { ClusterDeployment } from "../../domain/clusterDeployment.ts"
import { targetKey } from "../../domain/names.ts"
import type { KubeError } from "../../kube/errors/KubeError.ts"
import type { Kube, Page } from "../../kube/Kube.ts"
import { MonitorError } from "../errors.ts"
import { fromKube } from "../failures.ts"
import type { NamespacePolicy } from "../policy.ts"
import type { Seal } from "../seal.ts"
import { Cursor, makeCursors } from "./cursor.ts"

const defaultPageSize = 100
const largestPageSize = 500
/** Objects per request: some 5 MB where ClusterDeployments carry large configurations. */
const chunk = 250
/** Tokens live for minutes and a list takes seconds: more than a few that are too old are a fault of the server. */
const mostRestarts = 3

export interface ListOptions {
  readonly cursor?: string
  readonly pageSize?: number
  /** Only this namespace; else all that policy and rights allow. */
  readonly namespace?: string
  /** Handed to the API server as it is. */
  readonly labelSelector?: string
}
export interface ListPage {
  readonly clusters: ReadonlyArray<ClusterDeployment>
  readonly nextCursor?: string
}

const cursors = makeCursors("list", Cursor)

/** Where a request begins: in a namespace, or in all of them; at a continue token, or at the start. */
interface Source {
  readonly namespace: string | undefined
  readonly token: string | undefined
}

/** A cluster, and the request that brought it. */
interface Entry extends Source {
  readonly cluster: ClusterDeployment
}

interface Answer extends Page<ClusterDeployment> {
  readonly source: Source
}

interface Query {
  readonly kube: Kube["Service"]
  readonly policy: NamespacePolicy
  /** Entries to stop at. */
  readonly wanted: number
  readonly labelSelector: string | undefined
}

const request = ({ kube, labelSelector }: Query, source: Source): Effect.Effect<Answer, KubeError> =>
  kube
    .listClusterDeployments({
      limit: chunk,
      ...(source.namespace === undefined ? {} : { namespace: source.namespace }),
      ...(source.token === undefined ? {} : { continue: source.token }),
      ...(labelSelector === undefined ? {} : { labelSelector })
    })
    .pipe(Effect.map((page) => ({ ...page, source })))

// 410, or 400 for a token of another server: what it pointed to is gone.
const isStaleToken = (error: KubeError): boolean => error.reason === "expired" || error.status === 400

/** One page, read again from the start of the list when the token is too old. */
const requestPage = (query: Query, source: Source): Effect.Effect<Answer, KubeError> =>
  request(query, source).pipe(
    Effect.catchIf(
      (error) => source.token !== undefined && isStaleToken(error),
      () => request(query, { namespace: source.namespace, token: undefined })
    )
  )

const keyOf = (clusters: ReadonlyArray<ClusterDeployment>): string | undefined => {
  const last = clusters.at(-1)
  return last === undefined ? undefined : targetKey(last)
}

/**
 * Reads one source until enough is found, and leaves out what was given before, up to the key `after`. That rests on the
 * order in which an API server lists, which is that of the key `namespace/name` in etcd.
 */
const collect = Effect.fnUntraced(function* (query: Query, from: Source, after: string, found: ReadonlyArray<Entry>) {
  let entries = found
  let past = after
  let lastSeen = after
  let restarts = 0
  let next: Source | undefined = from
  while (next !== undefined && entries.length < query.wanted) {
    const asked: Source = next
    const page: Answer = yield* restarts < mostRestarts ? requestPage(query, asked) : request(query, asked)
    if (page.source.token !== asked.token) {
      past = lastSeen
      restarts += 1
    }
    const allowed = page.items.filter((cluster) => targetKey(cluster) > past && query.policy.allows(cluster.namespace))
    entries = [...entries, ...allowed.map((cluster) => ({ cluster, ...page.source }))]
    lastSeen = keyOf(page.items) ?? lastSeen
    next = page.continue === undefined ? undefined : { namespace: from.namespace, token: page.continue }
  }
  return entries
})

/** The namespaces that are left when the whole cluster may not be listed, in the order of their keys. */
const fallbackNamespaces = (query: Query, globalNamespace: string): Effect.Effect<ReadonlyArray<string>, KubeError> =>
  Effect.map(query.kube.contextNamespace, (own) =>
    [...new Set([...Option.toArray(own), globalNamespace, ...query.policy.names])]
      .filter(query.policy.allows)
      .toSorted((a, b) => (`${a}/` < `${b}/` ? -1 : 1))
  )

const collectNamespaces = Effect.fnUntraced(function* (
  query: Query,
  namespaces: ReadonlyArray<string>,
  cursor: Cursor | undefined
) {
  const after = cursor?.after ?? ""
  let entries: ReadonlyArray<Entry> = []
  let refusal: KubeError | undefined
  let readable = namespaces.length === 0
  for (const namespace of namespaces) {
    if (entries.length >= query.wanted) break
    const token = namespace === cursor?.namespace ? cursor.token : undefined
    const result = yield* Effect.result(collect(query, { namespace, token }, after, entries))
    if (Result.isSuccess(result)) {
      readable = true
      entries = result.success
    } else if (result.failure.reason === "forbidden") refusal ??= result.failure
    else return yield* result.failure
  }
  return readable || refusal === undefined ? entries : yield* refusal
})

const entriesOf = Effect.fnUntraced(function* (
  query: Query,
  globalNamespace: string,
  only: string | undefined,
  cursor: Cursor | undefined
) {
  if (only !== undefined) return yield* collectNamespaces(query, [only], cursor)
  const narrow = Effect.flatMap(fallbackNamespaces(query, globalNamespace), (namespaces) =>
    collectNamespaces(query, namespaces, cursor)
  )
  if (cursor?.namespace !== undefined) return yield* narrow
  return yield* collect(query, { namespace: undefined, token: cursor?.token }, cursor?.after ?? "", []).pipe(
    Effect.catchIf(
      (error) => error.reason === "forbidden",
      () => narrow
    )
  )
})

// Asked for without a token, a bad request can only be the selector's fault.
const refusedSelector = (selector: string | undefined) => (error: KubeError) =>
  selector !== undefined && error.status === 400
    ? new MonitorError({
        reason: "invalidSelector",
        message: `the API server refuses the label selector ${JSON.stringify(selector)}: ${error.message}`
      })
    : fromKube(error)

/**
 * One page of what the policy and the rights allow. One entry more than a page is looked for, so that a cursor is given
 * only where something follows.
 */
export const listClusters = (
  { kube, policy, seal }: { readonly kube: Kube["Service"]; readonly policy: NamespacePolicy; readonly seal: Seal },
  globalNamespace: string,
  { cursor: sealed, labelSelector, namespace: only, pageSize: wanted = defaultPageSize }: ListOptions
): Effect.Effect<ListPage, MonitorError> =>
  Effect.gen(function* () {
    const cursor = sealed === undefined ? undefined : yield* cursors.open(seal, sealed)
    const pageSize = Math.min(Math.max(1, wanted), largestPageSize)
    const entries = yield* Effect.mapError(
      entriesOf({ kube, policy, wanted: pageSize + 1, labelSelector }, globalNamespace, only, cursor),
      refusedSelector(labelSelector)
    )
    const clusters = entries.slice(0, pageSize).map(({ cluster }) => cluster)
    const following = entries[pageSize]
    const after = keyOf(clusters)
    if (following === undefined || after === undefined) return { clusters }
    const { namespace, token } = following
    const nextCursor = yield* cursors.close(seal, {
      after,
      ...(namespace === undefined ? {} : { namespace }),
      ...(token === undefined ? {} : { token })
    })
    return { clusters, nextCursor }
  })
