import { Option } from "effect"
import { type ClusterDeployment, decodeClusterDeployment } from "../domain/clusterDeployment.ts"
import { decodeKubeEvent, type KubeEvent } from "../domain/kubeEvent.ts"
import { type ClusterTarget, targetKey } from "../domain/names.ts"
import type { ProgressUpdate } from "../domain/progressUpdate.ts"
import type { RecordingLine } from "../domain/recording.ts"
import { begin, minIntervalMs, type Narration, step, wakeAt } from "./narrator.ts"
import { Input } from "./state/input.ts"

type Seen =
  | { readonly _tag: "Cluster"; readonly at: number; readonly cluster: ClusterDeployment; readonly deleted: boolean }
  | { readonly _tag: "Event"; readonly at: number; readonly event: KubeEvent }

const decode = (line: RecordingLine): ReadonlyArray<Seen> => {
  const { at, object, type } = line
  if (object.kind === "ClusterDeployment") {
    return Option.toArray(decodeClusterDeployment(object)).map((cluster) => ({
      _tag: "Cluster" as const,
      at,
      cluster,
      deleted: type === "DELETED"
    }))
  }
  // An event that is deleted has only expired.
  if (object.kind !== "Event" || type === "DELETED") return []
  return Option.toArray(decodeKubeEvent(object)).map((event) => ({ _tag: "Event" as const, at, event }))
}

const isTarget = (target: ClusterTarget, cluster: ClusterDeployment): boolean =>
  cluster.name === target.name && cluster.namespace === target.namespace

/** The ClusterDeployments that a recording holds, in the order of their appearance. */
export const clustersIn = (lines: ReadonlyArray<RecordingLine>): ReadonlyArray<ClusterTarget> => {
  const found = new Map<string, ClusterTarget>()
  for (const { object } of lines) {
    if (object.kind !== "ClusterDeployment") continue
    const target = { namespace: object.metadata.namespace, name: object.metadata.name }
    if (!found.has(targetKey(target))) found.set(targetKey(target), target)
  }
  return [...found.values()]
}

interface Playing {
  readonly narration: Narration
  readonly updates: ReadonlyArray<ProgressUpdate>
}

const feed = (playing: Playing, input: Input): Playing => {
  const [narration, said] = step(playing.narration, input)
  return { narration, updates: said.length === 0 ? playing.updates : [...playing.updates, ...said] }
}

/** Lets the clock run to `at`, waking the narrator whenever it asked to be. */
const runTo = (start: Playing, at: number): Playing => {
  let playing = start
  for (;;) {
    const wake = wakeAt(playing.narration)
    if (wake === undefined || wake > at) return playing
    playing = feed(playing, Input.Tick({ at: wake }))
  }
}

/**
 * The updates that a subscriber would have received, had it subscribed at the recording's first line (or when the cluster
 * first appeared). Time is the recording's own: nothing waits, and no clock is read.
 */
export const replay = (lines: ReadonlyArray<RecordingLine>, target: ClusterTarget): ReadonlyArray<ProgressUpdate> => {
  const ordered = lines.flatMap(decode).toSorted((a, b) => a.at - b.at)
  const firstSight = ordered.find((seen) => seen._tag === "Cluster" && isTarget(target, seen.cluster) && !seen.deleted)
  if (firstSight?._tag !== "Cluster") return []
  const opensAt = firstSight.at
  const initial = ordered.filter((seen) => seen.at <= opensAt)
  const inNamespace = (seen: Seen): boolean =>
    (seen._tag === "Cluster" ? seen.cluster.namespace : seen.event.namespace) === target.namespace
  const now = initial.filter(inNamespace)
  // Of several lines of one moment the last state counts, as a list would show it.
  const cluster = now
    .flatMap((seen) => (seen._tag === "Cluster" && isTarget(target, seen.cluster) ? [seen.cluster] : []))
    .at(-1)
  let playing = feed(
    { narration: begin(target), updates: [] },
    Input.Opened({
      at: opensAt,
      cluster: cluster ?? firstSight.cluster,
      events: now.flatMap((seen) => (seen._tag === "Event" ? [seen.event] : [])),
      neighbours: now.flatMap((seen) => (seen._tag === "Cluster" ? [seen.cluster.name] : []))
    })
  )
  for (const seen of ordered.slice(initial.length)) {
    if (!inNamespace(seen)) continue
    playing = runTo(playing, seen.at)
    if (seen._tag === "Event") playing = feed(playing, Input.EventSeen({ at: seen.at, event: seen.event }))
    else if (!isTarget(target, seen.cluster)) {
      playing = feed(playing, Input.NeighbourSeen({ at: seen.at, name: seen.cluster.name }))
    } else if (seen.deleted) playing = feed(playing, Input.ClusterDeleted({ at: seen.at }))
    else playing = feed(playing, Input.ClusterSeen({ at: seen.at, cluster: seen.cluster }))
  }
  const end = ordered.at(-1)?.at ?? opensAt
  // The clock runs to the last line, and looks at that moment, too.
  playing = feed(runTo(playing, end), Input.Tick({ at: end }))
  const last = playing.updates.at(-1)
  // What the rate limit holds back when the recording ends is told when the interval is over.
  const release = last === undefined ? end : Date.parse(last.timestamp) + minIntervalMs
  return (release > end ? feed(playing, Input.Tick({ at: release })) : playing).updates
}
