import { Clock, Duration, Effect, Option, type Scope, Stream } from "effect"
import { type ClusterTarget, targetKey } from "../../domain/names.ts"
import type { ProgressUpdate } from "../../domain/update/progressUpdate.ts"
import { entryOf, type TimelineEntry } from "../../domain/update/timelineEntry.ts"
import { MonitorError } from "../errors.ts"
import type { Seal } from "../seal.ts"
import { cursorTo, seenBy } from "../timeline/cursors.ts"
import type { LiveStory, Standing } from "../timeline/liveStory.ts"
import { unknownCursor } from "../timeline/recall.ts"
import { toldAfter } from "../timeline/timeline.ts"
import { outcomeOf, type Until } from "./until.ts"

/** Nothing told for so long is told, too: a client that hears nothing gives up. */
const signOfLifeEvery = Duration.seconds(9)

export interface Waiting {
  readonly until: Until
  readonly timeout: Duration.Duration
  /** A cursor: what was told after it counts as news. */
  readonly since?: string
  /**
   * Called with everything told while waiting, and with the present state at first and where nothing is told for 9 s; with
   * how long it is until the narrator looks again by itself, where it will.
   */
  readonly progress?: (
    entry: TimelineEntry,
    news: boolean,
    nextLook: Duration.Duration | undefined
  ) => Effect.Effect<void>
}

/** How a wait came out. */
export interface WaitResult {
  readonly outcome: "reached" | "ended" | "timeout"
  readonly update: ProgressUpdate
  readonly cursor: string
  /** What was told meanwhile, or since the cursor; oldest first. */
  readonly timeline: ReadonlyArray<TimelineEntry>
  readonly timelineTruncated: boolean
  readonly note?: string
}

const noAnswer = (target: ClusterTarget, timeout: Duration.Duration): MonitorError =>
  new MonitorError({
    reason: "unavailable",
    message:
      `the management cluster did not tell within ${Duration.toSeconds(timeout)} s where ClusterDeployment ` +
      `"${targetKey(target)}" stands: check that its API server can be reached`
  })

const noProgress: NonNullable<Waiting["progress"]> = () => Effect.void

type Decided = "reached" | "ended"

/** Reads on from entry `from` until something decides the outcome. */
const listen = Effect.fnUntraced(function* (story: LiveStory, from: number, waiting: Waiting) {
  const progress = waiting.progress ?? noProgress
  let seen = from
  let toldAt = yield* Clock.currentTimeMillis

  const tell = Effect.fnUntraced(function* (entry: TimelineEntry, news: boolean) {
    toldAt = yield* Clock.currentTimeMillis
    const nextLookAt = yield* story.nextLookAt
    const nextLook = nextLookAt === undefined ? undefined : Duration.millis(Math.max(0, nextLookAt - toldAt))
    yield* progress(entry, news, nextLook)
  })

  const hear = Effect.fnUntraced(function* ({ timeline, ended }: Standing): Effect.fn.Return<Decided | undefined> {
    const { told } = toldAfter(timeline, seen)
    seen = timeline.count
    for (const one of told) {
      yield* tell(one.entry, true)
      const outcome = outcomeOf(waiting.until, one)
      if (outcome !== undefined) return outcome
    }
    return ended ? "ended" : undefined
  })

  const decided = Stream.mapEffect(story.changes, hear).pipe(
    Stream.takeUntil((outcome) => outcome !== undefined),
    Stream.runLast,
    Effect.map((outcome): Decided => Option.getOrUndefined(outcome) ?? "ended")
  )
  const signsOfLife = Effect.gen(function* () {
    const left = toldAt + Duration.toMillis(signOfLifeEvery) - (yield* Clock.currentTimeMillis)
    if (left > 0) return yield* Effect.sleep(left)
    yield* tell(entryOf(yield* story.now), false)
  })
  yield* tell(entryOf(yield* story.now), false)
  return yield* Effect.raceFirst(decided, Effect.forever(signsOfLife))
})

/** Whether the waiting is over before it begins: by how the cluster stands now. */
const atOnce = Effect.fnUntraced(function* (story: LiveStory, until: Until) {
  const { ended } = yield* story.standing
  if (until === "update") return undefined
  const now = yield* story.now
  return outcomeOf(until, { entry: now, terminal: ended })
})

/**
 * Waits for a cluster. It ends by the outcome or the timeout, whichever comes first; interrupting it leaves nothing
 * behind but what is remembered.
 */
export const waitFor = (
  story: Effect.Effect<LiveStory, MonitorError, Scope.Scope>,
  seal: Seal,
  target: ClusterTarget,
  waiting: Waiting
): Effect.Effect<WaitResult, MonitorError, Scope.Scope> =>
  Effect.gen(function* () {
    let known: LiveStory | undefined
    let from = 0
    let note: string | undefined
    const listening = Effect.gen(function* () {
      const opened = yield* story
      yield* opened.refresh(waiting.since)
      const { timeline } = yield* opened.standing
      const seen =
        waiting.since === undefined ? Option.some(timeline.count) : yield* seenBy(seal, target, timeline, waiting.since)
      from = Option.getOrElse(seen, () => 0)
      note = Option.isNone(seen) && waiting.since !== undefined ? unknownCursor(seal, waiting.since) : undefined
      known = opened
      return (yield* atOnce(opened, waiting.until)) ?? (yield* listen(opened, from, waiting))
    })
    const heard = yield* Effect.timeoutOption(listening, waiting.timeout)
    if (known === undefined) return yield* noAnswer(target, waiting.timeout)
    const { timeline } = yield* known.standing
    const { told, truncated } = toldAfter(timeline, from)
    return {
      outcome: Option.getOrElse(heard, () => "timeout" as const),
      update: yield* known.now,
      cursor: yield* cursorTo(seal, target, timeline),
      timeline: told.map(({ entry }) => entry),
      timelineTruncated: truncated,
      ...(note === undefined ? {} : { note })
    }
  })
