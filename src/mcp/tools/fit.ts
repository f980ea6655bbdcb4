import { boundedUpdate } from "../../domain/update/boundedUpdate.ts"
import type { ConditionSummary, ProgressUpdate } from "../../domain/update/progressUpdate.ts"
import type { TimelineEntry } from "../../domain/update/timelineEntry.ts"
import { sizeOf } from "./result.ts"

/** kcm copies one message from condition to condition: the one that says most keeps it. */
export const withoutRepeats = (conditions: ReadonlyArray<ConditionSummary>): ReadonlyArray<ConditionSummary> => {
  const told = conditions.map(({ message = "" }) => message)
  return conditions.map((condition, index) => {
    const own = told[index] ?? ""
    const elsewhere = told.some(
      (other, at) => at !== index && other.includes(own) && (other.length > own.length || at < index)
    )
    if (own === "" || !elsewhere) return condition
    const { message: _said, ...rest } = condition
    return rest
  })
}

/** The update, without repetition, and with what it has to lose to be read. */
export const fitUpdate = (
  whole: ProgressUpdate,
  most: number
): { readonly update: ProgressUpdate; readonly truncated: boolean } => {
  const once = whole.conditions === undefined ? whole : { ...whole, conditions: withoutRepeats(whole.conditions) }
  const { truncated, update } = boundedUpdate(once, most)
  return { update, truncated }
}

/** As much of a timeline as fits, the newest. */
export const fitTimeline = (timeline: ReadonlyArray<TimelineEntry>, most: number): ReadonlyArray<TimelineEntry> => {
  let room = most
  let from = timeline.length
  while (from > 0) {
    room -= sizeOf(timeline[from - 1]) + 1
    if (room < 0) break
    from -= 1
  }
  return timeline.slice(from)
}
