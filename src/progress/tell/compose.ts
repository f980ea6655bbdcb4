import { isoInstant } from "../../domain/lenient.ts"
import { boundedUpdate } from "../../domain/update/boundedUpdate.ts"
import { oldestFirst, type ProgressUpdate, type Severity, type Source } from "../../domain/update/progressUpdate.ts"
import { conditionsOf, metadataOf } from "../observe/metadata.ts"
import type { State, Told } from "../state/state.ts"
import type { Assessment } from "./assessment.ts"
import type { Message } from "./message.ts"

const worst = (severities: ReadonlyArray<Severity>): Severity =>
  severities.includes("error") ? "error" : severities.includes("warning") ? "warning" : "info"

/** Progress never runs backwards, and 100 is Ready's alone. A deletion has none. */
export const progressNow = (told: Told | undefined, now: Assessment): number => {
  const standing = now.deletion !== undefined || (now.verdict !== undefined && told !== undefined)
  const estimate = standing ? 0 : now.estimate.progress
  return now.terminal && now.phase === "Ready" ? 100 : Math.min(99, Math.max(told?.progress ?? 0, estimate))
}

/** One update out of everything that is worth saying now. */
export const compose = (
  state: State,
  now: Assessment,
  messages: ReadonlyArray<Message>,
  terminal: boolean
): ProgressUpdate => {
  const [first] = messages
  const progress = progressNow(state.told, now)
  const eta = now.estimate.etaSeconds
  const quiet =
    now.standstill === undefined && now.verdict === undefined && now.deletion === undefined && now.problems.length === 0
  const standstill = messages.some(({ reason }) => reason === "Stalled") ? now.standstill : undefined
  const source: Source = messages.some((message) => message.source === "system")
    ? "system"
    : (first?.source ?? "condition")
  const update: ProgressUpdate = {
    timestamp: isoInstant(state.now),
    phase: now.phase,
    ...(now.deletion !== undefined ? {} : { progress }),
    ...(eta !== undefined && quiet && !terminal ? { etaSeconds: eta } : {}),
    message: messages.map((message) => message.text).join(" "),
    // A standstill is what whoever acts on the reason has to know, also where the stage is told first.
    ...(first === undefined ? {} : { reason: standstill === undefined ? first.reason : "Stalled" }),
    ...(standstill === undefined ? {} : { since: isoInstant(standstill.since) }),
    source,
    severity: worst(messages.map((message) => message.severity)),
    ...(first?.object === undefined ? {} : { relatedObject: first.object }),
    conditions: conditionsOf(state.cluster),
    ...(terminal ? { terminal: true } : {}),
    metadata: metadataOf(state.cluster, state.observation),
    services: state.observation.reported,
    ...(state.held.length === 0 ? {} : { milestones: oldestFirst(state.held) })
  }
  return boundedUpdate(update).update
}
