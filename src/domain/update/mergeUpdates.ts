import { type Milestone, oldestFirst, type ProgressUpdate } from "./progressUpdate.ts"

const rank = { info: 0, warning: 2, error: 3 } as const

// Begin and end of an outage stand above good news, and the last of them counts: nobody may be left with an outage that
// is over, or with one of which only the end was told.
const outage = new Set(["WatchInterrupted", "WatchResumed"])
const isOutage = ({ reason, severity }: ProgressUpdate): boolean => outage.has(reason ?? "") && severity !== "error"

// The end of a story is louder than anything that was said on the way.
const loudness = (update: ProgressUpdate): number =>
  update.terminal === true ? 4 : isOutage(update) ? 1 : rank[update.severity]

const identity = ({ timestamp, reason, message, relatedObject }: Milestone): string =>
  JSON.stringify([timestamp, reason, message, relatedObject.kind, relatedObject.namespace, relatedObject.name])

/** Both lists as one, oldest first, each milestone once. */
const mergeMilestones = (
  older: ReadonlyArray<Milestone>,
  newer: ReadonlyArray<Milestone>
): ReadonlyArray<Milestone> => {
  const known = new Map<string, Milestone>()
  for (const milestone of [...older, ...newer]) {
    const key = identity(milestone)
    if (!known.has(key)) known.set(key, milestone)
  }
  return oldestFirst(known.values())
}

/** The higher of two percentages; what is absent does not count. */
const furthest = (older: number | undefined, newer: number | undefined): number | undefined =>
  older === undefined ? newer : newer === undefined ? older : Math.max(older, newer)

/**
 * One update that stands for two of the same subscription, for a reader who is too slow for both. The state (phase,
 * conditions, services, time) is the newer one's, or the terminal one's; the words (message, reason, source, severity,
 * related object) are those of the more severe one, the newer where they are equal; an outage is told unless there is
 * something worse, and is over when its end is there; no milestone is lost and progress is never lower. Associative, so that it does not matter when a backlog is merged.
 */
export const mergeUpdates = (older: ProgressUpdate, newer: ProgressUpdate): ProgressUpdate => {
  const state = older.terminal === true && newer.terminal !== true ? older : newer
  const voice = loudness(older) > loudness(newer) ? older : newer
  const { message: _message, reason: _reason, relatedObject: _related, progress: _progress, ...rest } = state
  const { milestones: _milestones, since: _since, ...facts } = rest
  const progress = furthest(older.progress, newer.progress)
  const milestones = mergeMilestones(older.milestones ?? [], newer.milestones ?? [])
  return {
    ...facts,
    message: voice.message,
    source: voice.source,
    severity: voice.severity,
    ...(voice.reason === undefined ? {} : { reason: voice.reason }),
    ...(voice.since === undefined ? {} : { since: voice.since }),
    ...(voice.relatedObject === undefined ? {} : { relatedObject: voice.relatedObject }),
    ...(progress === undefined ? {} : { progress }),
    ...(milestones.length === 0 ? {} : { milestones })
  }
}
