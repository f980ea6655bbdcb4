import { Option } from "effect"
import { type ClusterDeployment, decodeClusterDeployment } from "../domain/clusterDeployment.ts"
import { decodeKubeEvent, type KubeEvent } from "../domain/event/kubeEvent.ts"
import { type ClusterTarget, targetKey } from "../domain/names.ts"
import type { RecordingLine } from "../domain/recording.ts"
import type { ProgressUpdate } from "../domain/update/progressUpdate.ts"
import { WatchSignal } from "../domain/watchSignal.ts"
import { begin, holdsBack, type Narration, step, wakeAt } from "./narrator.ts"
import { Input } from "./state/input.ts"

type Seen = { readonly at: number; readonly added: boolean; readonly deleted: boolean } & (
  | { readonly _tag: "Cluster"; readonly cluster: ClusterDeployment }
  | { readonly _tag: "Event"; readonly event: KubeEvent }
)

const decode = ({ at, object, type }: RecordingLine): ReadonlyArray<Seen> => {
  const added = type === "ADDED"
  const deleted = type === "DELETED"
  switch (object.kind) {
    case "ClusterDeployment":
      return Option.toArray(decodeClusterDeployment(object)).map((cluster) => ({
        _tag: "Cluster",
        at,
        added,
        deleted,
        cluster
      }))
    case "Event":
      return Option.toArray(decodeKubeEvent(object)).map((event) => ({ _tag: "Event", at, added, deleted, event }))
    default:
      return []
  }
}

/**
 * The ClusterDeployments that a recording holds, in the order of their appearance. Of one that only bears a name there is no
 * story: it is there so that nobody takes its events for a neighbour's.
 */
export const clustersIn = (lines: ReadonlyArray<RecordingLine>): ReadonlyArray<ClusterTarget> => {
  const found = new Map<string, ClusterTarget>()
  for (const { object } of lines) {
    if (object.kind !== "ClusterDeployment" || object["spec"] === undefined) continue
    const target = { namespace: object.metadata.namespace, name: object.metadata.name }
    if (!found.has(targetKey(target))) found.set(targetKey(target), target)
  }
  return [...found.values()]
}

/** What a list would have shown after these lines: the last state of each object that was not deleted. */
const listed = <A>(
  seen: ReadonlyArray<Seen>,
  pick: (one: Seen) => readonly [key: string, object: A] | undefined
): ReadonlyArray<A> => {
  const objects = new Map<string, A>()
  for (const one of seen) {
    const picked = pick(one)
    if (picked === undefined) continue
    if (one.deleted) objects.delete(picked[0])
    else objects.set(...picked)
  }
  return [...objects.values()]
}

const signalOf = (seen: Seen): Input => {
  const { at, deleted } = seen
  if (seen._tag === "Cluster") {
    const { cluster: object } = seen
    return Input.ClusterSignal({
      at,
      signal: deleted ? WatchSignal.Deleted({ object }) : WatchSignal.Upserted({ object })
    })
  }
  const { event: object } = seen
  return Input.EventSignal({ at, signal: deleted ? WatchSignal.Deleted({ object }) : WatchSignal.Upserted({ object }) })
}

/** kubectl's watches begin with what is there, one after the other: for so long an object older than the recording is part of a list. */
const listMs = 500

/**
 * What a subscriber's watches would have said, had it subscribed at the recording's first line (or when the cluster first
 * appeared): a list of each resource, then every change.
 */
export const signalsIn = (lines: ReadonlyArray<RecordingLine>, target: ClusterTarget): ReadonlyArray<Input> => {
  const all = lines.flatMap(decode).toSorted((a, b) => a.at - b.at)
  const ordered = all.filter(
    (seen) => (seen._tag === "Cluster" ? seen.cluster : seen.event).namespace === target.namespace
  )
  const isOwn = (seen: Seen): boolean => seen._tag === "Cluster" && seen.cluster.name === target.name
  const first = ordered.findIndex((seen) => isOwn(seen) && !seen.deleted)
  const at = ordered[first]?.at
  if (at === undefined) return []
  const begun = all[0]?.at ?? at
  const madeAt = (seen: Seen): number => (seen._tag === "Event" ? seen.event.at : (seen.cluster.createdAt ?? begun))
  const isListed = (seen: Seen): boolean => seen.added && seen.at <= begun + listMs && madeAt(seen) < begun
  // Of several lines of one moment the last state counts; but a cluster that is gone in the moment it came was there.
  const isChange = (seen: Seen): boolean => (isOwn(seen) && seen.deleted) || (seen.at > at && !isListed(seen))
  const next = ordered.findIndex((seen, index) => index > first && isChange(seen))
  const before = next === -1 ? ordered : ordered.slice(0, next)
  const clusters = listed(before, (seen) => (seen._tag === "Cluster" ? [seen.cluster.name, seen.cluster] : undefined))
  const events = listed(before, (seen) => (seen._tag === "Event" ? [seen.event.uid, seen.event] : undefined))
  return [
    Input.ClusterSignal({ at, signal: WatchSignal.Synced({ items: clusters }) }),
    Input.EventSignal({ at: before.at(-1)?.at ?? at, signal: WatchSignal.Synced({ items: events }) }),
    ...(next === -1 ? [] : ordered.slice(next).map(signalOf))
  ]
}

/**
 * The updates that inputs lead to. Time is their own: nothing waits, and no clock is read. The narrator is woken whenever it
 * asks to be, up to the last input, and then until it holds nothing back any more.
 */
export const narrate = (target: ClusterTarget, inputs: ReadonlyArray<Input>): ReadonlyArray<ProgressUpdate> => {
  let narration: Narration = begin(target)
  const updates: Array<ProgressUpdate> = []
  const feed = (input: Input): void => {
    const [next, said] = step(narration, input)
    narration = next
    updates.push(...said)
  }
  const wakeUntil = (goesOn: (wake: number) => boolean): void => {
    for (let wake = wakeAt(narration); wake !== undefined && goesOn(wake); wake = wakeAt(narration)) {
      feed(Input.Tick({ at: wake }))
    }
  }
  for (const input of inputs) {
    wakeUntil((wake) => wake <= input.at)
    feed(input)
  }
  const end = inputs.at(-1)?.at
  if (end !== undefined) feed(Input.Tick({ at: end }))
  wakeUntil(() => holdsBack(narration))
  return updates
}

/** The updates that a subscriber would have received, on the recording's own time. */
export const replay = (lines: ReadonlyArray<RecordingLine>, target: ClusterTarget): ReadonlyArray<ProgressUpdate> =>
  narrate(target, signalsIn(lines, target))
