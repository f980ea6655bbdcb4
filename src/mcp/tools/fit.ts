import { Effect } from "effect"
import { boundedUpdate } from "../../domain/update/boundedUpdate.ts"
import type { ConditionSummary, ProgressUpdate } from "../../domain/update/progressUpdate.ts"
import type { TimelineEntry } from "../../domain/update/timelineEntry.ts"
import { mostBytes, sizeOf } from "./result.ts"

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
  // Its bounds are in characters.
  return sizeOf(update) <= most
    ? { update, truncated }
    : { ...boundedUpdate(once, Math.floor(most / 3)), truncated: true }
}

/** Long enough for a story, short enough to stand in the structure and in the text of one result. */
export const mostOf = { update: 18_000, timeline: 15_000 }

/** A page, or half of it, or half of that, until it can be read in one go. */
export const readablePage = <P, E, R>(
  limit: number,
  ask: (limit: number) => Effect.Effect<P, E, R>,
  rowsOf: (page: P) => unknown
): Effect.Effect<P, E, R> =>
  Effect.flatMap(ask(limit), (page) =>
    limit > 1 && 2 * sizeOf(rowsOf(page)) > mostBytes
      ? readablePage(Math.ceil(limit / 2), ask, rowsOf)
      : Effect.succeed(page)
  )

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
