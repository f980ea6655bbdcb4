import { findCondition } from "../../domain/condition.ts"
import { type CapiType, listed } from "../../domain/conditionTree.ts"
import { type Stage, stageIndex } from "../../domain/phase.ts"
import { type Observation, stageBeforeReady } from "../observe/observation.ts"
import { changeOf, isFirstBuild } from "../state/change.ts"
import { unseenMachines } from "../state/machines/joining.ts"
import { poolChanges } from "../state/machines/workerPools.ts"
import type { State } from "../state/state.ts"

const second = 1000

/** kcm's status lags what Cluster API's events say by 10-60 s (its requeue is 10 s, its poller 60 s). */
export const statusLagMs = 90 * second

/** An earlier stage is believed when it lasts: conditions flap, and the order in which they flip is not strict. */
const regressMs = 60 * second

/**
 * How long Ready has to stand after the spec changed: kcm writes Ready=True for the new generation from old conditions once
 * (field guide i.1). Where work was seen to follow the change, Ready is news, and nothing is waited for; where none was, kcm's poller (once a
 * minute) has to have looked. Of a change that was made before anybody watched, part of that time is over.
 */
const settleMs = 75 * second

/** Events of machines may hold back a Ready for so long: the longest rollouts take hours, and none takes for ever. */
const heldBackMs = 2 * 3600 * second

/** A template without any Cluster has only Ready to show; one with a Cluster shows it within this time. */
const clusterlessMs = 120 * second

/** kcm says Ready of an adopted cluster before a MultiClusterService has given it its services: that takes 8 s and more (kcm#1296). */
const adoptedMs = 30 * second

const atLeast = (stage: Stage, floor: Stage): Stage => (stageIndex(stage) < stageIndex(floor) ? floor : stage)

const recently = (at: number | undefined, now: number): boolean => at !== undefined && now - at < statusLagMs

/** What Cluster API writes as long as a field is not set that is never unset again: whoever has heard that it is set knows better. */
const notYet: Partial<Record<CapiType, RegExp>> = {
  InfrastructureReady: /^\w+ status\.(?:initialization\.provisioned|ready) is false$/u,
  ControlPlaneInitialized: /^Control plane not yet initialized$/u
}

/** A status that has not caught up after so long is right after all: the event was not. */
const outdatedMs = 600 * second

/** Whether the status has not caught up with an event: it still says that what has happened for good has not. */
const isOutdated = ({ now, observation }: State, type: CapiType, since: number): boolean => {
  const text = now - since < outdatedMs ? listed(observation.tree, type)?.text : undefined
  return text !== undefined && notYet[type]?.test(text) === true
}

/** Views of Cluster API in which nothing beyond the infrastructure can be there: the conditions contradict whoever says more. */
const beforeCluster: ReadonlySet<Observation["capi"]> = new Set(["none", "missing", "unreported", "deleting"])

/** What recent events prove that the conditions do not say yet. */
const withEvents = (state: State, stage: Stage): Stage => {
  const { facts, now, observation } = state
  const infrastructure = facts.get("infrastructureReady") ?? facts.get("capiProvisioned")
  let floor: Stage = "Initializing"
  const provisioned = facts.get("infrastructureReady")
  if (
    recently(infrastructure, now) ||
    (provisioned !== undefined && isOutdated(state, "InfrastructureReady", provisioned))
  ) {
    floor = "Bootstrapping"
  }
  // Hosted control planes may answer before the infrastructure is done: then it is still being provisioned.
  const infrastructureDone =
    infrastructure !== undefined || listed(observation.tree, "InfrastructureReady") === undefined
  const initialized = facts.get("controlPlaneInitialized")
  if (initialized !== undefined && infrastructureDone) {
    if (recently(initialized, now) || isOutdated(state, "ControlPlaneInitialized", initialized)) floor = "Scaling"
  }
  if (recently(facts.get("capiProvisioning"), now) && floor === "Initializing") floor = "Provisioning"
  if (beforeCluster.has(observation.capi) && floor !== "Initializing") floor = "Provisioning"
  return atLeast(stage, floor)
}

