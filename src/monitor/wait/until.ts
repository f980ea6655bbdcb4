import { type Phase, stageIndex, stages } from "../../domain/phase.ts"
import type { TimelineEntry } from "../../domain/update/timelineEntry.ts"

/**
 * What somebody waits for: `ready`; `terminal`, the end of the story, whichever; `update`, the next thing told; or a
 * phase, which is reached when it or a later one is told.
 */
export const untils = ["ready", "terminal", "update", ...stages, "Failed"] as const
export type Until = (typeof untils)[number]

/** What was told, as far as it decides whether the waiting is over. */
export interface Verdictable {
  readonly entry: Pick<TimelineEntry, "phase" | "reason">
  readonly terminal: boolean
}

const hasReached = (phase: Phase, wanted: Phase): boolean => {
  if (phase === "Failed" || phase === "Unknown" || wanted === "Failed" || wanted === "Unknown") return phase === wanted
  return stageIndex(phase) >= stageIndex(wanted)
}

const isReached = (until: Until, { entry: { phase, reason }, terminal }: Verdictable): boolean => {
  switch (until) {
    case "terminal":
      return terminal
    case "update":
      return true
    // Ready is believed once it ends the story; a cluster that is gone, or going, is not ready any more.
    case "ready":
    case "Ready":
      return terminal && phase === "Ready" && reason !== "Deleted"
    default:
      return reason !== "Deleted" && hasReached(phase, until)
  }
}

/** Whether something that was told is what was waited for, or ends the story otherwise. */
export const outcomeOf = (until: Until, told: Verdictable): "reached" | "ended" | undefined =>
  isReached(until, told) ? "reached" : told.terminal ? "ended" : undefined
