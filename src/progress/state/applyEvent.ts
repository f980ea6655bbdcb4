import type { KubeEvent } from "../../domain/kubeEvent.ts"
import { isoInstant } from "../../domain/lenient.ts"
import { type Classified, classify } from "../interpret/classifyEvent.ts"
import { eventFinding } from "../interpret/findings.ts"
import { belongsTo } from "../interpret/scope.ts"
import { observe } from "../observe/observation.ts"
import { withMovement } from "./applyCluster.ts"
import { withMachine } from "./joining.ts"
import { eventKey } from "./news.ts"
import { forgive, type Problem, rememberEvent } from "./problems.ts"
import { addRecent, hasRecent } from "./recent.ts"
import { maxHeld, maxKinds, type State } from "./state.ts"
import { poolNews, withWorkers } from "./workerPools.ts"

/** How far back a first update looks for milestones. */
const lookBackMs = 5 * 60_000

const keepMilestone = (
  state: State,
  event: KubeEvent,
  milestone: Extract<Classified, { _tag: "Milestone" }>
): State => {
  const facts =
    milestone.fact === undefined || state.facts.has(milestone.fact)
      ? state.facts
      : new Map([...state.facts, [milestone.fact, event.firstAt]])
  if (hasRecent(state.milestones, milestone.key)) return { ...state, facts }
  // kcm says so again at every change of the spec, before anything has been done about it (field guide i.1).
  if (milestone.fact === "capiReady" && state.respecifiedAt !== undefined && !state.movedSinceRespecified) return state
  const fresh = event.firstAt >= state.openedAt - lookBackMs
  const { kind, name, namespace, uid } = event.regarding
  const held = {
    timestamp: isoInstant(event.firstAt),
    reason: event.reason,
    message: milestone.message,
    relatedObject: { kind, name, namespace, ...(uid === undefined ? {} : { uid }) }
  }
  return {
    ...state,
    facts,
    milestones: addRecent(state.milestones, milestone.key),
    held: fresh ? [...state.held, held].slice(-maxHeld) : state.held
  }
}

/** An object that moves on has got over what it complained about before. */
const isOver = (problem: Problem, event: KubeEvent): boolean =>
  problem.object.name === event.regarding.name &&
  problem.object.kind === event.regarding.kind &&
  problem.lastAt <= event.at

const countedAs = (state: State, fate: "foreign" | "repeated" | "noise" | "kept"): State => ({
  ...state,
  tally: { ...state.tally, seen: state.tally.seen + 1, [fate]: state.tally[fate] + 1 }
})

/** Passes an event through the filter: scope, repetition, significance; and takes in what it proves. */
export const applyEvent = (before: State, event: KubeEvent): State => {
  if (!belongsTo(event, before.cluster, before.names, before.machines)) return countedAs(before, "foreign")
  const key = eventKey(event)
  if (hasRecent(before.events, key)) return countedAs(before, "repeated")
  const { kind } = event.regarding
  const kinds =
    before.kinds.has(kind) || before.kinds.size >= maxKinds ? before.kinds : new Set([...before.kinds, kind])
  const state: State = {
    ...before,
    kinds,
    events: addRecent(before.events, key),
    joining: withMachine(before.joining, event),
    pools: withWorkers(before.pools, event),
    ...(event.reason === "HelmReleaseUpdated" ? { helmUpdatedAt: event.at } : {}),
    // A kind seen for the first time may tell how the cluster is made.
    ...(kinds === before.kinds ? {} : { observation: observe(before.cluster, kinds) })
  }
  const news = poolNews(before.pools, state.pools, event)
  const classified: Classified =
    news === undefined
      ? classify(event, state.cluster)
      : { _tag: "Milestone", message: news, key: `${news} ${event.firstAt}` }
  const mover = `${kind} ${event.regarding.name} (${event.reason})`
  switch (classified._tag) {
    case "Milestone": {
      const next = keepMilestone(withMovement(state, event.firstAt, mover), event, classified)
      const healed = forgive(next.problems, (problem) => isOver(problem, event))
      return countedAs({ ...next, problems: healed }, next.held === state.held ? "repeated" : "kept")
    }
    case "Movement": {
      const healed = forgive(state.problems, (problem) => isOver(problem, event))
      return countedAs({ ...withMovement(state, event.firstAt, mover), problems: healed }, "noise")
    }
    case "Problem": {
      // What happened to an earlier spec says nothing about this one.
      if (state.respecifiedAt !== undefined && event.at < state.respecifiedAt) return countedAs(state, "noise")
      const found = eventFinding(event, classified.cause, classified.lastingMs)
      const problems = rememberEvent(state.problems, found)
      return countedAs({ ...state, problems }, state.problems.has(found.key) ? "repeated" : "kept")
    }
    case "Noise":
      return countedAs(state, "noise")
  }
}
