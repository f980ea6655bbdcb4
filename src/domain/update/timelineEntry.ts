import { Schema } from "effect"
import { Phase } from "../phase.ts"
import { ownWords } from "./ownWords.ts"
import { type Milestone, type ProgressUpdate, Severity } from "./progressUpdate.ts"

const ToldMilestone = Schema.Struct({ timestamp: Schema.String, message: Schema.String })

/** One thing that was told, as a timeline remembers it: what an update said, without the state that it said it of. */
export const TimelineEntry = Schema.Struct({
  timestamp: Schema.String,
  phase: Phase,
  progress: Schema.optionalKey(Schema.Int),
  severity: Severity,
  reason: Schema.optionalKey(Schema.String),
  message: Schema.String,
  milestones: Schema.optionalKey(Schema.Array(ToldMilestone))
})
export type TimelineEntry = typeof TimelineEntry.Type

/** Seconds are enough for a story, and a timeline is read by models that pay by the letter. */
const toTheSecond = (timestamp: string): string => timestamp.replace(/\.\d+Z$/u, "Z")

const told = ({ timestamp, message }: Milestone) => ({ timestamp: toTheSecond(timestamp), message })

/** What a timeline keeps of an update. What its milestones say is not said again, unless nothing else was said. */
export const entryOf = (update: ProgressUpdate): TimelineEntry => {
  const { phase, progress, severity, reason, milestones = [] } = update
  const words = ownWords(update)
  return {
    timestamp: toTheSecond(update.timestamp),
    phase,
    ...(progress === undefined ? {} : { progress }),
    severity,
    ...(reason === undefined ? {} : { reason }),
    message: words === "" ? update.message : words,
    ...(milestones.length === 0 ? {} : { milestones: milestones.map(told) })
  }
}
