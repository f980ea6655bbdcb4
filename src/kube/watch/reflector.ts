import { Clock, Duration, Effect, Option, Random } from "effect"
import { WatchSignal } from "../../domain/watchSignal.ts"
import { errorOfEvent } from "../errors/apiStatus.ts"
import { explain } from "../errors/explain.ts"
import type { KubeError } from "../errors/KubeError.ts"
import { protocolError } from "../errors/transportErrors.ts"
import { KubeApi, type LineReader } from "../http/api.ts"
import type { KubeRequest } from "../http/resource.ts"
import { listAll, reportSkipped } from "../list/listing.ts"
import { type Codec, nameOf } from "../list/page.ts"
import { countWatchRestart, decodeFailureCounter } from "../metrics.ts"
import { KubeSettings } from "../settings.ts"
import { retrySchedule } from "./retrySchedule.ts"
import { noRetries, onConnected, onEmptyWatch, onError, onListed, onWorked } from "./retryState.ts"
import { readWatchEvent, versionOf } from "./watchEvent.ts"

/** A watch that ends sooner than this without an event has not worked (client-go's "very short watch"). */
const tooShortMs = 1000

/** Names of undecodable objects that are remembered for the log. */
const mostSkipped = 1000

/** What is told of a resource is true up to a version. */
type State =
  /** Nothing was told yet, or it is too old to go on from: everything is listed. */
  | { readonly _tag: "Listing" }
  /** Everything up to this version was told: a watch goes on from it. */
  | { readonly _tag: "Watching"; readonly version: string }

/** How objects of a watched resource pass the door. */
export interface WatchedCodec<A> extends Codec<A> {
  /** Whether a line of the watch concerns nobody and is not even parsed. */
  readonly passOverLine?: (line: string) => boolean
}

const listing: State = { _tag: "Listing" }

/**
 * list+watch of one resource in one namespace, by the rules of client-go's reflector: list, watch from the list's
 * version, ask for bookmarks, resume from the last version seen after a clean end or a fault, list again when that
 * version is gone (410 in either form). No change between two connections is lost. It never ends but by an error.
 */
