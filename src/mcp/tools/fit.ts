import type { ConditionSummary, ProgressUpdate, ServiceStatus } from "../../domain/progressUpdate.ts"
import type { TimelineEntry } from "../../domain/timelineEntry.ts"
import { sizeOf } from "./result.ts"

const cut = (text: string, longest: number): string =>
  text.length <= longest ? text : `${text.slice(0, Math.max(0, longest - 1))}…`

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

const shorterConditions = (conditions: ReadonlyArray<ConditionSummary>, longest: number) =>
  conditions.map(({ message, ...rest }) => (message === undefined ? rest : { ...rest, message: cut(message, longest) }))

const shorterServices = (services: ReadonlyArray<ServiceStatus>, longest: number) =>
  services.map(({ conditions, failureMessage, ...rest }) => ({
    ...rest,
    ...(failureMessage === undefined ? {} : { failureMessage: cut(failureMessage, longest) }),
    ...(conditions === undefined ? {} : { conditions: shorterConditions(conditions, longest) })
  }))

/** What is given up first where an update is too long for its reader: words of conditions, then whole lists. */
const steps: ReadonlyArray<(update: ProgressUpdate) => ProgressUpdate> = [
  (update) => ({
    ...update,
    ...(update.conditions === undefined ? {} : { conditions: shorterConditions(update.conditions, 300) }),
    services: shorterServices(update.services, 300)
  }),
  ({ conditions: _conditions, ...update }) => ({
    ...update,
    services: update.services.map(({ conditions: _own, ...rest }) => rest)
  }),
  (update) => ({ ...update, milestones: (update.milestones ?? []).slice(-20), services: update.services.slice(0, 50) }),
  (update) => ({ ...update, services: [], message: cut(update.message, 2000) })
]

/** The update, without repetition, and with what it has to lose to be read. */
export const fitUpdate = (
  whole: ProgressUpdate,
  most: number
): { readonly update: ProgressUpdate; readonly truncated: boolean } => {
  const once = whole.conditions === undefined ? whole : { ...whole, conditions: withoutRepeats(whole.conditions) }
  let update = once
  for (const step of steps) {
    if (sizeOf(update) <= most) break
    update = step(update)
  }
  return { update, truncated: update !== once }
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
