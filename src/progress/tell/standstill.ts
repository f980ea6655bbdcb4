import type { Stage } from "../../domain/phase.ts"
import type { State, ToldStandstill } from "../state/state.ts"

const minute = 60_000

/**
 * How long a stage may stand still before it is worth a word: about twice the longest quiet stretch of a normal build
 * (field guide section g; an EKS control plane says nothing for 8-12 minutes).
 */
const limits: Readonly<Record<Exclude<Stage, "Ready">, number>> = {
  Initializing: 3 * minute,
  Provisioning: 8 * minute,
  Bootstrapping: 8 * minute,
  Scaling: 8 * minute,
  Installing: 8 * minute
}
const managedLimit = 15 * minute
const deletionLimit = 8 * minute

/** After the first word a standstill is told again when it has lasted so long, and every half hour from then on. */
const repeats = [15 * minute, 30 * minute]
const everyMs = 30 * minute

/** A cause that came up while nothing moves is worth a word before the next interval is over; nothing is, right after the last one. */
const leastMs = 3 * minute

/** A cluster in which nothing moves, although something should. */
export interface Standstill {
  /** When something was last seen to move, in epoch milliseconds. */
  readonly since: number
  /** How often it has deserved a word by now: 1 at first. */
  readonly level: number
}

/** How long the stage of this cluster may stand still, in milliseconds. */
export const standstillLimit = ({ observation }: State, stage: Exclude<Stage, "Ready">): number => {
  if (observation.deleting) return deletionLimit
  return observation.shape === "managed" && stage !== "Initializing" ? managedLimit : limits[stage]
}

/** Since when nothing has moved: by the last sign of movement, or, where there is none, since somebody has been looking. */
export const standingSince = (state: State): number => {
  const { cluster, movedAt, observation, openedAt, respecifiedAt, stageSince } = state
  const evidence = movedAt > (cluster.createdAt ?? movedAt) || openedAt - movedAt < limits.Initializing
  const deletion = observation.deleting ? (cluster.deletionRequestedAt ?? 0) : 0
  return Math.max(movedAt, stageSince, respecifiedAt ?? 0, deletion, evidence ? 0 : openedAt)
}

const levelOf = (quiet: number, limit: number): number => {
  if (quiet < limit) return 0
  const passed = repeats.filter((after) => after > limit && quiet >= after).length
  const last = repeats.at(-1) ?? limit
  return 1 + passed + (quiet < last ? 0 : Math.floor((quiet - last) / everyMs))
}

/** The standstill that the cluster is in now; `undefined` while it moves, or waits for nothing. */
export const standstillOf = (state: State, stage: Stage): Standstill | undefined => {
  if (stage === "Ready" || (state.cluster.dryRun && !state.observation.deleting)) return undefined
  const since = standingSince(state)
  const level = levelOf(state.now - since, standstillLimit(state, stage))
  return level === 0 ? undefined : { since, level }
}

/** Reasons that are remembered of one standstill. */
const maxReasons = 10

/** What is remembered of a standstill that is told now. */
export const afterStandstill = (
  now: Standstill,
  reason: string,
  told: ToldStandstill | undefined,
  at: number
): ToldStandstill => {
  const earlier = told === undefined || now.since > told.since ? [] : told.reasons.filter((one) => one !== reason)
  return { ...now, at, reasons: [reason, ...earlier].slice(0, maxReasons) }
}

/** Whether a standstill is worth a word: it is new, it has lasted, or it has another reason now. */
export const isNews = (now: Standstill, reason: string, told: ToldStandstill | undefined, at: number): boolean =>
  told === undefined ||
  now.since > told.since ||
  (at - told.at >= leastMs && (now.level > told.level || !told.reasons.includes(reason)))
