import type { State } from "../state/state.ts"
import { standingSince } from "./standstill.ts"

const second = 1000
const minute = 60 * second

/**
 * How long the rules count: graces, persistence, settling, standstill, fading. Every rule says for itself what it waits for; here
 * is only when it may be worth another look. One row too many costs a look, one too few puts a word off by `longestMs`.
 */
const counts: ReadonlyArray<number> = [
  10 * second,
  20 * second,
  30 * second,
  45 * second,
  60 * second,
  75 * second,
  90 * second,
  2 * minute,
  3 * minute,
  5 * minute,
  8 * minute,
  10 * minute,
  12 * minute,
  15 * minute,
  17 * minute,
  30 * minute
]

/** Nothing is left alone for longer than this while a story goes on. */
const longestMs = 60 * second

/** A standstill is told again and again. */
const everyMs = 30 * minute

/** What the rules count from. */
const anchors = (state: State): ReadonlyArray<number | undefined> => [
  state.openedAt,
  state.movedAt,
  state.stageSince,
  state.respecifiedAt,
  state.readySince,
  state.regressSince,
  state.told?.sentAt,
  state.told?.standstill?.at,
  state.cluster.deletionRequestedAt,
  state.machineMoves.controlPlane,
  state.machineMoves.workers,
  ...state.facts.values(),
  ...[...state.pools.values()].map(({ changedAt }) => changedAt),
  ...[...state.problems.values()].flatMap(({ firstAt, lastAt, origin, provenAt }) =>
    // What conditions say is said until now.
    origin === "event" ? [firstAt, provenAt, lastAt] : [firstAt, provenAt]
  ),
  ...(state.cluster.status?.conditions ?? []).map(({ lastTransitionAt }) => lastTransitionAt)
]

const ownCounts = (state: State): ReadonlyArray<number> =>
  [...state.problems.values()].flatMap(({ firstAt, graceMs, lastingMs }) => [
    firstAt + graceMs,
    firstAt + (lastingMs ?? 0),
    state.movedAt + graceMs,
    state.movedAt + (lastingMs ?? 0)
  ])

/** When something may change next by the clock alone, in epoch milliseconds; always later than now. */
export const nextMoment = (state: State): number => {
  const { now } = state
  let next = now + longestMs
  const note = (at: number): void => {
    if (at > now && at < next) next = at
  }
  for (const anchor of new Set(anchors(state))) {
    if (anchor !== undefined) for (const count of counts) note(anchor + count)
  }
  for (const at of ownCounts(state)) note(at)
  const standing = standingSince(state)
  note(standing + (Math.floor((now - standing) / everyMs) + 1) * everyMs)
  return next
}
