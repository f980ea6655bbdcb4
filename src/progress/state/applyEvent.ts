import type { KubeEvent } from "../../domain/event/kubeEvent.ts"
import { isoInstant } from "../../domain/lenient.ts"
import { type Classified, classify } from "../interpret/classifyEvent.ts"
import { eventFinding } from "../interpret/findings.ts"
import { belongsTo } from "../interpret/scope.ts"
import { heard } from "../interpret/voices.ts"
import { observe } from "../observe/observation.ts"
import { withMovement } from "./applyCluster.ts"
import { isAgain, verbOf, withReplacement, withStep, withTrouble } from "./machines/cycles.ts"
import { settledMachine, withMachine } from "./machines/joining.ts"
import { withMachineEvent } from "./machines/moves.ts"
import { poolNews, withWorkers } from "./machines/workerPools.ts"
import { eventKey } from "./newsIn.ts"
import { forgive, type Problem, rememberEvent } from "./problems.ts"
import { addRecent, hasRecent } from "./recent.ts"
import { maxHeld, maxKinds, type State } from "./state.ts"

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

/**
 * Whether an object has got over what it complained about: by the success of what had failed, by what could not have come before, or,
 * where the complaint does not name what failed, by a step that it had not taken before.
 */
const isOver = (event: KubeEvent, proves: ReadonlyArray<string>): ((problem: Problem) => boolean) => {
  const { kind, name } = event.regarding
  const settled = settledMachine(event)
  const verb = verbOf(event.reason)
  return ({ lastAt, object, reason = "" }) => {
    if (lastAt > event.at) return false
    // A Machine and what a cloud makes of it bear one name (Cluster API's contract for infrastructure machines).
    if (object.kind.endsWith("Machine") && object.name === settled) return true
    if (object.name !== name || object.kind !== kind) return false
    const failed = verbOf(reason)
    return failed === undefined || failed === verb || proves.includes(reason)
  }
}

const countedAs = (state: State, fate: "foreign" | "repeated" | "noise" | "kept"): State => ({
  ...state,
  tally: { ...state.tally, seen: state.tally.seen + 1, [fate]: state.tally[fate] + 1 }
})

/** Passes an event through the filter: scope, repetition, significance; and takes in what it proves. */
export const applyEvent = (before: State, told: KubeEvent): State => {
  if (!belongsTo(told, before.cluster, before.names, before.machines, before.observation.proven)) {
    return countedAs(before, "foreign")
  }
  const key = eventKey(told)
  if (hasRecent(before.events, key)) return countedAs(before, "repeated")
  const event = heard(told, before.cluster, before.now)
  const { kind } = event.regarding
  const kinds =
    before.kinds.has(kind) || before.kinds.size >= maxKinds ? before.kinds : new Set([...before.kinds, kind])
  const state: State = {
    ...before,
    kinds,
    events: addRecent(before.events, key),
    joining: withMachine(before.joining, event),
    pools: withWorkers(before.pools, event),
    cycles: withReplacement(before.cycles, event, (machine) => before.joining.has(machine)),
    ...(kind === "ClusterDeployment" && event.reason === "HelmReleaseUpdated" ? { helmUpdatedAt: event.at } : {}),
    ...(kind === "ClusterDeployment" && event.reason === "HelmReleaseIsReady" ? { helmSaidAt: event.at } : {}),
    // A kind seen for the first time may tell how the cluster is made.
    ...(kinds === before.kinds ? {} : { observation: observe(before.cluster, kinds) })
  }
  const news = poolNews(before.pools, state.pools, event)
  const classified: Classified =
    news === undefined
      ? classify(event, state.cluster)
      : { _tag: "Milestone", message: news, key: `${news} ${event.firstAt}` }
  switch (classified._tag) {
    case "Milestone":
    case "Movement": {
      // Who does the same again after it has failed has not moved.
      if (isAgain(before.cycles, event)) return countedAs(state, "noise")
      const moved = withMovement(state, event.firstAt, `${kind} ${event.regarding.name} (${event.reason})`)
      const kept = classified._tag === "Movement" ? moved : keepMilestone(moved, event, classified)
      const next = { ...kept, machineMoves: withMachineEvent(kept.machineMoves, event, state.cluster) }
      const problems =
        next.problems.size === 0 ? next.problems : forgive(next.problems, isOver(event, classified.proves ?? []))
      const fate = classified._tag === "Movement" ? "noise" : next.held === state.held ? "repeated" : "kept"
      return countedAs({ ...next, problems, cycles: withStep(next.cycles, event) }, fate)
    }
    case "Problem": {
      // What happened to an earlier spec says nothing about this one.
      if (state.respecifiedAt !== undefined && event.at < state.respecifiedAt) return countedAs(state, "noise")
      const found = eventFinding(event, classified.cause, state, classified)
      const problems = rememberEvent(state.problems, found)
      const cycles = withTrouble(state.cycles, event)
      return countedAs({ ...state, problems, cycles }, state.problems.has(found.key) ? "repeated" : "kept")
    }
    case "Noise":
      return countedAs(state, "noise")
  }
}
