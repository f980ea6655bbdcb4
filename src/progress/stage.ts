import { findCondition } from "../domain/condition.ts"
import { listed } from "../domain/conditionTree.ts"
import { type Stage, stageIndex } from "../domain/phase.ts"
import { unseenMachines } from "./joining.ts"
import type { Story } from "./narration.ts"
import { stageBeforeReady } from "./reading.ts"

const second = 1000

/** kcm's status lags what Cluster API's events say by 10-60 s (its requeue is 10 s, its poller 60 s). */
const statusLagMs = 90 * second

/** An earlier stage is believed when it lasts: conditions flap, and the order in which they flip is not strict. */
const regressMs = 60 * second

/**
 * How long Ready has to stand after the spec changed: kcm writes Ready=True for the new generation from old conditions once
 * (field guide i.1). Where work was seen to follow the change, Ready is news, and nothing is waited for; where none was, kcm's poller (once a
 * minute) has to have looked. A change that was made before anybody watched gets less patience: part of it is over.
 */
const settleMs = { watched: 75 * second, earlier: 30 * second }

/** A template without any Cluster has only Ready to show; one with a Cluster shows it within this time. */
const clusterlessMs = 120 * second

const atLeast = (stage: Stage, floor: Stage): Stage => (stageIndex(stage) < stageIndex(floor) ? floor : stage)

const recently = (at: number | undefined, now: number): boolean => at !== undefined && now - at < statusLagMs

/** What recent events prove that the conditions do not say yet. */
const withEvents = (story: Story, stage: Stage): Stage => {
  const { facts, now, reading } = story
  const infrastructure = facts.get("infrastructureReady") ?? facts.get("capiProvisioned")
  let floor: Stage = "Initializing"
  if (recently(infrastructure, now)) floor = "Bootstrapping"
  // Hosted control planes may answer before the infrastructure is done: then it is still being provisioned.
  const infrastructureDone = infrastructure !== undefined || listed(reading.tree, "InfrastructureReady") === undefined
  if (recently(facts.get("controlPlaneInitialized"), now) && infrastructureDone) floor = "Scaling"
  if (recently(facts.get("capiProvisioning"), now) && floor === "Initializing") floor = "Provisioning"
  return atLeast(stage, floor)
}

/** Ready, once it may be believed; until then the stage before it. */
const settled = (story: Story): Stage => {
  const { now, reading, cluster } = story
  if (reading.stage !== "Ready") return reading.stage
  if (unseenMachines(story).length > 0) return "Scaling"
  const changedAt = story.respecifiedAt ?? recentUpdate(story)
  if (changedAt !== undefined && !story.movedSinceRespecified) {
    const until = (story.readySince ?? now) + (story.respecifiedAt === undefined ? settleMs.earlier : settleMs.watched)
    if (now < until) return stageBeforeReady(reading.services)
  }
  if (reading.capi === "none" && reading.shape !== "adopted") {
    const since = findCondition(cluster.status?.conditions ?? [], "Ready")?.lastTransitionAt ?? story.readySince ?? now
    if (now < since + clusterlessMs) return "Provisioning"
  }
  return "Ready"
}

/** A change of the spec that was made shortly before the story was opened. */
const recentUpdate = (story: Story): number | undefined => {
  const at = story.helmUpdatedAt
  return at !== undefined && story.openedAt - at < settleMs.earlier ? at : undefined
}

export interface StageNow {
  readonly stage: Stage
  /** Set while an earlier stage than the told one waits to be believed. */
  readonly regressSince?: number
}

/** The stage to tell: conditions first, recent events as a second voice, and memory against flapping. */
export const stageNow = (story: Story): StageNow => {
  const ready = settled(story)
  const stage =
    ready === "Ready" || story.reading.deleting || !story.reading.current || story.cluster.dryRun
      ? ready
      : withEvents(story, ready)
  const told = story.told?.stage
  const sameSpec = story.respecifiedAt === undefined || story.respecifiedAt <= (story.told?.sentAt ?? 0)
  if (told === undefined || told === "Ready" || !sameSpec || stageIndex(stage) >= stageIndex(told)) return { stage }
  const regressSince = story.regressSince ?? story.now
  return story.now - regressSince >= regressMs ? { stage } : { stage: told, regressSince }
}
