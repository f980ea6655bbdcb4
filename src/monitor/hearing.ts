import type { ClusterDeployment } from "../domain/clusterDeployment.ts"
import type { KubeEvent } from "../domain/kubeEvent.ts"
import type { ClusterTarget } from "../domain/names.ts"
import type { WatchName, WatchSignal } from "../domain/watchSignal.ts"
import { explain } from "../kube/errors/explain.ts"
import { isPermanent, type KubeError } from "../kube/errors/KubeError.ts"
import { Input } from "../progress/state/input.ts"

/** What reaches a subscription from the management cluster. */
export type Heard =
  | { readonly _tag: "Cluster"; readonly signal: WatchSignal<ClusterDeployment> }
  | { readonly _tag: "Event"; readonly signal: WatchSignal<KubeEvent> }
  /** The watch has ended for good. */
  | { readonly _tag: "ClusterWatchLost"; readonly error: KubeError }
  /** The watch has ended. */
  | { readonly _tag: "EventWatchLost"; readonly error: KubeError }

/**
 * Turns the signals of a namespace's watches into inputs about one cluster. It remembers just enough to tell what is
 * new: the cluster's last version, the neighbours' names, and the events that are there. Owned by one fiber.
 */
export interface Hearing {
  /** The inputs that follow from a signal. None before the story is open. */
  readonly hear: (heard: Heard, at: number) => ReadonlyArray<Input>
  /** Begins the story without waiting for events any longer. */
  readonly open: (at: number) => ReadonlyArray<Input>
  readonly opened: () => boolean
}

const sameVersion = (a: KubeEvent, b: KubeEvent): boolean =>
  a.resourceVersion === b.resourceVersion && a.count === b.count && a.at === b.at

/** What a relist or a change adds to what was known, in the order it happened. */
const makeEventMemory = () => {
  let known = new Map<string, KubeEvent>()
  const isNews = (event: KubeEvent): boolean => {
    const before = known.get(event.uid)
    return before === undefined || !sameVersion(before, event)
  }
  return {
    replace: (events: ReadonlyArray<KubeEvent>): ReadonlyArray<KubeEvent> => {
      const news = events.filter(isNews)
      known = new Map(events.map((event) => [event.uid, event]))
      return news.toSorted((a, b) => a.at - b.at)
    },
    upsert: (event: KubeEvent): ReadonlyArray<KubeEvent> => {
      const news = isNews(event) ? [event] : []
      known.set(event.uid, event)
      return news
    },
    forget: (event: KubeEvent): void => {
      known.delete(event.uid)
    }
  }
}

/**
 * `synced` is the first list of the namespace, `first` the cluster as it is now. The list may be older: what the watch
 * says of a predecessor that it still holds is no news of the cluster.
 */
