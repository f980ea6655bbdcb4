import { Clock, Deferred, Duration, Effect, type MutableRef, type Scope } from "effect"
import type { ClusterTarget } from "../../domain/names.ts"
import type { Kube } from "../../kube/Kube.ts"
import type { Narration } from "../../progress/narrator.ts"
import { Input } from "../../progress/state/input.ts"
import type { MonitorError } from "../errors.ts"
import type { Limits } from "../limits.ts"
import { countTimeout } from "../metrics.ts"
import { eventsWithin, warningLead } from "../timeLimits.ts"
import { checkExistence, inTimeToKnow } from "./existence.ts"
import type { Outbox } from "./outbox.ts"
import { makeStory, type Story } from "./story.ts"
import { watchClusters, watchEvents } from "./watching.ts"

export interface Subscription {
  readonly target: ClusterTarget
  readonly client: string
  readonly timeout: Duration.Duration
  readonly kube: Kube["Service"]
  readonly limits: Pick<Limits, "acquire">
  readonly outbox: Outbox
  /** Where the story stands, for whoever wants more of it than its updates. */
  readonly narration: MutableRef.MutableRef<Narration>
  /** Completed once the cluster is known to exist. */
  readonly ready: Deferred.Deferred<void>
}

/** Tells that events are overdue, and that the timeout is near and then over, unless the scope is closed by then. */
const watchTheClock = Effect.fnUntraced(function* (story: Story, timeout: Duration.Duration, passedMs: number) {
  const left = Duration.subtract(timeout, Duration.millis(passedMs))
  const lead = Duration.min(warningLead(timeout), left)
  const remainingMs = Duration.toMillis(lead)
  yield* story
    .tell((at) => [Input.EventsOverdue({ at })])
    .pipe(Effect.delay(eventsWithin), Effect.forkScoped({ startImmediately: true }))
  yield* story
    .tell((at) => [Input.TimeoutNear({ at, remainingMs })])
    .pipe(
      Effect.delay(Duration.subtract(left, lead)),
      Effect.andThen(Effect.sleep(lead)),
      Effect.andThen(Effect.suspend(() => (story.narration().ended ? Effect.void : countTimeout))),
      Effect.andThen(story.tell((at) => [Input.TimedOut({ at })])),
      Effect.forkScoped({ startImmediately: true })
    )
})

/**
 * A subscription from its permit to its end, as one effect: whoever runs it owns everything, and interrupting it
 * releases everything. That is how it always ends, by itself, too: whatever says the story's last word interrupts it. It
 * fails only before `ready`; later troubles are told as updates.
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
}: Subscription): Effect.Effect<never, MonitorError> =>
  Effect.scoped(
    Effect.gen(function* (): Effect.fn.Return<never, MonitorError, Scope.Scope> {
      yield* limits.acquire(client)
      const startedAt = yield* Clock.currentTimeMillis
      const story = yield* makeStory(narration, outbox)
      yield* watchClusters(kube, target, story).pipe(
        Effect.andThen(checkExistence(kube, target, story)),
        inTimeToKnow(target, timeout)
      )
      yield* Deferred.succeed(ready, undefined)
      yield* watchTheClock(story, timeout, (yield* Clock.currentTimeMillis) - startedAt)
      yield* watchEvents(kube, target.namespace, story)
      return yield* story.end
    })
  )
