import { randomUUID } from "node:crypto"
import type { IncomingMessage, ServerResponse } from "node:http"
import type { JSONRPCMessage } from "@modelcontextprotocol/sdk/types.js"
import { Clock, Deferred, Duration, Effect, FiberMap, Metric, Schedule, type Scope } from "effect"
import type { ClusterMonitor } from "../../monitor/ClusterMonitor.ts"
import type { McpServerOptions } from "../offer/options.ts"
import type { Bearer } from "../transport/http/bearer.ts"
import type { RequestIds } from "../transport/requestIds.ts"
import { trackTransport } from "../transport/TrackedTransport.ts"
import { type HttpTransport, makeHttpTransport } from "./httpTransport.ts"
import { serveLegacy } from "./session.ts"

/** A session that `initialize` began over HTTP. */
export interface HttpSession {
  readonly id: string
  /** Of the requests that the session bears; they pass through the SDK. */
  readonly ids: RequestIds
  readonly handle: HttpTransport["handle"]
}

export interface HttpSessions {
  /** A new session, which belongs to this bearer; nothing where there are as many as there may be. */
  readonly open: (
    bearer: SessionOwner,
    ids: RequestIds
  ) => Effect.Effect<HttpSession | undefined, never, ClusterMonitor>
  /** A session by its id, for its own bearer alone. */
  readonly find: (id: string, bearer: SessionOwner) => HttpSession | undefined
  readonly close: (session: HttpSession) => Effect.Effect<void>
  /** Succeeds when all that was asked in any session is answered. */
  readonly drained: Effect.Effect<void>
  /** Ends all sessions. */
  readonly end: Effect.Effect<void>
}

/** Whoever opened a session; without tokens everybody is the same. */
export type SessionOwner = (Bearer & { readonly revoked: Effect.Effect<void> }) | undefined

interface Entry extends HttpSession {
  readonly owner: string | undefined
  readonly ending: Deferred.Deferred<void>
  drained: Effect.Effect<void>
  /** HTTP requests of the session that are open now. */
  open: number
  usedAt: number
}

// A client that goes away without a DELETE leaves its session behind, with everything that it has opened.
const idleTtl = Duration.minutes(30)
const sweepEvery = "1 minute"

const active = Metric.gauge("k0rdent_mcp_http_sessions_active", { description: "Sessions over HTTP that are open now" })

/** The sessions of one HTTP server. All of them end with the scope. */
export const makeHttpSessions = Effect.fnUntraced(function* (
  options: McpServerOptions,
  mostSessions: number
): Effect.fn.Return<HttpSessions, never, Scope.Scope> {
  const entries = new Map<string, Entry>()
  const fibers = yield* FiberMap.make<string, void, never>()
  yield* Metric.update(active, 0)

  const sweep = Effect.gen(function* () {
    const oldest = (yield* Clock.currentTimeMillis) - Duration.toMillis(idleTtl)
    for (const { ending, open, usedAt } of entries.values()) {
      if (open === 0 && usedAt < oldest) yield* Deferred.succeed(ending, undefined)
    }
  })
  yield* Effect.forkScoped(Effect.repeat(sweep, Schedule.spaced(sweepEvery)))

  const live = (entry: Entry, bearer: SessionOwner, { transport }: HttpTransport, ready: Deferred.Deferred<void>) =>
    Effect.gen(function* () {
      const tracked = trackTransport(transport, () => false)
      entry.drained = tracked.drained
      const namespaces = bearer === undefined ? {} : { namespaces: bearer.namespaces }
      yield* serveLegacy(tracked, { client: `session-${entry.id}`, ...namespaces }, options)
      yield* Deferred.succeed(ready, undefined)
      const revoked = bearer === undefined ? Effect.never : bearer.revoked
      yield* Effect.raceAllFirst([tracked.closed, Deferred.await(entry.ending), revoked])
    }).pipe(
      Effect.scoped,
      Effect.ensuring(
        Effect.suspend(() => {
          entries.delete(entry.id)
          return Metric.update(active, entries.size)
        })
      )
    )

  const open: HttpSessions["open"] = (bearer, ids) =>
    Effect.gen(function* () {
      if (entries.size >= mostSessions) return undefined
      const id = randomUUID()
      const http = makeHttpTransport(id, ids)
      const entry: Entry = {
        id,
        ids,
        owner: bearer?.client,
        ending: yield* Deferred.make<void>(),
        drained: Effect.void,
        open: 0,
        usedAt: yield* Clock.currentTimeMillis,
        handle: (
          request: IncomingMessage,
          response: ServerResponse,
          messages?: JSONRPCMessage | Array<JSONRPCMessage>
        ) =>
          Effect.gen(function* () {
            entry.open += 1
            return yield* http.handle(request, response, messages)
          }).pipe(
            Effect.ensuring(
              Effect.map(Clock.currentTimeMillis, (now) => {
                entry.open -= 1
                entry.usedAt = now
              })
            )
          )
      }
      entries.set(id, entry)
      yield* Metric.update(active, entries.size)
      const ready = yield* Deferred.make<void>()
      yield* FiberMap.run(fibers, id, live(entry, bearer, http, ready))
      yield* Deferred.await(ready)
      return entry
    })

  return {
    open,
    find: (id, bearer) => {
      const entry = entries.get(id)
      return entry?.owner === bearer?.client ? entry : undefined
    },
    close: ({ id }) => {
      const entry = entries.get(id)
      return entry === undefined ? Effect.void : Effect.asVoid(Deferred.succeed(entry.ending, undefined))
    },
    drained: Effect.suspend(() =>
      Effect.forEach([...entries.values()], ({ drained }) => drained, { concurrency: "unbounded", discard: true })
    ),
    end: FiberMap.clear(fibers)
  }
})
