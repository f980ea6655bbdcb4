import { findCondition } from "../../domain/condition.ts"
import type { Problem } from "../state/problems.ts"
import type { State } from "../state/state.ts"
import { standingSince } from "./standstill.ts"

const second = 1000
const minute = 60 * second

/** What one rule counts from, and how long. */
interface Counted {
  readonly from: ReadonlyArray<number | undefined>
  readonly ms: ReadonlyArray<number>
}

/** Nothing is left alone for longer than this while a story goes on. */
const longestMs = 60 * second

/** A standstill is told again and again. */
const everyMs = 30 * minute

/** When a problem is worth a word, when it is a failure, for good or for now, and when an event that told it has faded. */
const ofProblem = ({ movedAt }: State, problem: Problem): ReadonlyArray<Counted> => {
  const { firstAt, graceMs, lastAt, lastingMs = 0, origin, provenAt, voice } = problem
  return [
    { from: [firstAt, movedAt], ms: [graceMs, lastingMs, 30 * second, 5 * minute] },
    {
      from: [firstAt, provenAt, movedAt, voice?.since],
      ms: [graceMs, 45 * second, 75 * second, 3 * minute, 5 * minute, 12 * minute, 15 * minute]
    },
    // What conditions say is said until now.
    { from: origin === "event" ? [lastAt] : [], ms: [5 * minute, 17 * minute, 60 * minute] }
  ]
}

/** What has to stand for a while before a Ready is believed. */
const ofReady = (state: State): ReadonlyArray<Counted> => {
  const { cluster, helmSaidAt, helmUpdatedAt, machineMoves, observation, readySince } = state
  if (observation.stage !== "Ready") return []
  const said = findCondition(cluster.status?.conditions ?? [], "Ready")?.lastTransitionAt
  return [
    {
      from: [readySince, said, helmSaidAt, helmUpdatedAt, machineMoves.controlPlane, machineMoves.workers],
      ms: [30 * second, 75 * second, 2 * minute]
    }
  ]
}

/**
 * How long the rules count. Every rule says for itself what it waits for; here is only when it may be worth another look. One row
 * too many costs a look, one too few puts a word off by `longestMs`.
 */
const counted = (state: State): ReadonlyArray<Counted> => [
  // Another step, and progress alone (`quietMessage`).
  { from: [state.told?.sentAt], ms: state.stage === "Initializing" ? [minute] : [3 * minute, 5 * minute] },
  { from: [standingSince(state)], ms: [3 * minute, 8 * minute, 15 * minute] },
  { from: [state.told?.standstill?.at], ms: [3 * minute] },
  // Whose word counts: an event's while the status lags behind it, the status's from then on.
  { from: [state.movedAt, ...state.facts.values()], ms: [90 * second, 10 * minute] },
  { from: [state.regressSince], ms: [minute] },
  { from: [...state.pools.values()].map(({ changedAt }) => changedAt), ms: [20 * second, 30 * minute] },
  { from: [...state.joining.values()], ms: [15 * minute] },
  ...ofReady(state),
  ...[...state.problems.values()].flatMap((problem) => ofProblem(state, problem))
]

/** When something may change next by the clock alone, in epoch milliseconds; always later than now. */
export const nextMoment = (state: State): number => {
  const { now } = state
  let next = now + longestMs
  const note = (at: number): void => {
    if (at > now && at < next) next = at
  }
  for (const { from, ms } of counted(state)) {
    for (const since of from) if (since !== undefined) for (const count of ms) note(since + count)
  }
  const standing = standingSince(state)
  note(standing + (Math.floor((now - standing) / everyMs) + 1) * everyMs)
  return next
}
