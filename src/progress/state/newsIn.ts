import type { ClusterDeployment } from "../../domain/clusterDeployment.ts"
import type { KubeEvent } from "../../domain/event/kubeEvent.ts"
import { namesThere, type WatchFailed, type WatchName, type WatchSignal } from "../../domain/watchSignal.ts"
import { belongsTo } from "../interpret/scope.ts"
import type { Input } from "./input.ts"
import { News } from "./news.ts"
import { hasRecent } from "./recent.ts"
import type { State } from "./state.ts"

const clusterSeen = (state: State, next: ClusterDeployment): ReadonlyArray<News> => {
  if (next.uid === state.predecessor) return []
  // Another object under the name: the one of this story is no more, whether or not anybody saw it go.
  if (next.uid !== state.cluster.uid) return [News.ClusterDeleted()]
  if (next.resourceVersion !== "" && next.resourceVersion === state.cluster.resourceVersion) return []
  return [News.ClusterSeen({ cluster: next })]
}

const neighbourSeen = ({ names }: State, name: string): ReadonlyArray<News> =>
  names.has(name) ? [] : [News.NeighbourSeen({ name })]

const clusterNews = (state: State, signal: WatchSignal<ClusterDeployment> | WatchFailed): ReadonlyArray<News> => {
  const isOwn = ({ name }: ClusterDeployment): boolean => name === state.cluster.name
  switch (signal._tag) {
    case "Synced": {
      const own = signal.items.find(isOwn)
      const neighbours = namesThere(signal).flatMap((name) => neighbourSeen(state, name))
      return [...neighbours, ...(own === undefined ? [News.ClusterDeleted()] : clusterSeen(state, own))]
    }
    case "Upserted":
      return isOwn(signal.object) ? clusterSeen(state, signal.object) : neighbourSeen(state, signal.object.name)
    case "Deleted":
      return isOwn(signal.object) && signal.object.uid !== state.predecessor ? [News.ClusterDeleted()] : []
    case "Interrupted":
      return [News.WatchInterrupted({ ...signal, watch: "clusterdeployments" })]
    case "Resumed":
      return []
    case "Failed":
      return [News.WatchGivenUp({ detail: signal.detail })]
  }
}

/** An event's identity, which is another one each time it is counted up. */
export const eventKey = ({ uid, count }: KubeEvent): string => `${uid}@${count}`

const isNews = ({ events }: State, event: KubeEvent): boolean => !hasRecent(events, eventKey(event))

/** A list repeats what was told, and everything about others: neither is news, nor counted once more. */
const eventsListed = (state: State, events: ReadonlyArray<KubeEvent>): ReadonlyArray<News> =>
  events
    .filter(
      (event) =>
        isNews(state, event) && belongsTo(event, state.cluster, state.names, state.machines, state.observation.proven)
    )
    .toSorted((a, b) => a.at - b.at)
    .map((event) => News.EventSeen({ event }))

const eventNews = (state: State, signal: WatchSignal<KubeEvent> | WatchFailed): ReadonlyArray<News> => {
  switch (signal._tag) {
    case "Synced":
      return eventsListed(state, signal.items)
    case "Upserted":
      return isNews(state, signal.object) ? [News.EventSeen({ event: signal.object })] : []
    case "Deleted":
      // It has only expired.
      return []
    case "Interrupted":
      return [News.WatchInterrupted({ ...signal, watch: "events" })]
    case "Resumed":
      return []
    case "Failed":
      // An outage that was told is still told truly while the watch is tried again later; anything else is said now.
      return !signal.permanent && state.brokenWatches.has("events")
        ? []
        : [News.EventsUnavailable({ detail: signal.detail })]
  }
}

/** Whatever a watch delivers shows that it is back. That is told before what it delivers, which may be the end. */
const resumed = (
  { brokenWatches }: State,
  watch: WatchName,
  { _tag }: WatchSignal<unknown> | WatchFailed
): ReadonlyArray<News> =>
  brokenWatches.has(watch) && _tag !== "Interrupted" && _tag !== "Failed" ? [News.WatchResumed({ watch })] : []

/** What is new in an input, in the order it is told. */
export const newsIn = (state: State, input: Input): ReadonlyArray<News> => {
  switch (input._tag) {
    case "ClusterSignal":
      return [...resumed(state, "clusterdeployments", input.signal), ...clusterNews(state, input.signal)]
    case "EventSignal":
      return [...resumed(state, "events", input.signal), ...eventNews(state, input.signal)]
    case "ClusterFetched":
      return clusterSeen(state, input.cluster)
    case "EventsListed":
      return eventsListed(state, input.events)
    case "EventsOverdue":
      return []
    case "TimeoutNear":
      return [News.TimeoutNear({ remainingMs: input.remainingMs })]
    case "TimedOut":
      return [News.TimedOut()]
    case "Tick":
      return [News.TimePassed()]
  }
}
