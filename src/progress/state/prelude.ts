import type { ClusterDeployment } from "../../domain/clusterDeployment.ts"
import type { KubeEvent } from "../../domain/event/kubeEvent.ts"
import type { ClusterTarget } from "../../domain/names.ts"
import { namesThere, type WatchFailed, type WatchName, type WatchSignal } from "../../domain/watchSignal.ts"
import type { Input } from "./input.ts"
import { News } from "./news.ts"

/** Names of ClusterDeployments kept per namespace, the deleted ones included: their last events still come. */
export const maxNames = 5000
/** Events that wait for the cluster to be known; beyond that the oldest are dropped. */
const maxEvents = 5000

type HeldKey = WatchName | `${WatchName} resumed` | "deleted" | "givenUp"

/**
 * What is known before the story begins. It begins when both watches have been synced, so that its first update knows all
 * that is there: the newest state of the cluster and of each event is all that is kept until then.
 */
export interface Prelude {
  readonly cluster?: ClusterDeployment
  /** A cluster of the same name that is no more; a watch that lags behind may still speak of it. */
  readonly predecessor?: string
  readonly names: ReadonlySet<string>
  /** By uid; absent until the events' watch has been synced, or has failed. */
  readonly events?: ReadonlyMap<string, KubeEvent>
  /** What is told right after the opening: of each watch its last outage, and what ends the story. */
  readonly held: ReadonlyMap<HeldKey, News>
}

export const knowing = (names: ReadonlyArray<string>): Prelude => ({
  names: new Set(names.slice(0, maxNames)),
  held: new Map()
})

const hold = (prelude: Prelude, key: HeldKey, news: News): Prelude => ({
  ...prelude,
  held: new Map([...prelude.held, [key, news]])
})

const withoutHeld = (prelude: Prelude, key: HeldKey): Prelude =>
  prelude.held.has(key) ? { ...prelude, held: new Map([...prelude.held].filter(([held]) => held !== key)) } : prelude

/** Whether an outage of the watch has begun that is not over. */
const isBroken = ({ held }: Prelude, watch: WatchName): boolean =>
  held.get(watch)?._tag === "WatchInterrupted" && !held.has(`${watch} resumed`)

const interrupted = (prelude: Prelude, news: Extract<News, { _tag: "WatchInterrupted" }>): Prelude =>
  hold(withoutHeld(prelude, `${news.watch} resumed`), news.watch, news)

const resumed = (prelude: Prelude, watch: WatchName): Prelude =>
  isBroken(prelude, watch) ? hold(prelude, `${watch} resumed`, News.WatchResumed({ watch })) : prelude

const withName = (prelude: Prelude, { name }: ClusterDeployment): Prelude =>
  prelude.names.has(name) || prelude.names.size >= maxNames
    ? prelude
    : { ...prelude, names: new Set([...prelude.names, name]) }

const deleted = (prelude: Prelude): Prelude => hold(prelude, "deleted", News.ClusterDeleted())

const clusterSeen = (prelude: Prelude, next: ClusterDeployment): Prelude => {
  if (next.uid === prelude.predecessor) return prelude
  return prelude.cluster === undefined || prelude.cluster.uid === next.uid
    ? { ...prelude, cluster: next }
    : deleted(prelude)
}

const clusterSignal = (
  prelude: Prelude,
  target: ClusterTarget,
  signal: WatchSignal<ClusterDeployment> | WatchFailed
): Prelude => {
  switch (signal._tag) {
    case "Synced": {
      const own = signal.items.find(({ name }) => name === target.name)
      const names = new Set([...prelude.names, ...namesThere(signal)].slice(0, maxNames))
      const known = { ...resumed(prelude, "clusterdeployments"), names }
      if (own !== undefined) return clusterSeen(known, own)
      return known.cluster === undefined ? known : deleted(known)
    }
    case "Upserted": {
      const known = resumed(prelude, "clusterdeployments")
      return signal.object.name === target.name ? clusterSeen(known, signal.object) : withName(known, signal.object)
    }
    case "Deleted": {
      const known = resumed(prelude, "clusterdeployments")
      const { name, uid } = signal.object
      return name === target.name && known.cluster?.uid === uid ? deleted(known) : known
    }
    case "Interrupted":
      return interrupted(prelude, News.WatchInterrupted({ ...signal, watch: "clusterdeployments" }))
    case "Resumed":
      return resumed(prelude, "clusterdeployments")
    case "Failed":
      return hold(prelude, "givenUp", News.WatchGivenUp({ detail: signal.detail }))
  }
}

const eventsListed = (prelude: Prelude, events: ReadonlyArray<KubeEvent>): Prelude => ({
  ...prelude,
  events: new Map(events.slice(-maxEvents).map((event) => [event.uid, event]))
})

const eventSignal = (prelude: Prelude, signal: WatchSignal<KubeEvent> | WatchFailed): Prelude => {
  const { events } = prelude
  switch (signal._tag) {
    case "Synced":
      return eventsListed(resumed(prelude, "events"), signal.items)
    case "Upserted": {
      if (events === undefined) return prelude
      const others = [...events].filter(([uid]) => uid !== signal.object.uid)
      return { ...prelude, events: new Map([...others.slice(1 - maxEvents), [signal.object.uid, signal.object]]) }
    }
    case "Deleted":
      return events === undefined
        ? prelude
        : { ...prelude, events: new Map([...events].filter(([uid]) => uid !== signal.object.uid)) }
    case "Interrupted":
      return interrupted(prelude, News.WatchInterrupted({ ...signal, watch: "events" }))
    case "Resumed":
      return resumed(prelude, "events")
    case "Failed": {
      const known = { ...prelude, events: events ?? new Map<string, KubeEvent>() }
      return !signal.permanent && isBroken(prelude, "events")
        ? known
        : hold(known, "events", News.EventsUnavailable({ detail: signal.detail }))
    }
  }
}

/** A get is newer than what the watch held: where it shows another object, that of the watch is past. */
const fetched = (prelude: Prelude, cluster: ClusterDeployment): Prelude =>
  prelude.cluster === undefined || prelude.cluster.uid === cluster.uid
    ? { ...prelude, cluster }
    : { ...withoutHeld(prelude, "deleted"), cluster, predecessor: prelude.cluster.uid }

/** Takes in what is heard before the story begins. */
export const applyToPrelude = (prelude: Prelude, target: ClusterTarget, input: Input): Prelude => {
  switch (input._tag) {
    case "ClusterSignal":
      return clusterSignal(prelude, target, input.signal)
    case "EventSignal":
      return eventSignal(prelude, input.signal)
    case "ClusterFetched":
      return fetched(prelude, input.cluster)
    case "EventsListed":
      return eventsListed(prelude, input.events)
    case "EventsOverdue":
    case "TimeoutNear":
    case "TimedOut":
    case "Tick":
      return prelude
  }
}

/** Whether the story begins with this input, which the prelude has taken in. Nothing can be told of a cluster that nobody has seen. */
export const begins = ({ cluster, events, held }: Prelude, input: Input): boolean => {
  if (cluster === undefined) return false
  if (events !== undefined || held.has("givenUp")) return true
  return input._tag === "EventsOverdue" || input._tag === "TimeoutNear" || input._tag === "TimedOut"
}
