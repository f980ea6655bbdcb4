import { ownWords } from "../../../domain/update/ownWords.ts"
import type { ProgressUpdate, ServiceStatus } from "../../../domain/update/progressUpdate.ts"
import type { TimelineEntry } from "../../../domain/update/timelineEntry.ts"

const duration = (seconds: number): string => {
  const minutes = Math.round(seconds / 60)
  return seconds < 90 ? `${seconds} s` : `${minutes} min`
}

const place = ({ metadata }: ProgressUpdate): string => {
  const where = [metadata.provider, metadata.region].filter((part) => part !== "").join(", ")
  return where === "" ? "" : ` (${where})`
}

const service = ({ failureMessage, name, namespace, state }: ServiceStatus): string =>
  `${namespace}/${name} ${state}${failureMessage === undefined ? "" : ` (${failureMessage})`}`

/**
 * An update in a few lines of plain text, for a reader who sees no structured content. Milestones that stand in the timeline
 * below it are not told twice.
 */
export const describeUpdate = (update: ProgressUpdate, timeline: ReadonlyArray<TimelineEntry> = []): string => {
  const { metadata, services } = update
  const below = new Set(timeline.flatMap((entry) => (entry.milestones ?? []).map(({ message }) => message)))
  const milestones = (update.milestones ?? []).filter(({ message }) => !below.has(message))
  const progress = update.progress === undefined ? "" : `, ${update.progress} %`
  const eta = update.etaSeconds === undefined ? "" : `, about ${duration(update.etaSeconds)} to go`
  const severity = update.severity === "info" ? "" : `${update.severity}: `
  const words = ownWords(update)
  const deployed = services.filter(({ state }) => state === "Deployed").length
  return [
    `${metadata.namespace}/${metadata.name}${place(update)}: ${update.phase}${progress}${eta}`,
    ...(words === "" ? [] : [`${severity}${words}`]),
    ...(services.length === 0
      ? []
      : [`services: ${deployed} of ${services.length} deployed: ${services.map(service).join(", ")}`]),
    ...milestones.map(({ message, timestamp }) => `- ${timestamp} ${message}`)
  ].join("\n")
}
