import { Cause, Clock, Duration, Effect, Option, Queue, Random, Ref, Schedule, Schema, Stream } from "effect"
import { lenient } from "../../domain/lenient.ts"
import { WatchSignal } from "../../domain/watchSignal.ts"
import { errorOfEvent } from "../errors/apiStatus.ts"
import { explain } from "../errors/explain.ts"
import type { KubeError } from "../errors/KubeError.ts"
import { protocolError } from "../errors/transportErrors.ts"
import { KubeApi } from "../http/api.ts"
import { type Codec, listAll, nameOf, reportSkipped } from "../http/listing.ts"
import type { KubeRequest } from "../http/resource.ts"
import { countDecodeFailures, countWatchRestart } from "../metrics.ts"
import { KubeSettings } from "../settings.ts"
import { noRetries, onConnected, onEmptyWatch, onError, onWorked } from "./retryState.ts"

/** A watch that ends sooner than this without an event has not worked (client-go's "very short watch"). */
const tooShort = Duration.seconds(1)

const WatchEvent = Schema.fromJsonString(
  Schema.Struct({
    type: Schema.Literals(["ADDED", "MODIFIED", "DELETED", "BOOKMARK", "ERROR"]),
    object: Schema.Unknown
  })
)
const decodeWatchEvent = Schema.decodeUnknownOption(WatchEvent)
const Versioned = Schema.Struct({ metadata: Schema.Struct({ resourceVersion: lenient(Schema.NonEmptyString) }) })
const decodeVersioned = Schema.decodeUnknownOption(Versioned)
const versionOf = (object: unknown): string | undefined =>
  Option.getOrUndefined(decodeVersioned(object))?.metadata.resourceVersion

/**
 * list+watch of one resource in one namespace, by the rules of client-go's reflector: list, watch from the list's
 * version, ask for bookmarks, resume from the last version seen after a clean end or a fault, list again when that
 * version is gone (410 in either form). No change between two connections is lost.
 */
export const reflect = <A>(codec: Codec<A>, namespace: string): Stream.Stream<WatchSignal<A>, KubeError, KubeApi> =>
  Stream.callback<WatchSignal<A>, KubeError, KubeApi>(
    (queue) =>
      Effect.gen(function* () {
        const settings = yield* KubeSettings
        const api = yield* KubeApi
        const outage = yield* Ref.make(noRetries)
        const version = yield* Ref.make<string | undefined>(undefined)
        const opened = yield* Ref.make(false)
        const tell = (signal: WatchSignal<A>) => Queue.offer(queue, signal)

        const list = Effect.gen(function* () {
          const { items, resourceVersion } = yield* listAll(codec, namespace)
          yield* Ref.set(version, resourceVersion)
          yield* Ref.update(outage, (before) => ({ ...before, listed: true }))
          yield* tell(WatchSignal.Synced({ items }))
          return resourceVersion
        })

        /** A watch that told nothing: opened again after a pause, and a fault once that has happened too often. */
        const emptyWatch = Effect.fnUntraced(function* (error: KubeError) {
          const pause = yield* Ref.modify(outage, (before) => {
            const [after, millis] = onEmptyWatch(before)
            return [millis, after] as const
          })
          return yield* pause === undefined ? Effect.fail(error) : Effect.sleep(pause)
        })

        const watch = Effect.fnUntraced(function* (from: string) {
          const request = yield* watchRequest(codec, namespace, from)
          const skipped: Array<string> = []
          yield* Effect.addFinalizer(() => reportSkipped(request, skipped))
          const skip = (name: string) =>
            Effect.andThen(
              Effect.sync(() => skipped.push(name)),
              countDecodeFailures(codec.resource, 1)
            )

          const lines = yield* api.lines(request)
          const started = yield* Clock.currentTimeMillis
          if (yield* Ref.getAndSet(opened, true)) yield* countWatchRestart(codec.resource)
          if ((yield* Ref.getAndUpdate(outage, onConnected)).announced) yield* tell(WatchSignal.Resumed())
          yield* Ref.update(outage, onWorked).pipe(Effect.delay(settings.settledAfter), Effect.forkScoped)

          const advance = Effect.fnUntraced(function* (object: unknown) {
            const next = versionOf(object)
            if (next === undefined || next === (yield* Ref.getAndSet(version, next))) return
            yield* Ref.update(outage, onWorked)
          })
          const onLine = Effect.fnUntraced(function* (line: string) {
            const event = Option.getOrUndefined(decodeWatchEvent(line))
            if (event === undefined) return yield* skip("(not a watch event)")
            if (event.type === "ERROR") {
              return yield* errorOfEvent(request, event.object, yield* Clock.currentTimeMillis)
            }
            if (event.type !== "BOOKMARK") {
              const object = Option.getOrUndefined(codec.decode(event.object))
              if (object === undefined) yield* skip(nameOf(event.object))
              else
                yield* tell(
                  event.type === "DELETED" ? WatchSignal.Deleted({ object }) : WatchSignal.Upserted({ object })
                )
            }
            // Only what was handed on is behind us.
            yield* advance(event.object)
          })

          yield* lines.pipe(
            // Silence is no outage: if the connection is dead, opening it anew will tell.
            Stream.timeoutOrElse({ duration: settings.idleTimeout, orElse: () => Stream.empty }),
            Stream.runForEach(onLine)
          )
          const told = (yield* Ref.get(version)) !== from
          const lasted = (yield* Clock.currentTimeMillis) - started
          if (told || lasted >= Duration.toMillis(tooShort)) return
          yield* emptyWatch(protocolError(request, "its watches end as soon as they begin"))
        }, Effect.scoped)

        const session = Effect.gen(function* () {
          const from = (yield* Ref.get(version)) ?? (yield* list)
          yield* Effect.catchIf(
            watch(from),
            (error: KubeError) => error.reason === "expired",
            (error) => Effect.andThen(Ref.set(version, undefined), emptyWatch(error))
          )
        })

        const retries = Schedule.fromStep(
          Effect.succeed((now: number, error: KubeError) =>
            Effect.gen(function* () {
              const verdict = yield* Ref.modify(outage, (before) => {
                const [after, decided] = onError(before, error, now, settings)
                return [decided, after] as const
              })
              if (verdict._tag === "GiveUp") return yield* Cause.done(now)
              if (verdict._tag === "Retry") {
                const { attempt } = verdict
                yield* tell(
                  WatchSignal.Interrupted({
                    detail: explain(error),
                    attempt,
                    attempts: settings.retryDelays.length
                  })
                )
              }
              return [now, Duration.millis(verdict.millis)] satisfies [number, Duration.Duration]
            })
          )
        )

        return yield* session.pipe(Effect.retry(retries), Effect.forever)
      }),
    { bufferSize: 16, strategy: "suspend" }
  )

/** A random end between 5 and 10 minutes, as client-go asks for, so that not all watches come back at once. */
const watchRequest = <A>(codec: Codec<A>, namespace: string, from: string): Effect.Effect<KubeRequest> =>
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
