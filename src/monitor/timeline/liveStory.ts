import {
  Cause,
  Clock,
  Deferred,
  Effect,
  Exit,
  Fiber,
  Schedule,
  Scope,
  Semaphore,
  Stream,
  SubscriptionRef
} from "effect"
import { isoInstant } from "../../domain/lenient.ts"
import { brokenOff } from "../../domain/update/brokenOff.ts"
import { type Milestone, oldestFirst, type ProgressUpdate } from "../../domain/update/progressUpdate.ts"
import { retell, wakeAt } from "../../progress/narrator.ts"
import type { MonitorError } from "../errors.ts"
import type { OpenSubscription } from "../subscription/opening.ts"
import { append, newTimeline, type Timeline } from "./timeline.ts"

/** How far back milestones are shown beside the present state, as on a first look. */
const lookBackMs = 5 * 60_000
/** Milestones kept for that; what is older stands in the timeline. */
const mostMilestones = 50

/** Where a story stands. */
export interface Standing {
  readonly timeline: Timeline
  readonly latest: ProgressUpdate
  readonly milestones: ReadonlyArray<Milestone>
  /** The subscription that tells it; none while the API server cannot be reached, and once the story has ended. */
  readonly live: OpenSubscription | undefined
  readonly ended: boolean
}

/** A subscription whose updates are remembered, for readers who come and go. */
export interface LiveStory {
  readonly standing: Effect.Effect<Standing>
  /** Where it stands now, then after each change. */
  readonly changes: Stream.Stream<Standing>
  /** What a subscriber would be told first who came now. */
  readonly now: Effect.Effect<ProgressUpdate>
  /** When the narrator wants to look again, in epoch milliseconds; only events and changes tell where absent. */
  readonly nextLookAt: Effect.Effect<number | undefined>
  /**
   * Looks again where the story has ended: a cluster that was ready may be changing. One that is gone is not found, but
   * for whoever follows it by a cursor: he is told the end.
   */
  readonly refresh: (since: string | undefined) => Effect.Effect<void, MonitorError>
}

type Open = Effect.Effect<OpenSubscription, MonitorError, Scope.Scope>

/** Pauses between attempts while the API server does not answer: 5 s, then longer, at most a minute. */
const patience = Schedule.min([Schedule.exponential("5 seconds", 1.5), Schedule.spaced("1 minute")])

// Asking again does not help before somebody changes something.
const isPermanent = ({ reason }: MonitorError): boolean =>
  reason === "notFound" || reason === "forbidden" || reason === "notInstalled"

const identity = ({ timestamp, message }: Milestone): string => `${timestamp} ${message}`

/** A new subscription tells the milestones of the last minutes again. */
const withoutKnown = (update: ProgressUpdate, known: ReadonlyArray<Milestone>): ProgressUpdate => {
  const told = new Set(known.map(identity))
  const { milestones = [], ...rest } = update
  const fresh = milestones.filter((milestone) => !told.has(identity(milestone)))
  return fresh.length === 0 ? rest : { ...rest, milestones: fresh }
}

/** A story that has ended and is looked at again has not ended twice. */
const isSameEnd = (before: Standing | undefined, { phase, terminal }: ProgressUpdate): boolean =>
  before?.ended === true && terminal === true && before.latest.phase === phase

const outage = (latest: ProgressUpdate, at: number): ProgressUpdate => {
  const { terminal: _over, milestones: _told, relatedObject: _about, ...state } = latest
  return {
    ...state,
    timestamp: isoInstant(at),
    message: "The management cluster does not answer, several attempts in a row; it is tried again until it does.",
    reason: "WatchInterrupted",
    source: "system",
    severity: "warning"
  }
}

const back = (latest: ProgressUpdate, at: number): ProgressUpdate => ({
  ...outage(latest, at),
  message: "The management cluster answers again.",
  reason: "WatchResumed",
  severity: "info"
})

const ending = (latest: ProgressUpdate, at: number, error: MonitorError): ProgressUpdate => ({
  ...outage(latest, at),
  ...(error.reason === "notFound"
    ? { message: "ClusterDeployment deleted", reason: "Deleted" }
    : { message: `Monitoring has ended: ${error.message}`, reason: "WatchGivenUp", severity: "error" }),
  terminal: true
})

/**
 * Begins a story in the scope and succeeds with its first update. An outage does not end it: the subscription is opened
 * again until the API server answers.
 */
