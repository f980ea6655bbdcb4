import { Clock, Effect, Option } from "effect"
import type { ClusterTarget } from "../../domain/names.ts"
import type { ProgressUpdate } from "../../domain/update/progressUpdate.ts"
import { WatchSignal } from "../../domain/watchSignal.ts"
import type { KubeError } from "../../kube/errors/KubeError.ts"
import type { Kube } from "../../kube/Kube.ts"
import { interestOf } from "../../progress/interpret/interest.ts"
import { begin, step } from "../../progress/narrator.ts"
import { Input } from "../../progress/state/input.ts"
import type { MonitorError } from "../errors.ts"
import { fromKube, notFound } from "../failures.ts"
import { extrasWithin } from "../timeLimits.ts"

// Whatever the cluster is yet to name, its credential and its machines, is of kinds that are kept.
const unknown: ReadonlySet<string> = new Set()

/** Names of all ClusterDeployments of a namespace. */
const namesIn = Effect.fnUntraced(function* (kube: Kube["Service"], namespace: string) {
  const names: Array<string> = []
  let next: string | undefined
  do {
    const page: { readonly items: ReadonlyArray<{ readonly name: string }>; readonly continue?: string } =
      yield* kube.listClusterDeployments({ namespace, limit: 500, ...(next === undefined ? {} : { continue: next }) })
    names.push(...page.items.map(({ name }) => name))
    next = page.continue
  } while (next !== undefined)
  return names
})

/** A snapshot is worth more without events, or without the neighbours' names, than not at all. */
const orEmpty = <A>(what: string, effect: Effect.Effect<ReadonlyArray<A>, KubeError>) =>
  effect.pipe(
    Effect.timeoutOption(extrasWithin),
    Effect.map(Option.getOrElse((): ReadonlyArray<A> => [])),
    Effect.catch((error) => Effect.as(Effect.logDebug(`snapshot without ${what}: ${error.message}`), Array.of<A>()))
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
          orEmpty(
            "events",
            kube.listEvents(namespace, interestOf({ name, credential: "", machines: unknown, names: unknown }))
          ),
          orEmpty("neighbours", namesIn(kube, namespace))
        ],
        { concurrency: "unbounded" }
      ),
      fromKube
    )
    const cluster = yield* Effect.mapError(Effect.fromOption(found), () => notFound(target))
    const at = yield* Clock.currentTimeMillis
    const [narration] = step(begin(target, neighbours), Input.ClusterFetched({ at, cluster }))
    const [, [first]] = step(narration, Input.EventSignal({ at, signal: WatchSignal.Synced({ items }) }))
    return first === undefined ? yield* Effect.die(new Error("the narrator told nothing of what is there")) : first
  })
