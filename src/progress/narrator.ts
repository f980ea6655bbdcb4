import type { KubeEvent } from "../domain/kubeEvent.ts"
import { isoInstant } from "../domain/lenient.ts"
import type { ClusterTarget } from "../domain/names.ts"
import { stageIndex } from "../domain/phase.ts"
import { oldestFirst, type ProgressUpdate, type Severity, type Source } from "../domain/progressUpdate.ts"
import { absorb } from "./absorb.ts"
import { type Assessment, assess } from "./assessment.ts"
import type { Input } from "./input.ts"
import { conditionsOf, metadataOf } from "./metadata.ts"
import type { Narration, Story, Told } from "./narration.ts"
import { forgive } from "./problems.ts"
import { addRecent } from "./recent.ts"
import { deployedKey, type Remark, remarksOf } from "./remarks.ts"
import { belongsTo } from "./scope.ts"

export type { EventTally, Narration } from "./narration.ts"

/** The least time between two updates, but for those that leave at once (upstream task 11). */
export const minIntervalMs = 10_000

/**
 * Good news that nothing holds back waits this long for company: what happens together is told together. A story that has
 * had many updates already is one of many machines, whose comings are told by the handful.
 */
const gatherMs = (updates: number): number => (updates < 10 ? 3_000 : updates < 15 ? 15_000 : 30_000)

/** While anything may still change by the clock alone (graces, persistence, standstill), it is looked at this often. */
const pulseMs = 5_000

/** A story that has not begun: feed it `Opened` first. */
export const begin = (target: ClusterTarget): Narration => ({ target, ended: false })

const worst = (severities: ReadonlyArray<Severity>): Severity =>
  severities.includes("error") ? "error" : severities.includes("warning") ? "warning" : "info"

/** Progress never runs backwards, and 100 is Ready's alone. A deletion has none. */
const progressNow = (told: Told | undefined, now: Assessment): number => {
  const standing = now.verdict !== undefined || now.deletion !== undefined
  const estimate = standing ? 0 : now.estimate.progress
  return now.terminal && now.phase === "Ready" ? 100 : Math.min(99, Math.max(told?.progress ?? 0, estimate))
}

const compose = (story: Story, now: Assessment, remarks: ReadonlyArray<Remark>, terminal: boolean): ProgressUpdate => {
  const [first] = remarks
  const progress = progressNow(story.told, now)
  const eta = now.estimate.etaSeconds
  const quiet = !now.stalled && now.verdict === undefined && now.deletion === undefined && now.problems.length === 0
  const source: Source = remarks.some((remark) => remark.source === "system")
    ? "system"
    : (first?.source ?? "condition")
  return {
    timestamp: isoInstant(story.now),
    phase: now.phase,
    ...(now.deletion !== undefined ? {} : { progress }),
    ...(eta !== undefined && quiet && !terminal ? { etaSeconds: eta } : {}),
    message: remarks.map((remark) => remark.message).join(" "),
    ...(first === undefined ? {} : { reason: first.reason }),
    source,
    severity: worst(remarks.map((remark) => remark.severity)),
    ...(first?.object === undefined ? {} : { relatedObject: first.object }),
    conditions: conditionsOf(story.cluster),
    ...(terminal ? { terminal: true } : {}),
    metadata: metadataOf(story.cluster, story.reading),
    services: story.reading.reported,
    ...(story.held.length === 0 ? {} : { milestones: oldestFirst(story.held) })
  }
}

const afterTelling = (before: Story, now: Assessment): Story => {
  const { pendingSince: _, ...story } = before
  const told: Told = {
    phase: now.phase,
    stage: now.stage,
    progress: progressNow(story.told, now),
    sentAt: story.now,
    updates: (story.told?.updates ?? 0) + 1,
    heldBack: now.heldBack,
    ...(now.deletion === undefined ? {} : { deletion: now.deletion.key }),
    ...(now.stalled ? { stalledIn: now.stage } : story.told?.stalledIn === now.stage ? { stalledIn: now.stage } : {})
  }
  const worth = new Set(now.problems.map((problem) => problem.key))
  return {
    ...story,
    told,
    milestones: story.reading.reported
      .filter((service) => service.state === "Deployed")
      .reduce((milestones, service) => addRecent(milestones, deployedKey(service)), story.milestones),
    held: [],
    healed: [],
    notices: [],
    problems: new Map(
      [...story.problems].map(([key, problem]) => [key, worth.has(key) ? { ...problem, told: true } : problem])
    )
  }
}

