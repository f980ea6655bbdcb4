import { Struct } from "effect"
import type { ClusterTarget } from "../domain/names.ts"
import type { Milestone, ProgressUpdate } from "../domain/update/progressUpdate.ts"
import type { Bearings } from "./interpret/interest.ts"
import { applyNews } from "./state/applyNews.ts"
import type { Input } from "./state/input.ts"
import type { News } from "./state/news.ts"
import { newsIn } from "./state/newsIn.ts"
import { openState } from "./state/opening.ts"
import { applyToPrelude, begins, knowing } from "./state/prelude.ts"
import type { Narration, Notice, State, Told } from "./state/state.ts"
import { type Assessment, assess } from "./tell/assessment.ts"
import { compose, progressNow } from "./tell/compose.ts"
import type { Message } from "./tell/message.ts"
import { messagesOf } from "./tell/messages.ts"
import { nextMoment } from "./tell/moments.ts"
import { afterTelling, withStage } from "./tell/told.ts"

export type { EventTally, Narration } from "./state/state.ts"

/** The least time between two updates, but for those that leave at once (upstream task 11). */
export const minIntervalMs = 10_000

/**
 * Good news that nothing holds back waits this long for company: what happens together is told together. A story that has
 * had many updates already is one of many machines, whose comings are told by the handful.
 */
const gatherMs = (updates: number): number => (updates < 10 ? 3_000 : updates < 15 ? 15_000 : 30_000)

/**
 * A story that has not begun: it does once both watches have told what is there. `neighbours` are names of other
 * ClusterDeployments of the namespace, where the clusters' watch will not tell them.
 */
export const begin = (target: ClusterTarget, neighbours: ReadonlyArray<string> = []): Narration => ({
  target,
  ended: false,
  prelude: knowing(neighbours)
})

/** What is told of a cluster while its watches are down is what was seen last: that has to be said. */
const outageNotice: Notice = {
  reason: "WatchInterrupted",
  severity: "warning",
  terminal: false,
  message: "The connection to the management cluster is interrupted: this is what was seen last."
}

/** When good news leaves: what was held back as soon as the interval is over, the rest after its wait for company. */
const releaseAt = (told: Told, pendingSince: number): number => {
  const over = told.sentAt + minIntervalMs
  return pendingSince < over ? over : pendingSince + gatherMs(told.updates)
}

/** Whether what waits to be told leaves now. */
const mayLeave = (state: State, now: Assessment, messages: ReadonlyArray<Message>, terminal: boolean): boolean => {
  const { told } = state
  if (terminal || told === undefined || now.phase !== told.phase || state.notices.length > 0) return true
  if (now.deletion !== undefined && told.deletion === undefined) return true
  const goodNews = messages.every((message) => message.severity === "info")
  return state.now >= (goodNews ? releaseAt(told, state.pendingSince ?? state.now) : told.sentAt + minIntervalMs)
}

type Step = readonly [Narration, ReadonlyArray<ProgressUpdate>]

const speak = (narration: Narration, before: State): Step => {
  const now = assess(before)
  const state = withStage(before, now)
  const messages = messagesOf(state, now)
  const terminal = now.terminal || state.deleted || state.notices.some((notice) => notice.terminal)
  if (messages.length === 0) {
    if (state.pendingSince === undefined) return [{ ...narration, state }, []]
    const { pendingSince: _, ...quiet } = state
    return [{ ...narration, state: quiet }, []]
  }
  if (!mayLeave(state, now, messages, terminal)) {
    return [{ ...narration, state: { ...state, pendingSince: state.pendingSince ?? state.now } }, []]
  }
  const update = compose(state, now, messages, terminal)
  return [{ ...narration, ended: terminal, state: afterTelling(state, now) }, [update]]
}

const noMachines: ReadonlySet<string> = new Set()

/** By what the narrator knows its cluster's events; the same as long as nothing has changed. */
export const bearingsOf = ({ prelude, state, target }: Narration): Bearings => ({
  name: target.name,
  credential: (state ?? prelude).cluster?.credential ?? "",
  machines: state?.machines ?? noMachines,
  names: (state ?? prelude).names
})

