import { Deferred, Effect, Result, Schema, type Scope } from "effect"
import type { ProgressUpdate } from "../../domain/update/progressUpdate.ts"
import type { ClusterMonitor } from "../../monitor/ClusterMonitor.ts"
import { invalidParams, type RequestFailure } from "../failures/failures.ts"
import type { Offer } from "../offer/Offer.ts"
import type { Tasks } from "../tasks/registry.ts"
import { encodeUpdate } from "../telling/encode.ts"
import type { JsonObject } from "../transport/json.ts"
import { makeOutbox } from "../transport/outbox.ts"
import type { Exchange } from "./Exchange.ts"
import { type Envelope, extensions, metaKeys, missingCapability } from "./envelope.ts"
import { followTasks, tellTasks } from "./following.ts"
import { type LeftOut, openStories } from "./listening.ts"

const method = "subscriptions/listen"

// Kinds of change that we never tell (lists of tools and the like are fixed) may be asked for: they are just not honoured.
const Params = Schema.Struct({
  notifications: Schema.Struct({
    toolsListChanged: Schema.optionalKey(Schema.Boolean),
    promptsListChanged: Schema.optionalKey(Schema.Boolean),
    resourcesListChanged: Schema.optionalKey(Schema.Boolean),
    resourceSubscriptions: Schema.optionalKey(Schema.Array(Schema.String)),
    taskIds: Schema.optionalKey(Schema.Array(Schema.String))
  })
})
const decode = Schema.decodeUnknownResult(Params)

// More than any limit lets through by default; what comes after that many is left out unseen.
const mostUris = 1000
// Reasons told: a client reads a handful, and an acknowledgement stays small.
const mostReasons = 20

const inOrderOf = (asked: ReadonlyArray<string>, granted: ReadonlySet<string>) =>
  asked.filter((uri) => granted.has(uri))

/** Why URIs were left out, for a person who wonders: `_meta` is where an implementation may say more than the protocol. */
const reasons = (leftOut: ReadonlyArray<LeftOut>): JsonObject =>
  leftOut.length === 0
    ? {}
    : {
        "io.k0rdent/leftOut": leftOut.slice(0, mostReasons).map(({ failure: { data, message }, uri }) => ({
          uri: uri.slice(0, 400),
          reason: data?.["reason"] ?? "invalid",
          message
        }))
      }

/**
 * `subscriptions/listen`: acknowledges what is honoured, tells each story to its end, and is answered when the last one
 * has ended or the server is about to end. Interrupting it closes everything it has opened.
 */
export const listen = (
  exchange: Exchange,
  declares: Envelope["declares"],
  { offer, tasks }: { readonly offer: Offer; readonly tasks: Tasks }
): Effect.Effect<JsonObject, RequestFailure, ClusterMonitor> =>
  Effect.scoped(
    Effect.gen(function* (): Effect.fn.Return<JsonObject, RequestFailure, ClusterMonitor | Scope.Scope> {
      const { asker, closing, notify, request } = exchange
      const params = decode(request.params)
      if (Result.isFailure(params)) return yield* invalidParams(method, params.failure.issue)
      const { resourceSubscriptions, taskIds } = params.success.notifications
      if (taskIds !== undefined && !declares.tasks) return yield* missingCapability(extensions.tasks)
      const meta = { [metaKeys.subscriptionId]: request.id }
      const asked = [...new Set(resourceSubscriptions)].slice(0, mostUris)

      const send = (uri: string, update: ProgressUpdate) =>
        Effect.flatMap(
          encodeUpdate(update),
          (delta) =>
            notify({
              jsonrpc: "2.0",
              method: "notifications/resources/updated",
              params: { uri, _meta: { ...meta, delta } }
            })
          // An update that cannot be written is a fault of its own story: the sender goes on for all others.
        ).pipe(Effect.catchDefect((defect) => Effect.logError("an update could not be told", defect)))
      const outbox = yield* makeOutbox<string>(send)
      const released = yield* Deferred.make<void>()
      const { leftOut, stories } = yield* Effect.raceFirst(
        openStories(asked, offer.readUri, asker, Deferred.await(released), outbox.offer),
        Effect.as(closing, { leftOut: [], stories: [] })
      )
      const followed = yield* followTasks(tasks, asker.client, taskIds)
      const granted = inOrderOf(asked, new Set(stories.map(({ uri }) => uri)))

      yield* notify({
        jsonrpc: "2.0",
        method: "notifications/subscriptions/acknowledged",
        params: {
          notifications: {
            ...(granted.length === 0 ? {} : { resourceSubscriptions: granted }),
            ...(followed.length === 0 ? {} : { taskIds: followed.map(({ taskId }) => taskId) })
          },
          _meta: { ...meta, ...reasons(leftOut) }
        }
      })
      yield* Deferred.succeed(released, undefined)
      const storiesTold = Effect.forEach(stories, ({ ended }) => ended, { discard: true })
      const told = Effect.all([storiesTold, tellTasks(followed, meta, notify)], { concurrency: "unbounded" })
      yield* Effect.raceFirst(Effect.asVoid(told), closing)
      yield* outbox.drained
      return { _meta: meta }
    })
  )
