import type { KubeEvent } from "../../../domain/event/kubeEvent.ts"
import { isoInstant } from "../../../domain/lenient.ts"
import { stageIndex } from "../../../domain/phase.ts"
import type { Explanation } from "../../../domain/update/explanation.ts"
import { isOfServices } from "../../state/problems.ts"
import type { Narration, State } from "../../state/state.ts"
import { inDuration } from "../../text/duration.ts"
import { type Assessment, assess } from "../assessment.ts"
import { usualSeconds } from "../estimate.ts"
import { causesOf } from "./causes.ts"
import { countsOf } from "./counts.ts"
import { nextStepsOf, placesOf } from "./nextSteps.ts"
import { ruledOutOf } from "./ruledOut.ts"

/** What the narrator knows of a cluster; the objects behind it and its siblings are somebody else's to add. */
export type ToldExplanation = Omit<Explanation, "siblings" | "missingRights" | "tree">

const verdictNow = (state: State, now: Assessment): Explanation["verdict"] => {
  if (now.deletion !== undefined || state.deleted) return "deleting"
  if (now.verdict !== undefined) return now.verdict.final ? "givenUp" : "failed"
  if (now.stage === "Ready") return "ready"
  if (now.standstill !== undefined) return "stalled"
  return now.problems.length > 0 ? "retrying" : "progressing"
}

const healing = (verdict: Explanation["verdict"], now: Assessment): Explanation["healsByItself"] => {
  const [gravest] = now.problems
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
      if (gravest === undefined) return verdict === "deleting" && now.standstill === undefined ? "yes" : "unknown"
      if (gravest.gravity === "deterministic" || gravest.gravity === "userAction") return "no"
      return gravest.gravity === "transient" ? "yes" : "unknown"
  }
}

/** Whether somebody can work with the cluster now, whatever is still missing. */
const isUsable = ({ observation }: State, { stage }: Assessment): boolean =>
  observation.capi === "done" ||
  (observation.capi !== "deleting" && !observation.deleting && stageIndex(stage) >= stageIndex("Installing"))

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
  const since = now.stage === state.stage ? state.stageSince : state.now
  const usual = now.stage === "Ready" ? undefined : usualSeconds(now.stage, state.observation)
  const causes = causesOf(state, now, events)
  const waiting = now.deletion?.text ?? now.waiting.text
  const onlyServices = now.problems.length > 0 && now.problems.every(isOfServices)
  const lookAt = placesOf(state, now, verdict, causes)
  return {
    now: isoInstant(state.now),
    age: cluster.createdAt === undefined ? "" : inDuration(state.now - cluster.createdAt),
    phase: now.phase,
    verdict,
    healsByItself: healing(verdict, now),
    usable: isUsable(state, now) || (onlyServices && state.observation.capi === "done"),
    step: {
      name: now.stage,
      ...(waiting === "" ? {} : { waitingFor: waiting }),
      inStepSeconds: Math.max(0, Math.round((state.now - since) / 1000)),
      ...(usual === undefined ? {} : { usualSeconds: usual }),
      counts: countsOf(state)
    },
    ...etaOf(state, now),
    causes,
    ruledOut: ruledOutOf(state, now, events),
    nextSteps: nextStepsOf(state, now, verdict, causes),
    ...(lookAt.length === 0 ? {} : { lookAt })
  }
}
