import { ownWords } from "../../../domain/update/ownWords.ts"
import type { ProgressUpdate } from "../../../domain/update/progressUpdate.ts"
import type { TimelineEntry } from "../../../domain/update/timelineEntry.ts"

const timeOfDay = (timestamp: string): string => timestamp.slice(11, 19)

/** One entry as a line that a person reads, with its milestones below it. */
export const describeEntry = (
  { timestamp, phase, progress, severity, message, milestones = [] }: TimelineEntry,
  saidAbove = false
): ReadonlyArray<string> => {
  const percent = progress === undefined ? "" : ` ${progress} %`
  const loud = severity === "info" ? "" : `${severity}: `
  // What was said with nothing but its milestones is told by them.
  const words = saidAbove ? "as above" : ownWords({ message, milestones })
  return [
    `${timeOfDay(timestamp)} ${phase}${percent}${words === "" ? "" : `: ${loud}${words}`}`,
    ...milestones.map((one) => `  - ${timeOfDay(one.timestamp)} ${one.message}`)
  ]
}

/** The newest entry tells what the present state tells, in nearly the same words. */
const isOf = (entry: TimelineEntry, { phase, reason, severity }: ProgressUpdate): boolean =>
  entry.phase === phase && entry.severity === severity && entry.reason === reason

/** A timeline as text, oldest first; `update` is the present state, which stands above it. */
export const describeTimeline = (
  timeline: ReadonlyArray<TimelineEntry>,
  truncated: boolean,
  update: ProgressUpdate
): ReadonlyArray<string> => [
  "",
  timeline.length === 0 ? "Nothing was told since." : "Told since (UTC):",
  ...(truncated ? ["(older entries are left out)"] : []),
  ...timeline.flatMap((entry, index) => describeEntry(entry, index === timeline.length - 1 && isOf(entry, update)))
]
