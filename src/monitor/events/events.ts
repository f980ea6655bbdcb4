import { Clock, Effect, identity, Option, Schema } from "effect"
import type { ClusterDeployment } from "../../domain/clusterDeployment.ts"
import { type ClusterTarget, targetKey } from "../../domain/names.ts"
import type { ToldEvent } from "../../domain/update/toldEvent.ts"
import type { Kube } from "../../kube/Kube.ts"
import type { MonitorError } from "../errors.ts"
import { fromKube, notFound } from "../failures.ts"
import { makeCursors } from "../look/cursor.ts"
import { viewNamespace } from "../look/namespaceView.ts"
import type { Seal } from "../seal.ts"
import { answerWithin } from "../timeLimits.ts"
import { asItStands, concerning, type Entry, newestFirst, storyOf } from "./telling.ts"

export const mostEvents = 100
export const defaultEvents = 50

export interface EventOptions {
  readonly namespace: string
  /** Only what concerns this cluster; else all of the namespace. */
  readonly cluster?: string
  /** The events themselves, not what they mean. */
  readonly raw?: boolean
  readonly limit?: number
  readonly cursor?: string
}

export interface EventPage {
  readonly events: ReadonlyArray<ToldEvent>
  readonly cursor?: string
}

const cursors = makeCursors("events", Schema.Struct({ at: Schema.Finite, key: Schema.String }))

const clusterNamed = (kube: Kube["Service"], target: ClusterTarget): Effect.Effect<ClusterDeployment, MonitorError> =>
  Effect.mapError(kube.getClusterDeployment(target.namespace, target.name), fromKube).pipe(
    Effect.flatMap((found) => Effect.mapError(Effect.fromOption(found), () => notFound(target)))
  )

/** Events of a namespace or a cluster, or what they mean; newest first, a page at a time. */
export const listEvents = Effect.fnUntraced(function* (
  kube: Kube["Service"],
  seal: Seal,
  { namespace, cluster, raw = false, limit = defaultEvents, cursor }: EventOptions
): Effect.fn.Return<EventPage, MonitorError> {
  const from = cursor === undefined ? undefined : yield* cursors.open(seal, cursor)
  const own = cluster === undefined ? undefined : yield* clusterNamed(kube, { namespace, name: cluster })
  // Events are the whole answer here, and worth as long as one.
  const view = yield* viewNamespace(kube, namespace, answerWithin)
  const { missing } = view
  if (missing.events !== undefined) return yield* fromKube(missing.events)
  if (missing.clusters !== undefined && own === undefined && !raw) return yield* fromKube(missing.clusters)
  const at = yield* Clock.currentTimeMillis
  const clusters = own === undefined ? view.clusters : [own]
  const entries: ReadonlyArray<Entry> =
    raw && own === undefined
      ? view.events.map(asItStands)
      : yield* Effect.forEach(clusters, (one) =>
          Effect.map(Effect.yieldNow, () => {
            const events = concerning(one, view, at)
            return raw ? events.map(asItStands) : storyOf(one, events)
          }).pipe(
            // Where one was asked for, there is nothing else to tell.
            own === undefined
              ? Effect.catchDefect((defect) =>
                  Effect.as(
                    Effect.logError(`the events of ${targetKey(one)} cannot be told`, defect),
                    Array.of<Entry>()
                  )
                )
              : identity
          )
        ).pipe(Effect.map((all) => all.flat()))
  const after = entries.toSorted(newestFirst).filter((entry) => from === undefined || newestFirst(entry, from) > 0)
  const page = after.slice(0, Math.min(limit, mostEvents))
  const last = Option.fromUndefinedOr(page.at(-1)).pipe(Option.filter(() => after.length > page.length))
  return {
    events: page.map(({ told }) => told),
    ...(Option.isNone(last) ? {} : { cursor: yield* cursors.close(seal, { at: last.value.at, key: last.value.key }) })
  }
})
