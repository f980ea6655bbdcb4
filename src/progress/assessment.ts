import type { Phase, Stage } from "../domain/phase.ts"
import { type DeletionStep, deletionStep } from "./deletion.ts"
import { type Estimate, estimateProgress } from "./estimate.ts"
import { unseenMachines } from "./joining.ts"
import type { Story } from "./narration.ts"
import { byGravity, type Problem, type Verdict, verdictOf, worthTelling } from "./problems.ts"
import { stageBeforeReady } from "./reading.ts"
import { stageNow } from "./stage.ts"
import { namesInWords, type Waiting, waitingFor } from "./waiting.ts"

const minute = 60_000

/**
 * How long a stage may stand still before it is worth a word: about twice the longest quiet stretch of a normal build
 * (field guide section g; an EKS control plane says nothing for 8-12 minutes).
 */
const stallMs: Readonly<Record<Exclude<Stage, "Ready">, number>> = {
  Initializing: 3 * minute,
  Provisioning: 8 * minute,
  Bootstrapping: 8 * minute,
  Scaling: 8 * minute,
  Installing: 8 * minute
}
const managedStallMs = 15 * minute

/** Everything that holds now, before it is decided what of it is worth telling. */
export interface Assessment {
  readonly phase: Phase
  readonly stage: Stage
  readonly terminal: boolean
  readonly verdict: Verdict | undefined
  /** Problems that deserve a word, gravest first, told or not. */
  readonly problems: ReadonlyArray<Problem>
  readonly waiting: Waiting
  readonly stalled: boolean
  /** The cluster is up, and one of kcm's own conditions keeps Ready back. */
  readonly heldBack: boolean
  readonly estimate: Estimate
  readonly deletion: DeletionStep | undefined
  readonly regressSince: number | undefined
}

/** Since when nothing has moved: by the last sign of movement, or else since somebody has been looking. */
export const standingSince = (story: Story): number => {
  const evidence = story.movedAt > (story.cluster.createdAt ?? story.movedAt)
  const watched = evidence && story.cluster.generation <= 1 ? 0 : story.openedAt
  return Math.max(story.movedAt, story.stageSince, story.respecifiedAt ?? 0, watched)
}

const isStalled = (story: Story, stage: Stage): boolean => {
  if (stage === "Ready" || story.cluster.dryRun) return false
  const limit = story.reading.shape === "managed" && stage !== "Initializing" ? managedStallMs : stallMs[stage]
  return story.now - standingSince(story) >= limit
}

/** A cluster that goes away, or is gone, keeps the stage that was told last, and is never Ready. */
const leavingStage = (story: Story, stage: Stage): Stage =>
  story.told?.stage ?? (stage === "Ready" ? stageBeforeReady(story.reading.services) : stage)

/** A deletion has troubles of its own, which only events tell; what the build complained about is history. */
const concerns = ({ reading, cluster, problems }: Story, problem: Problem): boolean => {
  if (reading.deleting) return problem.origin === "event" && problem.firstAt >= (cluster.deletionRequestedAt ?? 0)
  // What Sveltos says of a ClusterSummary, the service's own state says with its name.
  return (
    problem.object.kind !== "ClusterSummary" || ![...problems.values()].some((other) => other.service !== undefined)
  )
}

/** What the status does not know of: machines that only events have told about. */
const machinesWaiting = (story: Story, stage: Stage): Waiting | undefined => {
  if (stage !== "Scaling" || story.reading.stage !== "Ready") return undefined
  const machines = unseenMachines(story)
  const [first] = machines
  if (first === undefined) return undefined
  return {
    text: `waiting for ${machines.length === 1 ? "a new machine" : `${machines.length} new machines`} to join: ${namesInWords(machines)}`,
    object: { kind: "Machine", name: first, namespace: story.cluster.namespace }
  }
}

export const assess = (story: Story): Assessment => {
  const { now, reading, cluster } = story
  const leaving = reading.deleting || story.deleted
  const { stage: plain, regressSince } = stageNow(story)
  const stage = leaving ? leavingStage(story, plain) : plain
  // That we can no longer watch says nothing about the cluster.
  const givenUp = story.notices.some((notice) => notice.reason === "WatchGivenUp")
  const verdict = leaving || givenUp || stage === "Ready" ? undefined : verdictOf(story.problems, now, story.movedAt)
  const quietMs = now - story.movedAt
  const problems = [...story.problems.values()]
    .filter((problem) => concerns(story, problem) && worthTelling(problem, now, quietMs))
    .toSorted(byGravity)
  const ready = stage === "Ready"
  const seconds = (since: number | undefined): number | undefined =>
    since === undefined ? undefined : (now - since) / 1000
  const elapsed = seconds(story.startedAt)
  // A stage that is entered now has just begun, but for the first look: then nobody saw when.
  const entered = story.stage === stage ? seconds(story.stageSince) : story.told === undefined ? undefined : 0
  return {
    phase: verdict !== undefined ? "Failed" : stage,
    stage,
    terminal: ready || verdict?.final === true,
    verdict,
    problems,
    waiting: machinesWaiting(story, stage) ?? waitingFor(cluster, reading, stage),
    stalled: !reading.deleting && verdict === undefined && isStalled(story, stage),
    heldBack:
      !leaving &&
      stage !== "Ready" &&
      reading.capi === "done" &&
      reading.services.complete &&
      problems.some((problem) => problem.gravity === "held" && problem.origin === "condition"),
    estimate: estimateProgress(stage, reading, {
      ...(elapsed === undefined ? {} : { elapsed }),
      ...(entered === undefined ? {} : { inStage: entered })
    }),
    deletion: reading.deleting ? deletionStep(cluster, reading) : undefined,
    regressSince
  }
}
