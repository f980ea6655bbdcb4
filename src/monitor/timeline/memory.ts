import { Duration, Effect, Option, RcMap, type Scope } from "effect"
import { type ClusterTarget, targetKey } from "../../domain/names.ts"
import type { Kube } from "../../kube/Kube.ts"
import type { MonitorError } from "../errors.ts"
import type { Limits } from "../limits.ts"
import { countRemembered } from "../metrics.ts"
import { openSubscription } from "../subscription/opening.ts"
import { type LiveStory, makeLiveStory } from "./liveStory.ts"

/** A cluster that nobody has asked about for so long is forgotten. */
const rememberedFor = Duration.hours(1)

/** The stories of the clusters that somebody has asked about of late. */
export interface Memory {
  /**
   * The story of a cluster, begun where it was not known yet. It is there for as long as the scope is open, and
   * remembered beyond that where there is room.
   */
  readonly story: (target: ClusterTarget) => Effect.Effect<LiveStory, MonitorError, Scope.Scope>
  /** The story of a cluster where it is remembered. Begins none, and waits for none that is just being begun. */
  readonly known: (target: ClusterTarget) => Effect.Effect<Option.Option<LiveStory>, never, Scope.Scope>
}

// The memory's own subscriptions are no client's: what bounds them is the number of stories.
const unlimited: Pick<Limits, "acquire"> = { acquire: () => Effect.void }

const targetOfKey = (key: string): ClusterTarget => {
  const [namespace = "", name = ""] = key.split("/")
  return { namespace, name }
}

/** Remembers at most so many clusters; the one that was asked about longest ago makes room. Lives as long as the scope. */
export const makeMemory = Effect.fnUntraced(function* (
  kube: Kube["Service"],
  most: number
): Effect.fn.Return<Memory, never, Scope.Scope> {
  let begun = 0
  // Clusters in the order in which they were last asked about, each with what tells its story from an earlier one.
  const asked = new Map<string, number>()
  // Those of them that tell something already.
  const telling = new Map<string, number>()

  const begin = (target: ClusterTarget, id: number): Effect.Effect<LiveStory, MonitorError, Scope.Scope> => {
    const subscription = { target, client: "timeline", timeout: Duration.infinity, kube, limits: unlimited }
    return Effect.andThen(countRemembered, makeLiveStory(`${id}`, openSubscription(subscription)))
  }

  const forget = (key: string, id: number) =>
    Effect.sync(() => {
      if (asked.get(key) === id) asked.delete(key)
      if (telling.get(key) === id) telling.delete(key)
    })

  const stories = yield* RcMap.make({
    lookup: (key: string) =>
      Effect.suspend(() => {
        const id = asked.get(key) ?? 0
        return Effect.andThen(
          Effect.addFinalizer(() => forget(key, id)),
          Effect.tap(begin(targetOfKey(key), id), () => Effect.sync(() => telling.set(key, id)))
        )
      }),
    idleTimeToLive: rememberedFor
  })

  /** Notes that the cluster was asked about; the one that must make room for it, where there is none. */
  const note = (key: string): string | undefined => {
    const known = asked.get(key)
    const oldest = known === undefined && asked.size >= most ? asked.keys().next().value : undefined
    if (oldest !== undefined) asked.delete(oldest)
    asked.delete(key)
    begun += known === undefined ? 1 : 0
    asked.set(key, known ?? begun)
    return oldest
  }

  return {
    story: (target) =>
      Effect.suspend(() => {
        if (most === 0) {
          begun += 1
          return begin(target, begun)
        }
        const key = targetKey(target)
        const oldest = note(key)
        const id = asked.get(key) ?? 0
        return (oldest === undefined ? Effect.void : RcMap.invalidate(stories, oldest)).pipe(
          Effect.andThen(RcMap.get(stories, key)),
          Effect.tapError(() => Effect.andThen(forget(key, id), RcMap.invalidate(stories, key)))
        )
      }),
    known: (target) =>
      Effect.suspend(() =>
        telling.has(targetKey(target))
          ? Effect.orElseSucceed(RcMap.getOption(stories, targetKey(target)), Option.none<LiveStory>)
          : Effect.succeedNone
      )
  } satisfies Memory
})
