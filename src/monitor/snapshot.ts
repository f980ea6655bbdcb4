import { Clock, Effect, Option } from "effect"
import type { ClusterDeployment } from "../domain/clusterDeployment.ts"
import type { ClusterTarget } from "../domain/names.ts"
import type { ProgressUpdate } from "../domain/progressUpdate.ts"
import { WatchSignal } from "../domain/watchSignal.ts"
import type { KubeError } from "../kube/errors/KubeError.ts"
import type { Kube } from "../kube/Kube.ts"
import { begin, type Narration, step } from "../progress/narrator.ts"
import { Input } from "../progress/state/input.ts"
import type { MonitorError } from "./errors.ts"
import { fromKube, notFound } from "./failures.ts"
import { extrasWithin } from "./timeLimits.ts"

/** What a narrator knows who has seen the namespace's clusters go by: of the neighbours no more than their names is kept. */
const knowingNeighbours = Effect.fnUntraced(function* (kube: Kube["Service"], target: ClusterTarget) {
  const { namespace } = target
  const at = yield* Clock.currentTimeMillis
  let narration = begin(target)
  let next: string | undefined
  do {
    const page: { readonly items: ReadonlyArray<ClusterDeployment>; readonly continue?: string } =
      yield* kube.listClusterDeployments({ namespace, limit: 500, ...(next === undefined ? {} : { continue: next }) })
    for (const object of page.items) {
      narration = step(narration, Input.ClusterSignal({ at, signal: WatchSignal.Upserted({ object }) }))[0]
    }
    next = page.continue
  } while (next !== undefined)
  return narration
})

/** A snapshot is worth more without events, or without the neighbours' names, than not at all. */
const orElse = <A>(what: string, without: A, effect: Effect.Effect<A, KubeError>): Effect.Effect<A> =>
  effect.pipe(
    Effect.timeoutOption(extrasWithin),
    Effect.map(Option.getOrElse(() => without)),
    Effect.catch((error) => Effect.as(Effect.logDebug(`snapshot without ${what}: ${error.message}`), without))
  )

/** The first update of a subscription that is made now. */
export const takeSnapshot = (
  kube: Kube["Service"],
  target: ClusterTarget
): Effect.Effect<ProgressUpdate, MonitorError> =>
  Effect.gen(function* () {
    const { namespace, name } = target
    const [found, items, neighbours] = yield* Effect.mapError(
      Effect.all(
        [
          kube.getClusterDeployment(namespace, name),
          orElse("events", [], kube.listEvents(namespace)),
          orElse<Narration>("neighbours", begin(target), knowingNeighbours(kube, target))
        ],
        { concurrency: "unbounded" }
      ),
      fromKube
    )
    const cluster = yield* Effect.mapError(Effect.fromOption(found), () => notFound(target))
    const at = yield* Clock.currentTimeMillis
    const [knowing] = step(neighbours, Input.ClusterFetched({ at, cluster }))
    const [, [first]] = step(knowing, Input.EventSignal({ at, signal: WatchSignal.Synced({ items }) }))
    return first === undefined ? yield* Effect.die(new Error("the narrator told nothing of what is there")) : first
  })