export const reflect = Effect.fnUntraced(function* <A>(
  codec: WatchedCodec<A>,
  namespace: string,
  /** Gives back whether there is room for it. */
  tell: (signal: WatchSignal<A>) => boolean
): Effect.fn.Return<never, KubeError, KubeApi> {
  const settings = yield* KubeSettings
  const api = yield* KubeApi
  // Owned by this fiber: everything below happens in turn.
  let state: State = listing
  let retries = noRetries
  /** The newest line that was passed over. Its version is looked up once it is needed. */
  let passedOver: string | undefined

  const reached = (version: string | undefined) => {
    passedOver = undefined
    if (version !== undefined) state = { _tag: "Watching", version }
  }

  // Shared: no part of the request that happened to be the first to need it.
  const inOwnSpan = (name: string) =>
    Effect.withSpan(name, { root: true, attributes: { resource: codec.resource, namespace } })

  const list = Effect.gen(function* () {
    const { items, resourceVersion } = yield* listAll(codec, namespace)
    state = { _tag: "Watching", version: resourceVersion }
    retries = onListed(retries)
    tell(WatchSignal.Synced({ items }))
  }).pipe(inOwnSpan("Kube.list"))

  /** A watch that told nothing: opened again after a pause, and a fault once that has happened too often. */
  const emptyWatch = (error: KubeError) =>
    Effect.suspend(() => {
      const [after, pause] = onEmptyWatch(retries)
      retries = after
      return pause === undefined ? Effect.fail(error) : Effect.sleep(pause)
    })

  /** Reads a watch to its end. Silence is no outage: if the connection is dead, opening it anew will tell. */
  const read = Effect.fnUntraced(function* (lines: LineReader, request: KubeRequest) {
    const clock = yield* Clock.Clock
    const idleMs = Duration.toMillis(settings.idleTimeout)
    let heardAt = clock.currentTimeMillisUnsafe()
    const countFailures = yield* decodeFailureCounter(codec.resource)
    const skipped: Array<string> = []
    yield* Effect.addFinalizer(() => reportSkipped(request, skipped))
    const skip = (name: string): undefined => {
      if (skipped.length < mostSkipped) skipped.push(name)
      countFailures(1)
    }

    const onLine = (line: string): KubeError | undefined => {
      if (codec.passOverLine?.(line) === true) {
        passedOver = line
        return undefined
      }
      const event = readWatchEvent(line)
      if (event === undefined) return skip("(not a watch event)")
      if (event.type === "ERROR") return errorOfEvent(request, event.object, heardAt)
      if (event.type !== "BOOKMARK") {
        const object = Option.getOrUndefined(codec.decode(event.object))
        if (object === undefined) skip(nameOf(event.object))
        else if (!tell(event.type === "DELETED" ? WatchSignal.Deleted({ object }) : WatchSignal.Upserted({ object }))) {
          return protocolError(request, `its namespace holds more than ${settings.mostObjects} objects`)
        }
      }
      // Only what was handed on is behind us.
      reached(versionOf(event.object))
      return undefined
    }

    const silent: Effect.Effect<void> = Effect.suspend(() => {
      const left = heardAt + idleMs - clock.currentTimeMillisUnsafe()
      return left > 0 ? Effect.andThen(Effect.sleep(left), silent) : Effect.void
    })
    const ended = lines((some) => {
      heardAt = clock.currentTimeMillisUnsafe()
      for (const line of some) {
        const error = onLine(line)
        if (error !== undefined) return error
      }
      return undefined
    })
    yield* Effect.raceFirst(ended, silent)
  }, Effect.scoped)

  const watch = Effect.fnUntraced(
    function* (from: string) {
      const request = yield* watchRequest(codec, namespace, from)
      const lines = yield* api.lines(request)
      const startedAt = yield* Clock.currentTimeMillis
      if (retries.connected) yield* countWatchRestart(codec.resource)
      if (retries.announced) tell(WatchSignal.Resumed())
      retries = onConnected(retries)

      // What a watch was worth is known when it is over, however it ended.
      const judged = Effect.map(Clock.currentTimeMillis, (now) => {
        const lasted = now - startedAt
        if (passedOver !== undefined) reached(versionOf(readWatchEvent(passedOver)?.object))
        const told = state._tag !== "Watching" || state.version !== from
        if (told || lasted >= Duration.toMillis(settings.settledAfter)) retries = onWorked(retries)
        return told || lasted >= tooShortMs
      })
      yield* read(lines, request).pipe(Effect.tapError(() => judged))
      if (yield* judged) return
      yield* emptyWatch(protocolError(request, "its watches end as soon as they begin"))
    },
    Effect.scoped,
    inOwnSpan("Kube.watch")
  )

  const session = Effect.suspend(() =>
    state._tag === "Listing"
      ? list
      : Effect.catchIf(
          watch(state.version),
          (error: KubeError) => error.reason === "expired",
          (error) => {
            state = listing
            return emptyWatch(error)
          }
        )
  )

  const decide = (error: KubeError, now: number) => {
    const [after, verdict] = onError(retries, error, now, settings)
    retries = after
    if (verdict._tag === "Retry") {
      const { attempt } = verdict
      tell(WatchSignal.Interrupted({ detail: explain(error), attempt, attempts: settings.retryDelays.length }))
    }
    return verdict
  }

  return yield* session.pipe(Effect.retry(retrySchedule(decide)), Effect.forever)
})

/** A random end between 5 and 10 minutes, as client-go asks for, so that not all watches come back at once. */
const watchRequest = <A>(codec: WatchedCodec<A>, namespace: string, from: string): Effect.Effect<KubeRequest> =>
  Effect.map(Random.nextIntBetween(300, 600), (timeoutSeconds) => ({
    verb: "watch",
    resource: codec.resource,
    namespace,
    query: {
      watch: "true",
      allowWatchBookmarks: "true",
      resourceVersion: from,
      timeoutSeconds: String(timeoutSeconds)
    }
  }))
