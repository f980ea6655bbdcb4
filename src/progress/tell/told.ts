import { stageIndex } from "../../domain/phase.ts"
import { forgive } from "../state/problems.ts"
import { addRecent } from "../state/recent.ts"
import type { State, Told, ToldStandstill } from "../state/state.ts"
import type { Assessment } from "./assessment.ts"
import { progressNow } from "./compose.ts"
import { deployedKey } from "./messages.ts"
import { isStandstillNews, standstillReason } from "./standing.ts"
import { afterStandstill } from "./standstill.ts"

/** The standstill that has been told last; what is told again has to be news. */
const toldStandstill = (state: State, now: Assessment): ToldStandstill | undefined =>
  now.standstill !== undefined && isStandstillNews(state, now)
    ? afterStandstill(now.standstill, standstillReason(now), state.told?.standstill, state.now)
    : state.told?.standstill

/** What is remembered once everything that was worth saying has been said. */
export const afterTelling = (before: State, now: Assessment): State => {
  const { pendingSince: _, ...state } = before
  const standstill = toldStandstill(state, now)
  const told: Told = {
    phase: now.phase,
    stage: now.stage,
    progress: progressNow(state.told, now),
    sentAt: state.now,
    updates: (state.told?.updates ?? 0) + 1,
    heldBack: now.heldBack,
    waiting: now.waiting.text,
    ...(now.deletion === undefined ? {} : { deletion: now.deletion.key }),
    ...(standstill === undefined ? {} : { standstill })
  }
  const worth = new Set(now.problems.map((problem) => problem.key))
  return {
    ...state,
    told,
    milestones: state.observation.reported
      .filter((service) => service.state === "Deployed")
      .reduce((milestones, service) => addRecent(milestones, deployedKey(service)), state.milestones),
    held: [],
    healed: [],
    notices: [],
    problems: new Map(
      [...state.problems].map(([key, problem]) => [key, worth.has(key) ? { ...problem, told: true } : problem])
    )
  }
}

/** Notes what the assessment decided about the stage, so that its age and a wavering regress are remembered. */
export const withStage = (state: State, now: Assessment): State => {
  if (now.stage === state.stage && now.regressSince === state.regressSince) return state
  const { regressSince: _, ...rest } = state
  const entered = now.stage !== state.stage
  const forward = entered && state.told !== undefined && stageIndex(now.stage) > stageIndex(state.stage)
  return {
    ...rest,
    ...(entered ? { stage: now.stage, stageSince: state.told === undefined ? state.stageSince : state.now } : {}),
    // A stage that is over has got over what its events complained about.
    ...(forward ? { problems: forgive(state.problems, () => true) } : {}),
    ...(now.regressSince === undefined ? {} : { regressSince: now.regressSince })
  }
}
