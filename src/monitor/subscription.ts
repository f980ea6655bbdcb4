import { Array as Arr, Clock, Deferred, Duration, Effect, MutableRef, Queue, type Scope } from "effect"
import type { ClusterDeployment } from "../domain/clusterDeployment.ts"
import type { KubeEvent } from "../domain/kubeEvent.ts"
import { type ClusterTarget, targetKey } from "../domain/names.ts"
import type { Kube } from "../kube/Kube.ts"
import { begin, concerns, type Narration, step, wakeAt } from "../progress/narrator.ts"
import { Input } from "../progress/state/input.ts"
import { type Deadlines, deadlines } from "./deadlines.ts"
import { MonitorError } from "./errors.ts"
import { fromKube, notFound } from "./failures.ts"
import { type Hearing, makeHearing } from "./hearing.ts"
import type { Limits } from "./limits.ts"
import { countAlive, countEvents, countTimeout } from "./metrics.ts"
import type { Outbox } from "./outbox.ts"
import { type Arrival, type Inbox, makeInbox, watchCluster, watchEvents } from "./watching.ts"

/** Below the 60 s after which MCP clients give a request up: an answer that says why is better than none. */
const existenceWithin = Duration.seconds(45)
/** How long the last word of a story waits to be confirmed. */
const confirmedWithin = Duration.seconds(5)
/** How long the story waits for the namespace's events before it begins without them. */
const eventsWithinMs = 5000
/** The least time between two ticks, should the narrator ask for one that has nothing to say. */
const tickIntervalMs = 1000

export interface Subscription {
  readonly target: ClusterTarget
  readonly client: string
  readonly timeout: Duration.Duration
  readonly kube: Kube["Service"]
  readonly limits: Limits
  readonly outbox: Outbox
  /** Where the story stands, for whoever wants more of it than its updates. */
  readonly narration: MutableRef.MutableRef<Narration>
  /** Completed once the cluster is known to exist. */
  readonly ready: Deferred.Deferred<void>
}

interface Found {
  readonly cluster: ClusterDeployment
  /** What the watch holds, which may be a cluster of the same name that is no more. */
  readonly listed: ReadonlyArray<ClusterDeployment>
}

/**
 * A shared watch may lag behind, in an outage by seconds: what it does not hold is asked for once more. Where that is
 * not allowed, the list has the last word.
 */
const ask = (kube: Kube["Service"], target: ClusterTarget): Effect.Effect<ClusterDeployment, MonitorError> =>
  kube.getClusterDeployment(target.namespace, target.name).pipe(
    Effect.catchIf(
      (error) => error.reason === "forbidden",
      () => Effect.succeedNone
    ),
    Effect.mapError(fromKube),
    Effect.flatMap((found) => Effect.mapError(Effect.fromOption(found), () => notFound(target)))
  )

/** Whether the story would be over with its first word: then the word has to be true now, not a moment ago. */
const endsAtOnce = (target: ClusterTarget, cluster: ClusterDeployment): Effect.Effect<boolean> =>
  Effect.map(Clock.currentTimeMillis, (at) =>
    step(begin(target), Input.Opened({ at, cluster, events: [], neighbours: [] }))[1].some(
      (update) => update.terminal === true
    )
  )

/** The same cluster as the API server has it now; as the watch has it where the API server does not say. */
const confirm = (
  kube: Kube["Service"],
  target: ClusterTarget,
  held: ClusterDeployment
): Effect.Effect<ClusterDeployment, MonitorError> =>
  ask(kube, target).pipe(
    Effect.timeoutOrElse({ duration: confirmedWithin, orElse: () => Effect.succeed(held) }),
    Effect.catchIf(
      (error) => error.reason !== "notFound",
      () => Effect.succeed(held)
    )
  )

/** The cluster, from the first list of the shared watch. */
const find = (kube: Kube["Service"], target: ClusterTarget, inbox: Inbox): Effect.Effect<Found, MonitorError> =>
  Effect.gen(function* () {
    const { heard } = yield* Queue.take(inbox)
    if (heard._tag === "ClusterWatchLost") return yield* fromKube(heard.error)
    if (heard._tag !== "Cluster" || heard.signal._tag !== "Synced") return yield* find(kube, target, inbox)
    const listed = heard.signal.items
    const own = listed.find(({ name }) => name === target.name)
    if (own === undefined) return { cluster: yield* ask(kube, target), listed }
    return { cluster: (yield* endsAtOnce(target, own)) ? yield* confirm(kube, target, own) : own, listed }
  })

const noAnswer = (target: ClusterTarget, within: Duration.Duration): MonitorError =>
  new MonitorError({
    reason: "unavailable",
    message:
      `the management cluster did not answer within ${Duration.toSeconds(within)} s whether ClusterDeployment ` +
      `"${targetKey(target)}" exists: check that its API server can be reached`
  })

