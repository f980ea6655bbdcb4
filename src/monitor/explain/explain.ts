import { Clock, Effect, Option, type Scope } from "effect"
import type { ClusterDeployment } from "../../domain/clusterDeployment.ts"
import { type ClusterTarget, targetKey } from "../../domain/names.ts"
import type { OwnedObjects } from "../../domain/ownedObject.ts"
import type { Explanation } from "../../domain/update/explanation.ts"
import type { KubeError } from "../../kube/errors/KubeError.ts"
import type { Kube } from "../../kube/Kube.ts"
import type { Narration } from "../../progress/state/state.ts"
import { explanationOf } from "../../progress/tell/explain/explanation.ts"
import { MonitorError } from "../errors.ts"
import { fromKube, notFound } from "../failures.ts"
import { type NamespaceView, narrate, viewNamespace } from "../look/namespaceView.ts"
import type { Memory } from "../timeline/memory.ts"
import { treeOf } from "./tree.ts"

/** Clusters beside this one that are worth a line. */
const mostSiblings = 6

/** Clusters with the same credential or in the same place: whether they work tells whether the trouble is theirs, too. */
const siblingsOf = (own: ClusterDeployment, view: NamespaceView, at: number): Effect.Effect<ReadonlyArray<string>> => {
  const siblings = view.clusters
    .filter(({ name }) => name !== own.name)
    .flatMap((other) => {
      const shared = [
        ...(own.credential !== "" && other.credential === own.credential ? [`credential ${own.credential}`] : []),
        ...(own.placement !== "" && other.placement === own.placement ? [own.placement] : [])
      ]
      return shared.length === 0 ? [] : [{ other, shared }]
    })
    .slice(0, mostSiblings)
  return Effect.forEach(siblings, ({ other, shared }) =>
    Effect.sync(() => narrate(other, view, at)[1]?.phase).pipe(
      Effect.catchDefect((defect) => Effect.logError(`${targetKey(other)} cannot be told`, defect)),
      Effect.map((phase) => `${other.name} (same ${shared.join(" and ")}): ${phase ?? "Unknown"}`)
    )
  )
}

/** What the narrator knows who remembers the cluster; else what one knows who looks for the first time. */
const narrationOf = Effect.fnUntraced(function* (
  memory: Memory,
  cluster: ClusterDeployment,
  view: NamespaceView,
  at: number
): Effect.fn.Return<Narration, never, Scope.Scope> {
  const story = Option.getOrUndefined(yield* memory.known(cluster))
  const standing = yield* story?.standing ?? Effect.undefined
  const live = standing?.live?.narration()
  return live?.state === undefined ? narrate(cluster, view, at)[0] : live
})

const rightInWords = ({ namespace, resource, verb }: KubeError): string =>
  `${verb ?? "list"} ${resource ?? "events"}${namespace === undefined ? "" : ` in namespace "${namespace}"`}`

/** Whoever is told a cause has to know where the events were not heard. */
const unheard = ({ missing: { events } }: NamespaceView, namespace: string): ReadonlyArray<string> =>
  events === undefined || events.reason === "forbidden"
    ? []
    : [`kubectl get events -n ${namespace}: they are missing from this answer (${events.message})`]

const nothingBehind: OwnedObjects = { objects: [], missingRights: [], incomplete: true }

/** What is going on with a cluster, and what to do: by its status, its namespace's events, and the objects that it is made of. */
export const explainCluster = Effect.fnUntraced(function* (
  kube: Kube["Service"],
  memory: Memory,
  target: ClusterTarget
): Effect.fn.Return<Explanation, MonitorError> {
  const [found, view, behind] = yield* Effect.all(
    [
      Effect.mapError(kube.getClusterDeployment(target.namespace, target.name), fromKube),
      viewNamespace(kube, target.namespace),
      Effect.orElseSucceed(kube.ownedObjects(target.namespace, target.name), () => nothingBehind)
    ],
    { concurrency: "unbounded" }
  )
  const cluster = yield* Effect.mapError(Effect.fromOption(found), () => notFound(target))
  const at = yield* Clock.currentTimeMillis
  const told = explanationOf(yield* Effect.scoped(narrationOf(memory, cluster, view, at)), view.events, at)
  if (told === undefined) {
    return yield* new MonitorError({ reason: "unavailable", message: `nothing is known of "${targetKey(target)}" yet` })
  }
  const siblings = yield* siblingsOf(cluster, view, at)
  const missingRights = [
    ...[view.missing.clusters, view.missing.events].flatMap((failure) =>
      failure?.reason === "forbidden" ? [rightInWords(failure)] : []
    ),
    ...behind.missingRights
  ]
  const lookAt = [...unheard(view, target.namespace), ...(told.lookAt ?? [])]
  return {
    ...told,
    ...(lookAt.length === 0 ? {} : { lookAt }),
    ...(siblings.length === 0 ? {} : { siblings }),
    ...(missingRights.length === 0 ? {} : { missingRights }),
    tree: treeOf(cluster, behind.objects),
    ...(behind.incomplete ? { treeIncomplete: true } : {})
  }
})
