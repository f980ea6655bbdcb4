import { findCondition } from "../../../domain/condition.ts"
import type { Stage } from "../../../domain/phase.ts"
import type { Explanation } from "../../../domain/update/explanation.ts"
import type { Fact } from "../../knowledge/eventRow.ts"
import { changeOf } from "../../state/change.ts"
import type { State } from "../../state/state.ts"
import type { Assessment } from "../assessment.ts"
import { usualSeconds } from "../estimate.ts"
import { countsOf } from "./counts.ts"

/** What an event tells that a stage begins with. */
const begunBy: ReadonlyMap<Stage, Fact> = new Map([
  ["Bootstrapping", "infrastructureReady"],
  ["Scaling", "controlPlaneInitialized"],
  ["Installing", "capiReady"]
])

/**
 * Since when the cluster has been in its stage: since it was seen to enter it, but on a first look by what bears a time itself:
 * an event, the change that is being made, or the moment in which Ready became what it is.
 */
const enteredAt = (state: State, stage: Stage): number => {
  const fact = begunBy.get(stage)
  const ready = findCondition(state.cluster.status?.conditions ?? [], "Ready")
  const known = [
    stage === state.stage ? state.stageSince : state.now,
    fact === undefined ? undefined : state.facts.get(fact),
    changeOf(state)?.since,
    ready?.lastTransitionAt
  ]
  return Math.min(state.now, Math.max(...known.map((at) => at ?? 0)))
}

const secondsSince = (at: number, now: number): number => Math.max(0, Math.round((now - at) / 1000))

/** The step that the cluster is in: a deletion is one of its own. */
export const stepOf = (state: State, now: Assessment): Explanation["step"] => {
  const waiting = now.deletion?.text ?? now.waiting.text
  const waitingFor = waiting === "" ? {} : { waitingFor: waiting }
  if (now.deletion !== undefined) {
    const since = state.cluster.deletionRequestedAt ?? state.now
    return { name: "Deleting", ...waitingFor, inStepSeconds: secondsSince(since, state.now), counts: {} }
  }
  // How long a build usually takes says nothing of a change.
  const usual = now.stage === "Ready" || now.serving ? undefined : usualSeconds(now.stage, state.observation)
  return {
    name: now.stage,
    ...waitingFor,
    inStepSeconds: secondsSince(enteredAt(state, now.stage), state.now),
    ...(usual === undefined ? {} : { usualSeconds: usual }),
    counts: countsOf(state)
  }
}
