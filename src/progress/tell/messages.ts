import { stageIndex } from "../../domain/phase.ts"
import type { Milestone, ServiceStatus } from "../../domain/update/progressUpdate.ts"
import { unexplained } from "../interpret/findings.ts"
import { referenceTo } from "../interpret/reference.ts"
import { changeOf } from "../state/change.ts"
import { type Problem, wordsOf } from "../state/problems.ts"
import { hasRecent } from "../state/recent.ts"
import type { Notice, State } from "../state/state.ts"
import { inDuration } from "../text/duration.ts"
import { sentence } from "../text/sentence.ts"
import type { Assessment } from "./assessment.ts"
import { condition, type Message } from "./message.ts"
import { failureMessages, problemMessage } from "./problemMessages.ts"
import { arrivalText, readyText } from "./sentences.ts"
import { deletionMessage, standstillMessage } from "./standing.ts"

/** Progress alone is worth an update when this long nothing was said, and it is this many points ahead. */
const quietMs = 180_000
const quietPoints = 10

/** Another step is worth an update when this long nothing was said; the first steps take seconds on a normal day. */
const stepMs = { first: 60_000, later: 300_000 }

const noticeMessage = (one: Notice): Message => ({
  text: one.message,
  reason: one.reason,
  severity: one.severity,
  source: "system"
})

const milestoneMessage = (held: ReadonlyArray<Milestone>, now: Assessment): ReadonlyArray<Message> => {
  const newest = held.at(-1)
  if (newest === undefined) return []
  // Whoever follows a change wants to know how far it is, and each Node that joins is a step of it.
  const counted = now.waiting.object?.kind === "MachineDeployment" && /^\d+ of \d+ workers of /u.test(now.waiting.text)
  const far = counted && newest.reason === "SuccessfulSetNodeRef" ? ` ${sentence(now.waiting.text)}` : ""
  const shown = held.slice(-3).map((milestone) => sentence(milestone.message))
  const more = held.length > 3 ? ` (${held.length - 3} more milestones before)` : ""
  return [
    {
      text: `${[...new Set(shown)].join(" ")}${more}${far}`,
      reason: newest.reason,
      severity: "info",
      source: "event",
      object: newest.relatedObject
    }
  ]
}

const stageMessage = (state: State, now: Assessment): ReadonlyArray<Message> => {
  if (now.deletion !== undefined || now.verdict !== undefined) return []
  const { told, cluster } = state
  const { stage, waiting } = now
  if (stage === "Ready") return [condition(state, readyText(state), "Ready", "info")]
  const first = told === undefined
  if (!first && now.phase === told.phase) return []
  const detail = waiting.text === "" ? "" : `: ${waiting.text}`
  const back = !first && told.phase !== "Failed" && stageIndex(stage) < stageIndex(told.stage)
  const recovered = !first && told.phase === "Failed"
  const change = !first && state.respecifiedAt !== undefined && state.respecifiedAt > told.sentAt
  // What is taken down behind kcm's back is not being built, whatever the conditions lack.
  const goes = now.problems.some(({ code, object }) => code === "UnwantedDeleting" && object.kind === "Cluster")
  const lead = goes
    ? "The cluster is being taken down"
    : recovered
      ? `The cluster is moving again. ${arrivalText(state, stage)}`
      : change
        ? `The spec has changed; the change is being rolled out (${stage})`
        : back
          ? `Back to ${stage}`
          : arrivalText(state, stage)
  // Nobody has changed anything, and yet not all of it is up.
  const ongoing = changeOf(state)
  const lost =
    first &&
    stage === "Scaling" &&
    state.observation.capi !== "done" &&
    ongoing !== undefined &&
    ongoing.since === undefined
  const age =
    first && cluster.createdAt !== undefined
      ? ` ${cluster.namespace}/${cluster.name} was created ${inDuration(state.now - cluster.createdAt)} ago.`
      : ""
  return [
    condition(
      state,
      `${sentence(lead + detail)}${age}`,
      first ? "Snapshot" : recovered ? "Recovered" : stage,
      lost ? "warning" : "info",
      waiting.object
    )
  ]
}

const healedMessages = (state: State, now: Assessment): ReadonlyArray<Message> => {
  const open = new Set(now.problems.map((problem) => problem.code))
  const gone = state.healed.filter((problem) => !open.has(problem.code))
  const [first] = gone
  if (first === undefined || now.verdict !== undefined || now.deletion !== undefined) return []
  const what = [
    ...new Set(gone.map((problem) => `${problem.code.split(" ")[0]} (${problem.object.kind} ${problem.object.name})`))
  ]
  return [condition(state, `No longer reported: ${what.join(", ")}.`, "Recovered", "info", first.object)]
}