/** Notes what the assessment decided about the stage, so that its age and a wavering regress are remembered. */
const withStage = (story: Story, now: Assessment): Story => {
  const { regressSince, ...rest } = story
  const entered = now.stage !== story.stage
  const forward = entered && story.told !== undefined && stageIndex(now.stage) > stageIndex(story.stage)
  return {
    ...rest,
    ...(entered ? { stage: now.stage, stageSince: story.told === undefined ? story.stageSince : story.now } : {}),
    // A stage that is over has got over what its events complained about.
    ...(forward ? { problems: forgive(story.problems, () => true) } : {}),
    ...(now.regressSince === undefined ? {} : { regressSince: now.regressSince })
  }
}

/** When good news leaves: what was held back as soon as the interval is over, the rest after its wait for company. */
const releaseAt = (told: Told, pendingSince: number): number => {
  const over = told.sentAt + minIntervalMs
  return pendingSince < over ? over : pendingSince + gatherMs(told.updates)
}

/** Whether what waits to be told leaves now. */
const mayLeave = (story: Story, now: Assessment, remarks: ReadonlyArray<Remark>, terminal: boolean): boolean => {
  const { told } = story
  if (terminal || told === undefined || now.phase !== told.phase || story.notices.length > 0) return true
  const goodNews = remarks.every((remark) => remark.severity === "info")
  return story.now >= (goodNews ? releaseAt(told, story.pendingSince ?? story.now) : told.sentAt + minIntervalMs)
}

const speak = (narration: Narration, before: Story): readonly [Narration, ReadonlyArray<ProgressUpdate>] => {
  const now = assess(before)
  const story = withStage(before, now)
  const remarks = remarksOf(story, now)
  const terminal = now.terminal || story.deleted || story.notices.some((notice) => notice.terminal)
  if (remarks.length === 0) return [{ ...narration, story }, []]
  if (!mayLeave(story, now, remarks, terminal)) {
    return [{ ...narration, story: { ...story, pendingSince: story.pendingSince ?? story.now } }, []]
  }
  const update = compose(story, now, remarks, terminal)
  return [{ ...narration, ended: terminal, story: afterTelling(story, now) }, [update]]
}

/**
 * Whether an event may be about the narrator's cluster: for whoever can save the work of telling it about all the others. Machines
 * may be named by a condition that is still to come.
 */
export const concerns = ({ story }: Narration, event: KubeEvent): boolean =>
  story === undefined ||
  event.regarding.kind === "Machine" ||
  belongsTo(event, story.cluster, story.names, story.machines)

/** Most of a namespace's events are other clusters': what leaves no trace needs no second look at everything. */
const leavesNoTrace = (before: Narration, after: Narration, input: Input): boolean =>
  input._tag === "NeighbourSeen" || (input._tag === "EventSeen" && before.story?.events === after.story?.events)

/**
 * The state machine that tells the story. Laws: progress never runs backwards; exactly one terminal update; nothing
 * after it; at most one update per 10 s, but for phase changes, terminal updates and those of `source: system`;
 * milestones that were held back leave with the next update.
 */
export const step = (narration: Narration, input: Input): readonly [Narration, ReadonlyArray<ProgressUpdate>] => {
  if (narration.ended) return [narration, []]
  const next = absorb(narration, input)
  if (next.story === undefined) return [next, []]
  if (!leavesNoTrace(narration, next, input)) return speak(next, next.story)
  // The clock of the last look stays: however many foreign events come, the next one is not put off.
  return [{ ...next, story: { ...next.story, now: narration.story?.now ?? next.story.now } }, []]
}

/** When a `Tick` will have something to say; `undefined` once the story has ended, or before it has begun. */
export const wakeAt = (narration: Narration): number | undefined => {
  const { story } = narration
  if (narration.ended || story === undefined) return undefined
  const { now, told, pendingSince } = story
  const pulse = now + pulseMs
  const release = told === undefined || pendingSince === undefined ? pulse : releaseAt(told, pendingSince)
  return release > now ? Math.min(release, pulse) : pulse
}
