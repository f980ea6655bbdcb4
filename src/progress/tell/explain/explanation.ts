import type { KubeEvent } from "../../../domain/event/kubeEvent.ts"
import { isoInstant } from "../../../domain/lenient.ts"
import { stageIndex } from "../../../domain/phase.ts"
import type { Explanation } from "../../../domain/update/explanation.ts"
import type { Gravity } from "../../knowledge/gravity.ts"
import type { Narration, State } from "../../state/state.ts"
import { inDuration } from "../../text/duration.ts"
import { type Assessment, assess } from "../assessment.ts"
import { standstillLimit } from "../standstill.ts"
import { causesOf } from "./causes.ts"
import { deletionCause } from "./deletionCause.ts"
import { nextStepsOf, placesOf } from "./nextSteps.ts"
import { ruledOutOf } from "./ruledOut.ts"
import { stepOf } from "./step.ts"

/** What the narrator knows of a cluster; the objects behind it and its siblings are somebody else's to add. */
export type ToldExplanation = Omit<Explanation, "siblings" | "missingRights" | "tree" | "treeIncomplete">

const verdictNow = (state: State, now: Assessment): Explanation["verdict"] => {
  if (now.deletion !== undefined || state.deleted) return "deleting"
  // What is retried goes on, however long it has lasted.
  if (now.verdict !== undefined) return now.verdict.problem.gravity === "deterministic" ? "givenUp" : "failed"
  if (now.stage === "Ready") return "ready"
  if (now.standstill !== undefined) return "stalled"
  if (now.problems.length > 0) return "retrying"
  // Nothing is tried in a dry run: it waits for whoever asked for it.
  return state.cluster.dryRun ? "stalled" : "progressing"
}

const byGravity: Readonly<Record<Gravity, Explanation["healsByItself"]>> = {
  deterministic: "no",
  userAction: "no",
  error: "unknown",
  blocksReady: "unknown",
  transient: "yes"
}

const healing = (
  verdict: Explanation["verdict"],
  now: Assessment,
  deletion: Gravity | undefined,
  late: boolean,
  dryRun: boolean
): Explanation["healsByItself"] => {
  const gravest = now.problems[0]?.gravity ?? deletion
  switch (verdict) {
    case "ready":
    case "progressing":
      return "yes"
    case "givenUp":
      return "no"
    case "deleting":
    case "stalled":
    case "failed":
    case "retrying":
      if (dryRun) return "no"
      // What passes by itself would have passed by the time that nothing moves.
      if (gravest === "transient" && now.standstill !== undefined) return "unknown"
      if (gravest !== undefined) return byGravity[gravest]
      return verdict === "deleting" && now.standstill === undefined && !late ? "yes" : "unknown"
  }
}

/** Whether somebody can work with the cluster now, whatever is still missing. */
const isUsable = ({ deleted, observation }: State, { serving, stage }: Assessment): boolean =>
  !deleted &&
  !observation.deleting &&
  observation.capi !== "deleting" &&
  (serving || stageIndex(stage) >= stageIndex("Installing"))

const etaOf = (state: State, now: Assessment): Pick<Explanation, "eta"> => {
  const seconds = now.estimate.etaSeconds
  if (seconds === undefined || now.problems.length > 0 || now.standstill !== undefined || now.deletion !== undefined) {
    return {}
  }
  const { provider } = state.observation
  const covers = `until Ready, as it usually goes on ${provider}`
  return { eta: { minSeconds: Math.round(seconds * 0.7), maxSeconds: Math.round(seconds * 1.6), covers } }
}

/**
 * What is going on, and what to do, by all that the narrator knows: causes apart from their consequences, and the alarming
 * things that do not matter. `events` are those of the namespace, for the words that the narrator did not keep.
 * `undefined` before the story has begun.
 */
export const explanationOf = (
  { state: known }: Narration,
  events: ReadonlyArray<KubeEvent>,
  at: number
): ToldExplanation | undefined => {
  if (known === undefined) return undefined
  const state: State = { ...known, now: Math.max(known.now, at) }
  const now = assess(state)
  const verdict = verdictNow(state, now)
  const { cluster } = state
  const deletion = deletionCause(state, now)
  const causes = [...causesOf(state, now, events), ...(deletion === undefined ? [] : [deletion.cause])]
  const step = stepOf(state, now)
  const lookAt = placesOf(state, now, verdict, step, causes)
  return {
    now: isoInstant(state.now),
    age: cluster.createdAt === undefined ? "" : inDuration(state.now - cluster.createdAt),
    phase: now.phase,
    verdict,
    healsByItself: healing(
      verdict,
      now,
      deletion?.gravity,
      step.inStepSeconds * 1000 > standstillLimit(state, "Installing"),
      cluster.dryRun && now.deletion === undefined
    ),
    usable: isUsable(state, now),
    step,
    ...etaOf(state, now),
    causes,
    ruledOut: ruledOutOf(state, now, events),
    nextSteps: nextStepsOf(state, now, verdict, step, causes),
    ...(lookAt.length === 0 ? {} : { lookAt })
  }
}
