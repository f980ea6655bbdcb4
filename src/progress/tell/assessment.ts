import type { Phase, Stage } from "../../domain/phase.ts"
import type { Gravity } from "../knowledge/gravity.ts"
import { type DeletionStep, deletionStep } from "../observe/deletion.ts"
import { stageBeforeReady } from "../observe/observation.ts"
import { type Joined, namesInWords, type Waiting, waitingFor } from "../observe/waiting.ts"
import { changeOf } from "../state/change.ts"
import { withoutEchoes } from "../state/echoes.ts"
import { unseenMachines } from "../state/machines/joining.ts"
import { type PoolChange, poolChanges } from "../state/machines/workerPools.ts"
import { notOvertaken } from "../state/overtaken.ts"
import { byGravity, type Problem, type Verdict, verdictOf, worthTelling } from "../state/problems.ts"
import { hasRecent } from "../state/recent.ts"
import type { State } from "../state/state.ts"
import { type Estimate, estimateProgress } from "./estimate.ts"
import { isBetweenMachines, stageNow, statusLagMs } from "./stage.ts"
import { type Standstill, standingSince, standstillLimit, standstillOf } from "./standstill.ts"

/** Everything that holds now, before it is decided what of it is worth telling. */
export interface Assessment {
  readonly phase: Phase
  readonly stage: Stage
  readonly terminal: boolean
  /** The cluster stood before, or stands: it works on, whatever is wrong with a change or a service. */
  readonly serving: boolean
  readonly verdict: Verdict | undefined
  /** Problems that deserve a word, gravest first, told or not. */
  readonly problems: ReadonlyArray<Problem>
  readonly waiting: Waiting
  /** Nothing moves, although something should. */
  readonly standstill: Standstill | undefined
  /** The cluster is up, and one of kcm's own conditions keeps Ready back. */
  readonly heldBack: boolean
  readonly estimate: Estimate
  readonly deletion: DeletionStep | undefined
  readonly regressSince: number | undefined
}

/** Problems that keep the build from going on. */
const blocking: ReadonlySet<Gravity> = new Set(["deterministic", "userAction", "error"])

/**
 * Until when work went on that the clock may count: not while a problem blocks it, nor when half of what makes a standstill has
 * passed without a move. On a first look at a problem nobody has seen how long it worked: then only what stands counts.
 */
const workingUntil = (state: State, stage: Stage, problems: ReadonlyArray<Problem>): number | undefined => {
  const since = problems.flatMap((problem) => (blocking.has(problem.gravity) ? [problem.firstAt] : []))
  if (since.length > 0 && state.told === undefined) return undefined
  const idleAt = stage === "Ready" ? state.now : standingSince(state) + standstillLimit(state, stage) / 2
  return Math.min(state.now, idleAt, ...since)
}

/**
 * A cluster that goes away, or is gone, keeps the stage that was told last, and is never Ready. Once Cluster API speaks of nothing but
 * the deletion, a first look cannot tell how far the cluster was: most that are deleted were up.
 */
const leavingStage = ({ observation, told }: State, stage: Stage): Stage =>
  told?.stage ?? (stage === "Ready" || observation.capi === "deleting" ? stageBeforeReady(observation.services) : stage)

/** A deletion has troubles of its own, which only events tell; what the build complained about is history. */
const concerns = ({ observation, cluster, problems }: State, problem: Problem): boolean => {
  if (observation.deleting) return problem.origin === "event" && problem.firstAt >= (cluster.deletionRequestedAt ?? 0)
  // What Sveltos says of a ClusterSummary, the service's own state says with its name.
  return (
    problem.object.kind !== "ClusterSummary" || ![...problems.values()].some((other) => other.service !== undefined)
  )
}

const poolInWords = ({ before, done, is, pool, wanted }: PoolChange): string => {
  if (is === "scaling") return `${done} of ${wanted} workers of ${pool} are up; there were ${before}`
  return `the workers of ${pool} are being replaced${wanted === undefined ? "" : `, ${done} of ${wanted} done`}`
}

