import { Duration, Effect, Result } from "effect"
import type { ClusterDeployment } from "../../domain/clusterDeployment.ts"
import type { KubeEvent } from "../../domain/event/kubeEvent.ts"
import { type ClusterTarget, targetKey } from "../../domain/names.ts"
import type { ProgressUpdate } from "../../domain/update/progressUpdate.ts"
import { WatchSignal } from "../../domain/watchSignal.ts"
import { KubeError } from "../../kube/errors/KubeError.ts"
import type { Kube } from "../../kube/Kube.ts"
import { begin, type Narration, step } from "../../progress/narrator.ts"
import { Input } from "../../progress/state/input.ts"
import { extrasWithin } from "../timeLimits.ts"

/** What a namespace shows at one moment, as far as it can be read. */
export interface NamespaceView {
  readonly clusters: ReadonlyArray<ClusterDeployment>
  readonly events: ReadonlyArray<KubeEvent>
  /** Why a part of it could not be read, and is empty here. */
  readonly missing: { readonly clusters?: KubeError; readonly events?: KubeError }
}

/** Neighbours that are read; beyond that a namespace is told apart by what is known. */
const mostClusters = 2000

const clustersOf = Effect.fnUntraced(function* (kube: Kube["Service"], namespace: string) {
  const clusters: Array<ClusterDeployment> = []
  let next: string | undefined
  do {
    const page: { readonly items: ReadonlyArray<ClusterDeployment>; readonly continue?: string } =
      yield* kube.listClusterDeployments({ namespace, limit: 500, ...(next === undefined ? {} : { continue: next }) })
    clusters.push(...page.items)
    next = page.continue
  } while (next !== undefined && clusters.length < mostClusters)
  return clusters
})

/**
 * Looks at a namespace. What cannot be read, or not in time, is missing from it, and why is told: the answer is poorer, not
 * gone.
 */
export const viewNamespace = Effect.fnUntraced(function* (
  kube: Kube["Service"],
  namespace: string,
  within: Duration.Duration = extrasWithin
) {
  const part = <A>(what: string, effect: Effect.Effect<ReadonlyArray<A>, KubeError>) =>
    effect.pipe(
      Effect.timeoutOrElse({
        duration: within,
        orElse: () =>
          Effect.fail(
            new KubeError({
              reason: "transport",
              message: `The ${what} of namespace "${namespace}" did not come within ${Duration.format(within)}`
            })
          )
      }),
      Effect.tapError((error) => Effect.logDebug(`${namespace} without its ${what}: ${error.message}`)),
      Effect.result
    )
  const [clusters, events] = yield* Effect.all(
    [part("ClusterDeployments", clustersOf(kube, namespace)), part("events", kube.listEvents(namespace))],
    { concurrency: 2 }
  )
  const view: NamespaceView = {
    clusters: Result.getOrElse(clusters, () => []),
    events: Result.getOrElse(events, () => []),
    missing: {
      ...(Result.isFailure(clusters) ? { clusters: clusters.failure } : {}),
      ...(Result.isFailure(events) ? { events: events.failure } : {})
    }
  }
  return view
})

/** What a narrator knows, and says first, who sees a cluster for the first time. */
export const narrate = (
  cluster: ClusterDeployment,
  { clusters, events }: Pick<NamespaceView, "clusters" | "events">,
  at: number
): readonly [Narration, ProgressUpdate | undefined] => {
  const target: ClusterTarget = { namespace: cluster.namespace, name: cluster.name }
  const neighbours = clusters.filter((other) => targetKey(other) !== targetKey(target))
  const signal = WatchSignal.Synced({ items: [cluster, ...neighbours] })
  const [knowing] = step(begin(target), Input.ClusterSignal({ at, signal }))
  const [narration, [first]] = step(
    knowing,
    Input.EventSignal({ at, signal: WatchSignal.Synced({ items: [...events] }) })
  )
  return [narration, first]
}