/** What arrived together is told together. */
const batchesOf = (arrivals: ReadonlyArray<Arrival>): ReadonlyArray<Arr.NonEmptyArray<Arrival>> =>
  Arr.isReadonlyArrayNonEmpty(arrivals) ? Arr.groupWith(arrivals, (a, b) => a.arrivedAt === b.arrivedAt) : []

/** The story of one cluster, from its opening to its end. Everything that happens goes through `tell`, one at a time. */
const makeStory = (
  { narration: shared, outbox }: Pick<Subscription, "narration" | "outbox">,
  hearing: Hearing,
  limits: Deadlines
) => {
  let narration = MutableRef.get(shared)
  let warned = false
  let timedOut = false
  // Events of others that were not even heard; counted when there is something to tell anyway.
  let passedOver = 0
  let tickedAt = Number.NEGATIVE_INFINITY

  const tell = Effect.fnUntraced(function* (inputs: ReadonlyArray<Input>, since: number) {
    const before = narration.state?.tally
    for (const input of inputs) {
      if (narration.ended) break
      const [next, updates] = step(narration, input)
      narration = next
      MutableRef.set(shared, next)
      for (const update of updates) yield* outbox.offer(update, since)
    }
    yield* countEvents(before, narration.state?.tally, passedOver)
    passedOver = 0
  })

  const tickAt = (): number => {
    const wanted = wakeAt(narration) ?? Number.POSITIVE_INFINITY
    return wanted <= tickedAt ? tickedAt + tickIntervalMs : wanted
  }

  return {
    ended: () => narration.ended || timedOut,
    /** Whether an event needs to be heard at all. */
    concerns: (event: KubeEvent): boolean => {
      const own = concerns(narration, event)
      if (!own) passedOver += 1
      return own
    },
    tell,
    /** When something is due although nothing is heard. */
    nextAt: (eventsBy: number): number =>
      hearing.opened() ? Math.min(warned ? limits.endAt : limits.warnAt, tickAt()) : Math.min(eventsBy, limits.endAt),
    /** Tells what is due by now. */
    alarms: Effect.fnUntraced(function* (at: number, eventsBy: number) {
      if (!hearing.opened() && at >= Math.min(eventsBy, limits.endAt)) yield* tell(hearing.open(at), at)
      if (!hearing.opened()) return
      if (!warned && at >= limits.warnAt) {
        warned = true
        if (at < limits.endAt) yield* tell([Input.TimeoutNear({ at, remainingMs: limits.endAt - at })], at)
      }
      if (at >= limits.endAt && !narration.ended) {
        timedOut = true
        yield* countTimeout
        yield* tell([Input.TimedOut({ at, afterMs: limits.timeoutMs })], at)
      }
      if (!narration.ended && tickAt() <= at) {
        tickedAt = at
        yield* tell([Input.Tick({ at })], at)
      }
    })
  }
}

/**
 * A subscription from its permit to its end, as one effect: whoever runs it owns everything, and interrupting it
 * releases everything. It fails only before `ready`; later troubles are told as updates.
 */
export const runSubscription = ({
  target,
  client,
  timeout,
  kube,
  limits,
  outbox,
  narration,
  ready
}: Subscription): Effect.Effect<void, MonitorError> =>
  Effect.scoped(
    Effect.gen(function* (): Effect.fn.Return<void, MonitorError, Scope.Scope> {
      yield* limits.acquire(client)
      yield* countAlive
      const startedAt = yield* Clock.currentTimeMillis
      const inbox = yield* makeInbox
      yield* watchCluster(kube, target.namespace, inbox)
      const within = Duration.min(existenceWithin, timeout)
      const found = yield* find(kube, target, inbox).pipe(
        Effect.timeoutOrElse({ duration: within, orElse: () => Effect.fail(noAnswer(target, within)) })
      )
      const hearing = makeHearing(target, found.listed, found.cluster)
      const story = makeStory({ narration, outbox }, hearing, deadlines(startedAt, timeout))
      yield* watchEvents(kube, target.namespace, inbox, story.concerns)
      yield* Deferred.succeed(ready, undefined)

      let now = yield* Clock.currentTimeMillis
      const eventsBy = now + eventsWithinMs
      while (!story.ended()) {
        // Waiting and taking are apart: a deadline that wins the race cannot swallow a signal.
        const wait = story.nextAt(eventsBy) - now
        if (wait > 0) yield* Effect.timeoutOption(Queue.peek(inbox), wait)
        const arrivals = yield* Queue.clear(inbox)
        // A clock that was set back must not run the story backwards.
        now = Math.max(now, yield* Clock.currentTimeMillis)
        for (const batch of batchesOf(arrivals)) {
          yield* story.tell(
            batch.flatMap(({ heard }) => hearing.hear(heard, now)),
            batch[0].arrivedAt
          )
        }
        yield* story.alarms(now, eventsBy)
      }
    })
  )
