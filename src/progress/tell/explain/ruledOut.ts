import type { KubeEvent } from "../../../domain/event/kubeEvent.ts"
import type { RuledOut } from "../../../domain/update/explanation.ts"
import { classify, rowOf } from "../../interpret/classifyEvent.ts"
import { belongsTo } from "../../interpret/scope.ts"
import type { State } from "../../state/state.ts"
import { inDuration } from "../../text/duration.ts"
import type { Assessment } from "../assessment.ts"
import { quoteOf } from "./causes.ts"

const most = 8
/** Warnings of others that are worth naming: what stands beside ours in every list of events. */
const mostForeign = 2

const timeOf = (at: number): string => `${new Date(at).toISOString().slice(11, 16)} UTC`

const seen = ({ at, count }: KubeEvent, { now }: State): string =>
  `seen ${count === 1 ? "once" : `${count} times`}, last ${inDuration(Math.max(0, now - at))} ago`

/** Why a Warning that belongs to the cluster is no concern now; undefined where it is one. */
const harmlessBecause = (event: KubeEvent, state: State, now: Assessment): string | undefined => {
  const { deletionRequestedAt } = state.cluster
  if (deletionRequestedAt !== undefined && event.at < deletionRequestedAt) {
    return `it is about the time before the deletion, which was asked for at ${timeOf(deletionRequestedAt)}`
  }
  if (state.respecifiedAt !== undefined && event.at < state.respecifiedAt) {
    return `it is about an earlier generation: the spec was changed at ${timeOf(state.respecifiedAt)}`
  }
  // Whatever else is said of an object that is in trouble may be about that trouble.
  const { kind, name } = event.regarding
  const open = [...now.problems, ...(now.verdict === undefined ? [] : [now.verdict.problem])]
  if (open.some(({ object }) => object.kind === kind && object.name === name)) return undefined
  const meaning = classify(event, state.cluster)
  if (meaning._tag !== "Problem") {
    return rowOf(event, event.message) === undefined
      ? `nothing follows from it so far: ${seen(event, state)}`
      : "it is part of every build: it passes by itself"
  }
  if (open.some(({ code }) => code === meaning.cause.code)) return undefined
  if (now.stage === "Ready") return `it is over: last seen at ${timeOf(event.at)}, and the cluster is ready since`
  const known = [...state.problems.values()].find(({ code }) => code === meaning.cause.code)
  return known === undefined
    ? `it is over: last seen at ${timeOf(event.at)}, and the object has moved on since`
    : `it heals by itself unless it lasts: ${seen(event, state)}`
}

/** The alarming things that do not matter, one of each kind, the newest first, so that nobody chases them. */
export const ruledOutOf = (
  state: State,
  now: Assessment,
  events: ReadonlyArray<KubeEvent>
): ReadonlyArray<RuledOut> => {
  const told = new Set<string>()
  const found: Array<RuledOut> = []
  let foreign = 0
  for (const event of events.filter(({ type }) => type === "Warning").toSorted((a, b) => b.at - a.at)) {
    const own = belongsTo(event, state.cluster, state.names, state.machines, state.observation.proven)
    const why = own ? harmlessBecause(event, state, now) : "it is about another cluster or object of the namespace"
    const key = `${own} ${event.regarding.kind} ${event.reason} ${own ? "" : event.regarding.name}`
    if (why === undefined || told.has(key) || (!own && foreign >= mostForeign)) continue
    told.add(key)
    foreign += own ? 0 : 1
    const { kind, name } = event.regarding
    found.push({ what: quoteOf(`${event.reason} on ${kind} ${name}: ${event.message}`, 160), why })
    if (found.length >= most) break
  }
  return found
}