/** A service is deployed once, however often Sveltos goes over it again while it retries another (field guide i.3). */
export const deployedKey = (service: ServiceStatus): string => `service ${service.namespace}/${service.name}`

const serviceMessage = (state: State, now: Assessment): ReadonlyArray<Message> => {
  const { told } = state
  if (told === undefined || now.stage !== "Installing" || now.phase !== "Installing" || told.phase !== "Installing") {
    return []
  }
  const deployed = state.observation.reported.filter(
    (service) => service.state === "Deployed" && !hasRecent(state.milestones, deployedKey(service))
  )
  if (deployed.length === 0) return []
  const names = deployed.map((service) => service.name).join(", ")
  return [condition(state, sentence(`Deployed ${names}: ${now.waiting.text}`), "ServiceDeployed", "info")]
}

/** The cluster works, and yet will not be called Ready: both facts, once (field guide e, Helm wait race). */
const heldBackMessage = (state: State, now: Assessment): ReadonlyArray<Message> =>
  !now.heldBack || state.told === undefined || state.told.heldBack
    ? []
    : [condition(state, sentence(`The cluster itself is up: ${now.waiting.text}`), "ReadyHeldBack", "warning")]

/** Only when there is nothing else to say for a while: a sign of life with the present step. */
const quietMessage = (state: State, now: Assessment): ReadonlyArray<Message> => {
  const { told } = state
  if (told === undefined || now.standstill !== undefined || now.verdict !== undefined || now.deletion !== undefined)
    return []
  const silence = state.now - told.sentAt
  const ahead = silence >= quietMs && now.estimate.progress >= told.progress + quietPoints
  const another =
    silence >= (now.stage === "Initializing" ? stepMs.first : stepMs.later) && now.waiting.text !== told.waiting
  if (!ahead && !another) return []
  // Of a cluster that stood before, it is the change that lasts.
  const since = Math.max(
    state.stageSince,
    changeOf(state)?.since ?? (changeOf(state) === undefined ? 0 : state.openedAt)
  )
  return [
    condition(
      state,
      sentence(`still in ${now.stage} after ${inDuration(state.now - since)}: ${now.waiting.text}`),
      "Progressing",
      "info",
      now.waiting.object
    )
  ]
}

/** Everything that is worth saying now and has not been said, most important first. */
export const messagesOf = (state: State, now: Assessment): ReadonlyArray<Message> => {
  if (state.deleted) {
    return [
      {
        text: "ClusterDeployment deleted",
        reason: "Deleted",
        severity: "warning",
        source: "system",
        object: referenceTo(state.cluster)
      }
    ]
  }
  const ending = state.notices.find((notice) => notice.terminal)
  if (ending !== undefined && now.stage !== "Ready") return [noticeMessage(ending)]
  const failure = failureMessages(state, now)
  // A failure that names no cause says nothing beside one that does.
  const isSaid = ({ code, key }: Problem): boolean =>
    now.verdict !== undefined && (key === now.verdict.problem.key || code === unexplained)
  const untold = now.problems.filter((problem) => !problem.told && !isSaid(problem))
  const said = new Set([
    ...(now.verdict === undefined ? [] : [now.verdict.problem.summary]),
    ...now.problems.flatMap(({ summary, told }) => (told ? [summary] : []))
  ])
  // A condition and an event may say the same of one object, under two codes.
  const before = new Set(now.problems.flatMap((problem) => (problem.told ? [wordsOf(problem)] : [])))
  const fresh = untold.filter(
    (problem) => !before.has(wordsOf(problem)) && !said.has(problem.summary) && said.add(problem.summary)
  )
  const warnings = fresh.slice(0, 3).map((problem) => problemMessage(state, now, problem))
  const ready = now.stage === "Ready"
  const arrival = stageMessage(state, now)
  const leaving = deletionMessage(state, now)
  const spoken = [
    ...state.notices.filter((notice) => !notice.terminal).map(noticeMessage),
    ...failure,
    ...(ready ? [] : warnings),
    ...leaving,
    ...arrival,
    ...standstillMessage(state, now, arrival.length + leaving.length > 0),
    ...milestoneMessage(state.held, now),
    ...serviceMessage(state, now),
    ...heldBackMessage(state, now),
    ...(ready ? [] : healedMessages(state, now))
  ]
  return spoken.length > 0 ? spoken : quietMessage(state, now)
}