/** What nothing that is told depends on: what was taken in, and when. */
const unheeded: ReadonlySet<keyof State> = new Set(["now", "events", "tally", "cycles"])

/**
 * Whether all is as it was at the last look, but for the clock, which has its own times (`wakeAt`). Most events of a namespace are
 * other clusters', most of a cluster's own repeat what is known: they need no second look at everything.
 */
const isAsBefore = (before: State, after: State): boolean => {
  const keys = Struct.keys(after)
  return (
    keys.every((key) => before[key] === after[key] || unheeded.has(key)) && keys.length === Struct.keys(before).length
  )
}

const leavesNoTrace = (before: State, after: State, news: News): boolean =>
  news._tag === "NeighbourSeen" || (news._tag === "EventSeen" && isAsBefore(before, after))

const tell = ([narration, updates]: Step, at: number, news: News): Step => {
  const { state } = narration
  if (narration.ended || state === undefined) return [narration, updates]
  const next = applyNews(state, at, news)
  // The clock of the last look stays: however many foreign events come, the next one is not put off.
  if (leavesNoTrace(state, next, news)) return [{ ...narration, state: { ...next, now: state.now } }, updates]
  const [after, said] = speak(narration, next)
  return [after, said.length === 0 ? updates : [...updates, ...said]]
}

/** The first update, and then what could not be told before it. */
const open = (narration: Narration, input: Input): Step => {
  const { prelude } = narration
  if (prelude.cluster === undefined || !begins(prelude, input)) return [narration, []]
  const state = openState(prelude, prelude.cluster, input.at)
  const begun = speak({ ...narration, prelude: knowing([]), state }, state)
  const clock = input._tag === "TimeoutNear" || input._tag === "TimedOut" ? newsIn(state, input) : []
  return [...prelude.held.values(), ...clock].reduce((step, news) => tell(step, input.at, news), begun)
}

/**
 * The state machine that tells the story. Laws: progress never runs backwards; exactly one terminal update; nothing
 * after it; at most one update per 10 s, but for phase changes, terminal updates and those of `source: system`;
 * milestones that were held back leave with the next update.
 */
export const step = (narration: Narration, input: Input): Step => {
  const { target, prelude, state } = narration
  if (narration.ended) return [narration, []]
  if (state === undefined) return open({ ...narration, prelude: applyToPrelude(prelude, target, input) }, input)
  return newsIn(state, input).reduce<Step>((step, news) => tell(step, input.at, news), [narration, []])
}

/**
 * What a subscriber who came now would be told first, by a narrator that has been there all along; the milestones are the
 * caller's to give, because what was told is not kept. `undefined` before the story has begun.
 */
export const retell = (
  { state: known, ended }: Narration,
  at: number,
  milestones: ReadonlyArray<Milestone> = []
): ProgressUpdate | undefined => {
  if (known === undefined) return undefined
  // Whoever is told for the first time has not heard of what is wrong.
  const problems = new Map([...known.problems].map(([key, problem]) => [key, { ...problem, told: false }]))
  const state: State = { ...known, now: Math.max(known.now, at), problems }
  const now = assess(state)
  const { told: _told, ...rest } = state
  const untold: State = {
    ...rest,
    held: milestones,
    healed: [],
    notices: state.brokenWatches.size === 0 ? [] : [outageNotice]
  }
  const update = compose(untold, now, messagesOf(untold, now), ended && (now.terminal || state.deleted))
  return update.progress === undefined ? update : { ...update, progress: progressNow(state.told, now) }
}

/** Whether something waits to be told that has happened already. */
export const holdsBack = ({ ended, state }: Narration): boolean => !ended && state?.pendingSince !== undefined

/** When a `Tick` may have something to say; `undefined` once the story has ended, or before it has begun. */
export const wakeAt = ({ ended, state }: Narration): number | undefined => {
  if (ended || state === undefined) return undefined
  const { now, told, pendingSince } = state
  const release = told === undefined || pendingSince === undefined ? now : releaseAt(told, pendingSince)
  const next = nextMoment(state)
  return release > now ? Math.min(release, next) : next
}