/**
 * Whether kcm may say Ready only because one machine has been replaced and the next has not begun: both are so for a while in
 * every rolling change. Where its events have not told that it is over, nothing must have moved for as long as kcm's poller takes.
 */
export const isBetweenMachines = (state: State): boolean => {
  const change = changeOf(state)
  if (state.observation.stage !== "Ready" || change === undefined || isFirstBuild(state)) return false
  const { machineMoves, now, openedAt, readySince = 0 } = state
  const { controlPlane = 0, sets, workers = 0 } = machineMoves
  const { since = 0 } = change
  // What the events of the workers' pools know has been asked before; a control plane has none.
  const heard = sets !== undefined && sets >= since
  const moved = heard ? controlPlane : Math.max(controlPlane, workers)
  const quietSince = heard || readySince <= openedAt ? moved : Math.max(moved, readySince)
  return moved > since && now < quietSince + settleMs
}

/** Ready, once it may be believed; until then the stage before it. */
const settled = (state: State): Stage => {
  const { now, observation, cluster } = state
  if (observation.stage !== "Ready") return observation.stage
  const events = unseenMachines(state).length > 0 || poolChanges(state).length > 0
  if (events && now < (state.readySince ?? now) + heldBackMs) return "Scaling"
  if (isBetweenMachines(state)) return stageBeforeReady(observation.services)
  const changedAt = state.respecifiedAt ?? recentUpdate(state)
  if (changedAt !== undefined && !state.movedSinceRespecified) {
    const since = state.respecifiedAt === undefined ? changedAt : (state.readySince ?? now)
    if (now < since + settleMs) return stageBeforeReady(observation.services)
  }
  const since = findCondition(cluster.status?.conditions ?? [], "Ready")?.lastTransitionAt ?? state.readySince ?? now
  if (observation.shape === "adopted") {
    return observation.services.wanted === 0 && now < since + adoptedMs ? "Installing" : "Ready"
  }
  return observation.capi === "none" && now < since + clusterlessMs ? "Provisioning" : "Ready"
}

/** What a HelmRelease says so soon after its cluster was made, it says of its installation. */
const installedMs = 60 * second

/** A change of the spec that was made shortly before the story was opened. */
const recentUpdate = ({ cluster, helmSaidAt, helmUpdatedAt, openedAt }: State): number | undefined => {
  const ofInstallation = helmSaidAt !== undefined && helmSaidAt - (cluster.createdAt ?? 0) <= installedMs
  return [helmUpdatedAt, ofInstallation ? undefined : helmSaidAt].find(
    (at) => at !== undefined && openedAt - at < settleMs
  )
}

export interface StageNow {
  readonly stage: Stage
  /** Set while an earlier stage than the told one waits to be believed. */
  readonly regressSince?: number
}

/** The stage to tell: conditions first, recent events as a second voice, and memory against flapping. */
export const stageNow = (state: State): StageNow => {
  const ready = settled(state)
  const stage =
    ready === "Ready" || state.observation.deleting || !state.observation.current || state.cluster.dryRun
      ? ready
      : withEvents(state, ready)
  const told = state.told?.stage
  // What kcm cannot read is no reason to believe that it is not there any more.
  if (told !== undefined && told !== "Ready" && state.observation.capi === "unreadable") return { stage: told }
  const sameSpec = state.respecifiedAt === undefined || state.respecifiedAt <= (state.told?.sentAt ?? 0)
  if (told === undefined || told === "Ready" || !sameSpec || stageIndex(stage) >= stageIndex(told)) return { stage }
  const regressSince = state.regressSince ?? state.now
  return state.now - regressSince >= regressMs ? { stage } : { stage: told, regressSince }
}