export const makeHearing = (
  target: ClusterTarget,
  synced: ReadonlyArray<ClusterDeployment>,
  first: ClusterDeployment
): Hearing => {
  let cluster = first
  const predecessor = synced.find(({ name, uid }) => name === target.name && uid !== first.uid)?.uid
  const isPast = ({ uid }: ClusterDeployment): boolean => uid === predecessor && predecessor !== undefined
  let neighbours = new Set([...synced.map(({ name }) => name), target.name])
  let opened = false
  let eventsLost = false
  // Watches whose outage was told and is not over yet.
  const broken = new Set<WatchName>()
  // What happens between the first list and the opening is told right after it.
  let held: ReadonlyArray<Input> = []
  const events = makeEventMemory()

  const open = (at: number, seen: ReadonlyArray<KubeEvent>): ReadonlyArray<Input> => {
    opened = true
    const after = held
    held = []
    return [Input.Opened({ at, cluster, events: seen, neighbours: [...neighbours] }), ...after]
  }

  const interrupted = (
    watch: WatchName,
    { detail, attempt, attempts }: Extract<WatchSignal<unknown>, { readonly _tag: "Interrupted" }>,
    at: number
  ): ReadonlyArray<Input> => {
    broken.add(watch)
    return [Input.WatchInterrupted({ at, watch, detail, attempt, attempts })]
  }

  // Whatever a watch delivers shows that it is back. That is told before what it delivers, which may be the end.
  const recovered = (watch: WatchName, signal: WatchSignal<unknown>, at: number): ReadonlyArray<Input> =>
    signal._tag !== "Interrupted" && broken.delete(watch) ? [Input.WatchResumed({ at, watch })] : []

  const clusterSeen = (next: ClusterDeployment, at: number): ReadonlyArray<Input> => {
    if (isPast(next)) return []
    if (next.uid !== cluster.uid) return [Input.ClusterDeleted({ at })]
    if (next.resourceVersion !== "" && next.resourceVersion === cluster.resourceVersion) return []
    cluster = next
    // Before the opening the newest version is all that is needed.
    return opened ? [Input.ClusterSeen({ at, cluster: next })] : []
  }

  const neighbourSeen = (name: string, at: number): ReadonlyArray<Input> => {
    if (neighbours.has(name)) return []
    neighbours.add(name)
    return opened ? [Input.NeighbourSeen({ at, name })] : []
  }

  const clusterSignal = (signal: WatchSignal<ClusterDeployment>, at: number): ReadonlyArray<Input> => {
    switch (signal._tag) {
      case "Synced": {
        const own = signal.items.find(({ name }) => name === target.name)
        const newNames = signal.items.flatMap(({ name }) => neighbourSeen(name, at))
        neighbours = new Set(signal.items.map(({ name }) => name))
        return [...newNames, ...(own === undefined ? [Input.ClusterDeleted({ at })] : clusterSeen(own, at))]
      }
      case "Upserted":
        return signal.object.name === target.name
          ? clusterSeen(signal.object, at)
          : neighbourSeen(signal.object.name, at)
      case "Deleted":
        if (signal.object.name === target.name) return isPast(signal.object) ? [] : [Input.ClusterDeleted({ at })]
        neighbours.delete(signal.object.name)
        return []
      case "Interrupted":
        return interrupted("clusterdeployments", signal, at)
      case "Resumed":
        return []
    }
  }

  const tell = (news: ReadonlyArray<KubeEvent>, at: number) => news.map((event) => Input.EventSeen({ at, event }))

  const eventSignal = (signal: WatchSignal<KubeEvent>, at: number): ReadonlyArray<Input> => {
    switch (signal._tag) {
      case "Synced": {
        const news = events.replace(signal.items)
        if (!opened) return open(at, news)
        eventsLost = false
        return tell(news, at)
      }
      case "Upserted":
        return tell(events.upsert(signal.object), at)
      case "Deleted":
        events.forget(signal.object)
        return []
      case "Interrupted":
        return interrupted("events", signal, at)
      case "Resumed":
        return []
    }
  }

  // An outage that was told is still told truly while the watch is tried again later; anything else is said now.
  const eventWatchLost = (error: KubeError, at: number): ReadonlyArray<Input> => {
    const beginning = opened ? [] : open(at, [])
    const saidAlready = eventsLost || broken.has("events")
    eventsLost = true
    return saidAlready && !isPermanent(error)
      ? beginning
      : [...beginning, Input.EventsUnavailable({ at, detail: explain(error) })]
  }

  const inputsOf = (heard: Heard, at: number): ReadonlyArray<Input> => {
    switch (heard._tag) {
      case "Cluster":
        return clusterSignal(heard.signal, at)
      case "Event":
        return eventSignal(heard.signal, at)
      case "ClusterWatchLost":
        return [...(opened ? [] : open(at, [])), Input.WatchGivenUp({ at, detail: explain(heard.error) })]
      case "EventWatchLost":
        return eventWatchLost(heard.error, at)
    }
  }

  const recoveredBy = (heard: Heard, at: number): ReadonlyArray<Input> => {
    switch (heard._tag) {
      case "Cluster":
        return recovered("clusterdeployments", heard.signal, at)
      case "Event":
        return recovered("events", heard.signal, at)
      case "ClusterWatchLost":
      case "EventWatchLost":
        return []
    }
  }

  return {
    hear: (heard, at) => {
      const first = recoveredBy(heard, at)
      if (opened) return [...first, ...inputsOf(heard, at)]
      held = [...held, ...first]
      const inputs = inputsOf(heard, at)
      if (opened) return inputs
      held = [...held, ...inputs]
      return []
    },
    open: (at) => open(at, []),
    opened: () => opened
  }
}
