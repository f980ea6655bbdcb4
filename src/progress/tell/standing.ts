import { trimmedEnd } from "../../domain/text/trim.ts"
import { diagnose } from "../interpret/diagnose.ts"
import type { DeletionStep } from "../observe/deletion.ts"
import { namesInWords } from "../observe/waiting.ts"
import { describe } from "../state/problems.ts"
import type { State } from "../state/state.ts"
import { inDuration } from "../text/duration.ts"
import { sentence } from "../text/sentence.ts"
import type { Assessment } from "./assessment.ts"
import { condition, type Message } from "./message.ts"
import { isNews } from "./standstill.ts"

/** What would help a build is no help to a deletion. */
export const isForBuilding = (advice: string): boolean => /\bspec\b/u.test(advice)

const helpIn = (state: State, deletion: DeletionStep): string => {
  const subject = { kind: "ClusterDeployment", provider: state.observation.provider }
  if (deletion.advice !== undefined) return ` ${sentence(deletion.advice)}`
  const advice = deletion.error === undefined ? undefined : diagnose(deletion.error, subject)?.advice
  return advice === undefined || advice === "" || isForBuilding(advice) ? "" : ` ${sentence(advice)}`
}

const isDeleting = (state: State): string => {
  const { namespace, name } = state.cluster
  return `ClusterDeployment ${namespace}/${name} is being deleted`
}

/** What is older than this when it is seen first did not begin just now. */
const freshMs = 60_000

/** Since when a deletion goes on that nobody watched begin. */
const sinceWhen = ({ cluster: { deletionRequestedAt: at }, now, told }: State): string =>
  told !== undefined || at === undefined || now - at < freshMs
    ? ""
    : ` It was asked for ${inDuration(now - at)} ago, at ${clockOf(at, now)}.`

/** The start of a deletion is no word of a condition: it is read off the object, and leaves at once. */
export const deletionMessage = (state: State, now: Assessment): ReadonlyArray<Message> => {
  const { deletion } = now
  if (deletion === undefined || state.told?.deletion === deletion.key) return []
  const message = condition(
    state,
    `${sentence(`${isDeleting(state)}: ${deletion.text}`)}${helpIn(state, deletion)}${sinceWhen(state)}`,
    "Deleting",
    deletion.error === undefined ? "warning" : "error"
  )
  return [state.told?.deletion === undefined ? { ...message, source: "system" } : message]
}

/** The moment as a reader of logs would look it up; with its day where that is not today. */
export const clockOf = (at: number, now: number): string => {
  const text = new Date(at).toISOString()
  return `${now - at < 12 * 3600_000 ? text.slice(11, 19) : text.slice(0, 16).replace("T", " ")} UTC`
}

/** What keeps a standstill: another reason is news. */
export const standstillReason = ({ deletion, problems, verdict, waiting }: Assessment): string =>
  [
    deletion?.key,
    verdict?.problem.code ?? problems.find(({ gravity }) => gravity !== "transient")?.code,
    waiting.object?.kind,
    waiting.text.replace(/\d+/gu, "#")
  ]
    .filter((part) => part !== undefined)
    .join("|")

/** Whether the standstill of this moment is worth a word. */
export const isStandstillNews = (state: State, now: Assessment): boolean =>
  now.standstill !== undefined && isNews(now.standstill, standstillReason(now), state.told?.standstill, state.now)

/** What a problem says need not be said by what waits for it, too. */
const without = (waiting: string, summary: string): string => {
  const at = waiting.indexOf(summary.slice(0, 40))
  if (at === -1) return waiting
  const rest = trimmedEnd(waiting.slice(0, at), ": ")
  // A name alone says nothing of a wait.
  return rest.includes(" ") ? rest : ""
}

/** The word on a standstill. What has just been said of the stage need not be said again. */
export const standstillMessage = (state: State, now: Assessment, saidNow: boolean): ReadonlyArray<Message> => {
  const { deletion, standstill, verdict } = now
  if (standstill === undefined || !isStandstillNews(state, now)) return []
  const lasting = inDuration(state.now - standstill.since)
  const clock = clockOf(standstill.since, state.now)
  const moved = state.movedBy === undefined ? "" : ` Last seen to move: ${state.movedBy}, at ${clock}.`
  // What is told for the first time is told beside this.
  const problem = now.problems.find(({ told }) => told)
  if (deletion !== undefined) {
    const { finalizers } = state.cluster
    const held = finalizers.length === 0 ? "" : `, held by ${namesInWords(finalizers)}`
    const why = problem === undefined ? "" : ` ${describe(problem, isForBuilding)}`
    const text = `Nothing has moved for ${lasting}`
    const whole = saidNow
      ? sentence(`${text}${held}`)
      : `${sentence(`${text}: ${isDeleting(state)}${held}, ${deletion.text}`)}${helpIn(state, deletion)}`
    return [condition(state, `${whole}${why} Look at ${deletion.look}.${moved}`, "Stalled", "warning", problem?.object)]
  }
  if (verdict !== undefined) {
    // The failure itself has just said so; what ends the story comes soon, if it does.
    if (state.told?.phase !== "Failed" || verdict.final || standstill.level < 2) return []
    return [
      condition(
        state,
        `${describe(verdict.problem)} Nothing has moved for ${lasting}.${moved}`,
        "Stalled",
        "error",
        verdict.problem.object
      )
    ]
  }
  const waits = problem === undefined ? now.waiting.text : without(now.waiting.text, problem.summary)
  const what = waits === "" || saidNow ? "" : `; waiting since ${clock}: ${waits}`
  const text = sentence(`No progress for ${lasting} in ${now.stage}${what}`)
  const look = now.waiting.look === undefined ? "" : ` ${sentence(now.waiting.look)}`
  return [
    condition(
      state,
      `${text}${problem === undefined ? look : ` ${describe(problem)}`}${moved}`,
      "Stalled",
      "warning",
      problem?.object ?? now.waiting.object
    )
  ]
}