/** What the status does not know of: what only events have told about machines. */
const machinesWaiting = (state: State, stage: Stage, changes: ReadonlyArray<PoolChange>): Waiting | undefined => {
  if (stage !== "Scaling") return undefined
  const [change] = changes
  if (change !== undefined) {
    return {
      text: changes.map(poolInWords).join("; "),
      object: { kind: "MachineDeployment", name: change.pool, namespace: state.cluster.namespace }
    }
  }
  if (state.observation.stage !== "Ready") return undefined
  const machines = unseenMachines(state)
  const [first] = machines
  if (first === undefined) {
    return isBetweenMachines(state)
      ? { text: "kcm says Ready, which it does between two replacements, too: it has to last before it is believed" }
      : undefined
  }
  return {
    text: `waiting for ${machines.length === 1 ? "a new machine" : `${machines.length} new machines`} to join: ${namesInWords(machines)}`,
    object: { kind: "Machine", name: first, namespace: state.cluster.namespace }
  }
}

/** What kcm's status says longer than it lags behind events is so. */
const joinedLately =
  ({ milestones, movedAt, now }: State): Joined =>
  (machine) =>
    now - movedAt < statusLagMs && hasRecent(milestones, `node/${machine}`)

export const assess = (state: State): Assessment => {
  const { now, observation, cluster } = state
  const leaving = observation.deleting || state.deleted
  const { stage: plain, regressSince } = stageNow(state)
  const stage = leaving || observation.capi === "deleting" ? leavingStage(state, plain) : plain
  const change = changeOf(state)
  const serving = change !== undefined || observation.capi === "done"
  // That we can no longer watch says nothing about the cluster.
  const givenUp = state.notices.some((notice) => notice.reason === "WatchGivenUp")
  const judged = state.told === undefined ? notOvertaken(state.problems, observation) : state.problems
  const verdict = leaving || givenUp || stage === "Ready" ? undefined : verdictOf(judged, now, state.movedAt, serving)
  const problems = withoutEchoes(
    [...state.problems.values()]
      .filter((problem) => concerns(state, problem) && worthTelling(problem, now, state.movedAt))
      .toSorted(byGravity)
  )
  const ready = stage === "Ready"
  const clock = workingUntil(state, stage, problems)
  const seconds = (since: number | undefined): number | undefined =>
    since === undefined || clock === undefined ? undefined : Math.max(0, clock - since) / 1000
  const changes = poolChanges(state)
  const elapsed = seconds(change === undefined ? state.startedAt : change.since)
  // A stage that is entered now has just begun, but for the first look: then nobody saw when.
  const entered =
    state.stage === stage
      ? seconds(Math.max(state.stageSince, change?.since ?? 0))
      : state.told === undefined
        ? undefined
        : 0
  return {
    phase: verdict !== undefined ? "Failed" : stage,
    stage,
    terminal: ready || verdict?.final === true,
    serving,
    verdict,
    problems,
    waiting: machinesWaiting(state, stage, changes) ?? waitingFor(cluster, observation, stage, joinedLately(state)),
    standstill: state.deleted ? undefined : standstillOf(state, stage),
    heldBack:
      !leaving &&
      stage !== "Ready" &&
      observation.capi === "done" &&
      observation.services.complete &&
      problems.some((problem) => problem.gravity === "blocksReady" && problem.origin === "condition"),
    estimate: estimateProgress(stage, observation, {
      ...(elapsed === undefined ? {} : { elapsed }),
      ...(entered === undefined ? {} : { inStage: entered }),
      ...(clock === now ? {} : { standing: true }),
      ...(change === undefined ? {} : { change: changes })
    }),
    deletion: observation.deleting ? deletionStep(cluster, observation) : undefined,
    regressSince
  }
}
