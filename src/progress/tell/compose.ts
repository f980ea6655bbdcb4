import { isoInstant } from "../../domain/lenient.ts"
import { shorten } from "../../domain/text/shorten.ts"
import { boundedUpdate, longestMessage } from "../../domain/update/boundedUpdate.ts"
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

const more = (count: number, what: string): ReadonlyArray<string> =>
  count === 0 ? [] : [`${count} more ${what}${count === 1 ? "" : "s"}`]

/** What of the object stands in no list of the update, because it was too much to be read or to be told. */
const missingOf = ({ cluster }: State, whole: ProgressUpdate, told: ProgressUpdate): string => {
  const { conditions = 0, services = 0 } = cluster.status?.unread ?? {}
  const missing = [
    ...more(conditions + (whole.conditions?.length ?? 0) - (told.conditions?.length ?? 0), "condition"),
    ...more(services + whole.services.length - told.services.length, "service")
  ]
  return missing.length === 0 ? "" : `The object holds ${missing.join(" and ")} than are listed here.`
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
  const { update: bounded } = boundedUpdate(update)
  const missing = missingOf(state, update, bounded)
  return missing === ""
    ? bounded
    : { ...bounded, message: `${shorten(bounded.message, longestMessage - 100)} ${missing}` }
}
