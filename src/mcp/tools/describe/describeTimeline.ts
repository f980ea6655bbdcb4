import { ownWords } from "../../../domain/update/ownWords.ts"
import type { TimelineEntry } from "../../../domain/update/timelineEntry.ts"

const timeOfDay = (timestamp: string): string => timestamp.slice(11, 19)

/** One entry as a line that a person reads, with its milestones below it. */
export const describeEntry = ({
  timestamp,
  phase,
  progress,
  severity,
  message,
  milestones = []
}: TimelineEntry): ReadonlyArray<string> => {
  const percent = progress === undefined ? "" : ` ${progress} %`
  const loud = severity === "info" ? "" : `${severity}: `
  // What was said with nothing but its milestones is told by them.
  const words = ownWords({ message, milestones })
  return [
    `${timeOfDay(timestamp)} ${phase}${percent}${words === "" ? "" : `: ${loud}${words}`}`,
    ...milestones.map((one) => `  - ${timeOfDay(one.timestamp)} ${one.message}`)
  ]
}

/** A timeline as text, oldest first. */
export const describeTimeline = (timeline: ReadonlyArray<TimelineEntry>, truncated: boolean): ReadonlyArray<string> => [
  "",
  timeline.length === 0 ? "Nothing was told since." : "Told since (UTC):",
  ...(truncated ? ["(older entries are left out)"] : []),
  ...timeline.flatMap(describeEntry)
]
