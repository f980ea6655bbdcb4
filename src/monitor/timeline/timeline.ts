import type { ProgressUpdate } from "../../domain/update/progressUpdate.ts"
import { entryOf, type TimelineEntry } from "../../domain/update/timelineEntry.ts"

/** Entries that are kept of one cluster: several times what the longest story of a busy day tells. */
export const mostEntries = 200

/** Something that was told, and what it meant for whoever waits. */
export interface Remembered {
  readonly entry: TimelineEntry
  readonly terminal: boolean
}

/** What was told of one cluster, the newest last. The oldest goes when there are too many. */
export interface Timeline {
  /** Another timeline of the same cluster is another one: their entries do not count on. */
  readonly id: string
  readonly told: ReadonlyArray<Remembered>
  /** How many entries there have been in all. */
  readonly count: number
}

export const newTimeline = (id: string): Timeline => ({ id, told: [], count: 0 })

/** The same words of the same state are no news, whoever asked for them again. */
const saysTheSame = (a: TimelineEntry, b: TimelineEntry): boolean =>
  a.phase === b.phase && a.reason === b.reason && a.message === b.message && a.severity === b.severity

export const append = (timeline: Timeline, update: ProgressUpdate): Timeline => {
  const entry = entryOf(update)
  const last = timeline.told.at(-1)
  if (last !== undefined && saysTheSame(last.entry, entry)) return timeline
  const told = { entry, terminal: update.terminal === true }
  return { ...timeline, told: [...timeline.told, told].slice(-mostEntries), count: timeline.count + 1 }
}

/** What was told after the entry that was the `count`th; `truncated` where some of it is not there any more. */
export const toldAfter = (
  { told, count: all }: Timeline,
  count: number
): { readonly told: ReadonlyArray<Remembered>; readonly truncated: boolean } => {
  const missing = Math.max(0, all - count)
  return { told: missing === 0 ? [] : told.slice(-missing), truncated: missing > told.length }
}
