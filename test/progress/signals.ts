import type { ClusterDeployment } from "../../src/domain/clusterDeployment.ts"
import type { KubeEvent } from "../../src/domain/event/kubeEvent.ts"
import { type WatchFailed, type WatchName, WatchSignal } from "../../src/domain/watchSignal.ts"
import { Input } from "../../src/progress/state/input.ts"
import { at, cluster } from "./objects.ts"

export const clusterSignal = (second: number, signal: WatchSignal<ClusterDeployment> | WatchFailed): Input =>
  Input.ClusterSignal({ at: at(second), signal })
export const eventSignal = (second: number, signal: WatchSignal<KubeEvent> | WatchFailed): Input =>
  Input.EventSignal({ at: at(second), signal })

/** Both watches tell what is there; neighbours by name. */
export const synced = (
  second: number,
  seen: ClusterDeployment,
  events: ReadonlyArray<KubeEvent> = [],
  neighbours: ReadonlyArray<string> = ["demo-eu"]
): ReadonlyArray<Input> => [
  clusterSignal(second, WatchSignal.Synced({ items: [seen, ...neighbours.map((name) => cluster({ name }))] })),
  eventSignal(second, WatchSignal.Synced({ items: events }))
]

export const clusterSeen = (second: number, object: ClusterDeployment): Input =>
  clusterSignal(second, WatchSignal.Upserted({ object }))
export const clusterGone = (second: number, object: ClusterDeployment = cluster()): Input =>
  clusterSignal(second, WatchSignal.Deleted({ object }))
export const eventSeen = (second: number, object: KubeEvent): Input =>
  eventSignal(second, WatchSignal.Upserted({ object }))

const onWatch = (second: number, watch: WatchName, signal: WatchSignal<never> | WatchFailed): Input =>
  watch === "events" ? eventSignal(second, signal) : clusterSignal(second, signal)
export const interrupted = (second: number, watch: WatchName): Input =>
  onWatch(second, watch, WatchSignal.Interrupted({ detail: "connection reset", attempt: 1, attempts: 3 }))
export const resumed = (second: number, watch: WatchName): Input => onWatch(second, watch, WatchSignal.Resumed())
export const failed = (second: number, watch: WatchName, detail: string, permanent = true): Input =>
  onWatch(second, watch, { _tag: "Failed", detail, permanent })
