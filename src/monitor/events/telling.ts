import type { ClusterDeployment } from "../../domain/clusterDeployment.ts"
import type { KubeEvent } from "../../domain/event/kubeEvent.ts"
import { isoInstant } from "../../domain/lenient.ts"
import { redact } from "../../domain/redact/redact.ts"
import type { ToldEvent } from "../../domain/update/toldEvent.ts"
import { classify } from "../../progress/interpret/classifyEvent.ts"
import { belongsTo } from "../../progress/interpret/scope.ts"
import { type NamespaceView, narrate } from "../look/namespaceView.ts"

const longestMessage = 1000

/** An event as it is told, with what tells its place in the order. */
export interface Entry {
  readonly at: number
  readonly key: string
  readonly told: ToldEvent
}

/** A total order: a page goes on exactly where the one before has ended. */
export const newestFirst = (a: Pick<Entry, "at" | "key">, b: Pick<Entry, "at" | "key">): number =>
  b.at - a.at || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)

const oneLine = (text: string): string => {
  const line = redact(text).replaceAll(/\s+/gu, " ").trim()
  return line.length <= longestMessage ? line : `${line.slice(0, longestMessage - 1)}…`
}

const entry = (event: KubeEvent, at: number, message: string): Entry => ({
  at,
  key: `${event.namespace}/${event.name}/${event.uid}`,
  told: {
    timestamp: isoInstant(at),
    kind: event.regarding.kind,
    name: event.regarding.name,
    reason: event.reason,
    type: event.type,
    message,
    ...(event.count > 1 ? { count: event.count } : {})
  }
})

/** The event itself, with nothing secret in it. */
export const asItStands = (event: KubeEvent): Entry => entry(event, event.at, oneLine(event.message))

/** The events of a namespace that are about this cluster, and of its life. */
export const concerning = (
  cluster: ClusterDeployment,
  view: Pick<NamespaceView, "clusters" | "events">,
  at: number
): ReadonlyArray<KubeEvent> => {
  const { state } = narrate(cluster, { clusters: view.clusters, events: [] }, at)[0]
  return state === undefined
    ? []
    : view.events.filter((event) => belongsTo(event, cluster, state.names, state.machines, state.observation.proven))
}

interface Repeated {
  readonly event: KubeEvent
  readonly words: string
  readonly count: number
}

/** Milestones and problems of a cluster, each milestone and each object's trouble once, the noise left out. */
export const storyOf = (cluster: ClusterDeployment, events: ReadonlyArray<KubeEvent>): ReadonlyArray<Entry> => {
  const milestones = new Map<string, Entry>()
  const problems = new Map<string, Repeated>()
  for (const event of events.toSorted((a, b) => a.firstAt - b.firstAt || a.at - b.at)) {
    const meaning = classify(event, cluster)
    if (meaning._tag === "Milestone" && !milestones.has(meaning.key)) {
      milestones.set(meaning.key, entry(event, event.firstAt, oneLine(meaning.message)))
    }
    if (meaning._tag !== "Problem" || event.at - event.firstAt < meaning.lastingMs) continue
    const { advice, code, summary } = meaning.cause
    const key = `${event.regarding.kind}/${event.regarding.name} ${code}`
    const before = problems.get(key)
    problems.set(key, {
      event: before === undefined || before.event.at <= event.at ? event : before.event,
      words: oneLine(advice === "" ? summary : `${summary} (${advice})`),
      count: (before?.count ?? 0) + event.count
    })
  }
  const troubles = [...problems.values()].map(({ count, event, words }) => entry({ ...event, count }, event.at, words))
  return [...milestones.values(), ...troubles]
}
