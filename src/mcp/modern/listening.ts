import { Deferred, Duration, Effect, Exit, Fiber, Result, type Scope } from "effect"
import type { ProgressUpdate } from "../../domain/update/progressUpdate.ts"
import { type Asker, ClusterMonitor } from "../../monitor/ClusterMonitor.ts"
import type { MonitorError } from "../../monitor/errors.ts"
import { hideDefects } from "../failures/defects.ts"
import { invalidUri, type RequestFailure, refused } from "../failures/failures.ts"
import type { Offer } from "../offer/Offer.ts"
import { tellStory } from "../telling/tellStory.ts"

/** A URI whose story is told, or will be. */
export interface Story {
  readonly uri: string
  /** Succeeds when the last update has been offered. */
  readonly ended: Effect.Effect<void>
}

/** A URI that is not listened to, and why. */
export interface LeftOut {
  readonly uri: string
  readonly failure: RequestFailure
}

export interface Opened {
  readonly stories: ReadonlyArray<Story>
  readonly leftOut: ReadonlyArray<LeftOut>
}

const isLimit = ({ data }: RequestFailure): boolean => data?.["reason"] === "limitExceeded"

// Stories that are opened at a time: their order decides who gets the last permits.
const together = 16

/**
 * Opens the stories of these URIs, as many as limits, policy and the cluster allow, in their order. Nothing is offered
 * before `released`. What is open belongs to the scope.
 */
export const openStories = Effect.fnUntraced(function* (
  uris: ReadonlyArray<string>,
  readUri: Offer["readUri"],
  asker: Asker,
  released: Effect.Effect<void>,
  offer: (uri: string, update: ProgressUpdate) => Effect.Effect<void>
): Effect.fn.Return<Opened, never, ClusterMonitor | Scope.Scope> {
  const monitor = yield* ClusterMonitor

  const open = Effect.fnUntraced(function* (uri: string): Effect.fn.Return<Story | LeftOut, never, Scope.Scope> {
    const parsed = readUri(uri)
    if (Result.isFailure(parsed)) return { uri, failure: invalidUri(uri)(parsed.failure) }
    const { target, timeoutSeconds } = parsed.success
    const opened = yield* Deferred.make<void, MonitorError>()
    const timeout = timeoutSeconds === undefined ? {} : { timeout: Duration.seconds(timeoutSeconds) }
    const story = Effect.gen(function* () {
      const updates = yield* monitor.open(target, { ...asker, ...timeout })
      yield* Deferred.succeed(opened, undefined)
      yield* released
      yield* tellStory(target, updates, (update) => offer(uri, update))
    }).pipe(
      Effect.scoped,
      Effect.onExit((exit) => (Exit.isSuccess(exit) ? Effect.void : Deferred.done(opened, exit)))
    )
    const fiber = yield* Effect.forkScoped(story, { startImmediately: true })
    return yield* hideDefects("subscriptions/listen", Effect.mapError(Deferred.await(opened), refused(uri))).pipe(
      Effect.as({ uri, ended: Effect.ignoreCause(Fiber.join(fiber), { log: false }) }),
      Effect.catch((failure) => Effect.succeed({ uri, failure }))
    )
  })

  // A cluster that turns out not to exist has held a permit for a moment: those who missed it are asked once more.
  const inOrder = Effect.fnUntraced(function* (
    asked: ReadonlyArray<string>
  ): Effect.fn.Return<Opened, never, Scope.Scope> {
    const results = yield* Effect.forEach(asked, open, { concurrency: together })
    const stories = results.filter((result) => "ended" in result)
    const leftOut = results.filter((result) => "failure" in result)
    const late = leftOut.filter(({ failure }) => isLimit(failure))
    const others = leftOut.filter(({ failure }) => !isLimit(failure))
    if (late.length === 0 || others.length === 0) return { stories, leftOut }
    const again = yield* inOrder(late.map(({ uri }) => uri))
    return { stories: [...stories, ...again.stories], leftOut: [...others, ...again.leftOut] }
  })

  return yield* inOrder(uris)
})
