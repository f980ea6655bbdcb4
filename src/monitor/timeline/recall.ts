import { Effect, Option } from "effect"
import type { ClusterTarget } from "../../domain/names.ts"
import type { ProgressUpdate } from "../../domain/update/progressUpdate.ts"
import type { TimelineEntry } from "../../domain/update/timelineEntry.ts"
import type { Seal } from "../seal.ts"
import { cursorTo, seenBy } from "./cursors.ts"
import type { LiveStory } from "./liveStory.ts"
import { newTimeline, toldAfter } from "./timeline.ts"

/** A cluster's present state, and how it came to it. */
export interface Recollection {
  readonly update: ProgressUpdate
  /** To be given back as `since`. */
  readonly cursor: string
  /** What was told after `since`, oldest first; absent where nothing was asked for. */
  readonly timeline?: ReadonlyArray<TimelineEntry>
  /** Older entries are not there any more. */
  readonly timelineTruncated?: boolean
  /** What has to be known to read the timeline aright. */
  readonly note?: string
}

/** Why a cursor means nothing here. */
export const unknownCursor = (seal: Seal, cursor: string): string => {
  const elsewhere = seal.madeElsewhere(cursor)
  return elsewhere === undefined
    ? "The cursor is unknown or too old (another server, another cluster, or forgotten): this is everything that is remembered."
    : `The cursor was given by another replica of the server (${elsewhere}): this is everything that is remembered here.`
}

/** Why there is no timeline. */
export const nothingRemembered =
  "No timeline is remembered here (K0RDENT_MONITOR_MAX_REMEMBERED, or a missing right to watch): this is the present state only."

/** Answers from a story that is remembered. */
export const recall = Effect.fnUntraced(function* (
  story: LiveStory,
  seal: Seal,
  target: ClusterTarget,
  since: string | undefined
): Effect.fn.Return<Recollection> {
  const { timeline } = yield* story.standing
  const answer = { update: yield* story.now, cursor: yield* cursorTo(seal, target, timeline) }
  if (since === undefined) return answer
  const seen = yield* seenBy(seal, target, timeline, since)
  const { told, truncated } = toldAfter(
    timeline,
    Option.getOrElse(seen, () => 0)
  )
  return {
    ...answer,
    timeline: told.map(({ entry }) => entry),
    ...(truncated ? { timelineTruncated: true } : {}),
    ...(Option.isNone(seen) ? { note: unknownCursor(seal, since) } : {})
  }
})

/** Answers where nothing is remembered: the cursor then stands for nothing. */
export const withoutMemory = Effect.fnUntraced(function* (
  update: ProgressUpdate,
  seal: Seal,
  target: ClusterTarget,
  since: string | undefined
): Effect.fn.Return<Recollection> {
  const cursor = yield* cursorTo(seal, target, newTimeline(""))
  return { update, cursor, ...(since === undefined ? {} : { timeline: [], note: nothingRemembered }) }
})