export const makeLiveStory = Effect.fnUntraced(function* (
  id: string,
  open: Open
): Effect.fn.Return<LiveStory, MonitorError, Scope.Scope> {
  const scope = yield* Effect.scope
  const begun = yield* Deferred.make<SubscriptionRef.SubscriptionRef<Standing>>()
  const opening = yield* Semaphore.make(1)

  const told = (before: Standing | undefined, update: ProgressUpdate, live: OpenSubscription): Standing => {
    const milestones = before?.milestones ?? []
    const news = withoutKnown(update, milestones)
    const timeline = before?.timeline ?? newTimeline(id)
    return {
      timeline: isSameEnd(before, update) ? timeline : append(timeline, news),
      latest: update,
      milestones: oldestFirst([...milestones, ...(news.milestones ?? [])]).slice(-mostMilestones),
      live: update.terminal === true ? undefined : live,
      ended: update.terminal === true
    }
  }

  const tell = Effect.fnUntraced(function* (update: ProgressUpdate, live: OpenSubscription) {
    if (yield* Deferred.isDone(begun)) {
      yield* SubscriptionRef.update(yield* Deferred.await(begun), (before) => told(before, update, live))
    } else yield* Deferred.succeed(begun, yield* SubscriptionRef.make(told(undefined, update, live)))
  })

  const mark = (change: (standing: Standing, at: number) => ProgressUpdate, ended: boolean) =>
    Effect.gen(function* () {
      const at = yield* Clock.currentTimeMillis
      yield* SubscriptionRef.update(yield* Deferred.await(begun), (before) => {
        const update = change(before, at)
        return { ...before, latest: update, timeline: append(before.timeline, update), live: undefined, ended }
      })
    })

  /** Reads one subscription to its end; succeeds with true where only an outage has ended it. */
  const follow = Effect.fnUntraced(function* (subscription: OpenSubscription, first: Deferred.Deferred<void>) {
    let wasOutage = true
    yield* Stream.runForEach(subscription.updates, (update) =>
      Effect.gen(function* () {
        const givenUp = update.terminal === true && update.reason === "WatchGivenUp"
        wasOutage = update.terminal !== true || givenUp
        if (!givenUp) yield* tell(update, subscription)
        yield* Deferred.succeed(first, undefined)
      })
    ).pipe(
      Effect.catchCauseIf(
        (cause) => !Cause.hasInterrupts(cause),
        (cause) =>
          Effect.gen(function* () {
            yield* Effect.logError(`the story ${id} broke down`, cause)
            // Whoever comes next begins anew; nothing is gained by what has just failed.
            wasOutage = false
            if (yield* Deferred.isDone(begun)) yield* mark(({ latest }, at) => brokenOff(latest, at), true)
          })
      )
    )
    return wasOutage
  })

  const openOnce: Effect.Effect<readonly [OpenSubscription, Scope.Closeable], MonitorError> = Effect.gen(function* () {
    const own = yield* Scope.fork(scope)
    const subscription = yield* Scope.provide(open, own).pipe(
      Effect.onExit((exit) => (Exit.isSuccess(exit) ? Effect.void : Scope.close(own, exit)))
    )
    return [subscription, own] as const
  })

  /** Follows a subscription, and the ones after it when the API server goes away. */
  const live = (
    subscription: OpenSubscription,
    own: Scope.Closeable,
    first: Deferred.Deferred<void>
  ): Effect.Effect<void> =>
    Effect.gen(function* () {
      const again = yield* Effect.ensuring(follow(subscription, first), Scope.close(own, Exit.void))
      if (!again || !(yield* Deferred.isDone(begun))) return
      yield* mark(({ latest }, at) => outage(latest, at), false)
      const next = yield* Effect.result(
        Effect.retry(openOnce, { schedule: patience, while: (error) => !isPermanent(error) })
      )
      if (next._tag === "Success") {
        yield* mark(({ latest }, at) => back(latest, at), false)
        return yield* live(next.success[0], next.success[1], first)
      }
      yield* mark(({ latest }, at) => ending(latest, at, next.failure), true)
    })

  const start: Effect.Effect<void, MonitorError> = Effect.gen(function* () {
    const [subscription, own] = yield* openOnce
    const first = yield* Deferred.make<void>()
    const fiber = yield* Effect.forkIn(live(subscription, own, first), scope, { startImmediately: true })
    yield* Effect.raceFirst(Deferred.await(first), Effect.asVoid(Fiber.await(fiber)))
  })

  yield* start
  if (!(yield* Deferred.isDone(begun))) return yield* Effect.die(new Error("a story ended before it began"))
  const standings = yield* Deferred.await(begun)

  return {
    standing: SubscriptionRef.get(standings),
    changes: SubscriptionRef.changes(standings),
    now: Effect.gen(function* () {
      const { ended, latest, live: subscription, milestones } = yield* SubscriptionRef.get(standings)
      if (ended || subscription === undefined) return latest
      const at = yield* Clock.currentTimeMillis
      const recent = milestones.filter(({ timestamp }) => Date.parse(timestamp) >= at - lookBackMs)
      return retell(subscription.narration(), at, recent) ?? latest
    }),
    nextLookAt: Effect.map(SubscriptionRef.get(standings), ({ live: subscription }) =>
      subscription === undefined ? undefined : wakeAt(subscription.narration())
    ),
    refresh: (since) =>
      opening.withPermits(1)(
        Effect.flatMap(SubscriptionRef.get(standings), ({ ended, latest }) => {
          if (!ended) return Effect.void
          const followed = since !== undefined && latest.reason === "Deleted"
          return Effect.catchIf(
            start,
            ({ reason }) => followed && reason === "notFound",
            () => Effect.void
          )
        })
      )
  }
})
