import type { IncomingMessage, ServerResponse } from "node:http"
import { Cause, Effect, FiberSet, Latch, Result, type Scope } from "effect"
import type { ClusterMonitor } from "../../monitor/ClusterMonitor.ts"
import { internalFailure } from "../failures/failures.ts"
import { makeHttpSessions, type SessionOwner } from "../legacy/httpSessions.ts"
import { makeModernServer } from "../modern/modernServer.ts"
import type { McpServerOptions } from "../offer/options.ts"
import { servePage } from "../page/servePage.ts"
import { makeGate } from "../transport/http/gate.ts"
import { type Address, type CannotListen, listen } from "../transport/http/listener.ts"
import { refuse } from "../transport/http/refuse.ts"
import type { Tokens } from "../transport/http/tokensFile.ts"
import { type Endpoint, visitEndpoint } from "./httpEndpoint.ts"

export interface HttpServerOptions extends McpServerOptions, Address {
  /** Who may come in; everybody who reaches the port where absent. */
  readonly tokens?: Tokens
  /** Names, beside those of this machine, by which clients may call the server. */
  readonly allowedHosts: ReadonlyArray<string>
  /** Sessions of the versions that begin with `initialize`, at a time. */
  readonly maxSessions: number
}

// Streams are few; a client that opens connections without end is cut off before the process runs out of files.
const mostConnections = 10_000
const requestTimeoutMs = 30_000
// How long what is under way may take once the server is told to end. The whole process is gone within 2 s.
const parting = "1500 millis"

const wantsToken = (response: ServerResponse, why: "absent" | "wrong") => {
  response.setHeader("www-authenticate", why === "absent" ? "Bearer" : 'Bearer error="invalid_token"')
  const message =
    why === "absent" ? "a token is needed: Authorization: Bearer TOKEN" : "the token is not one that this server knows"
  return refuse(response, 401, { message })
}

/** Runs until the work is done or the client has gone away, whichever comes first. */
const whileConnected = <R>(
  response: ServerResponse,
  work: Effect.Effect<void, never, R>
): Effect.Effect<void, never, R> =>
  Effect.raceFirst(
    work,
    Effect.callback<void>((resume) => {
      const gone = () => resume(Effect.void)
      if (response.destroyed) gone()
      response.once("close", gone)
      return Effect.sync(() => response.off("close", gone))
    })
  )

/**
 * Serves MCP over HTTP for as long as the scope lives: both eras on `/mcp`, and a page to look at on `/`. When the scope closes no request is taken any
 * more, streams get their last answer, and what then still hangs is cut off.
 */
export const serveHttp = Effect.fnUntraced(function* (
  options: HttpServerOptions
): Effect.fn.Return<Address, CannotListen, ClusterMonitor | Scope.Scope> {
  const gate = makeGate(options.host, options.allowedHosts)
  const closing = yield* Latch.make(false)
  const requests = yield* FiberSet.make<void, never>()
  const run = yield* FiberSet.runtime(requests)<ClusterMonitor>()
  const sessions = yield* makeHttpSessions(options, options.maxSessions)
  const endpoint: Endpoint = {
    modern: yield* makeModernServer(options),
    sessions,
    mostSessions: options.maxSessions,
    closing: closing.await
  }

  const admit = (request: IncomingMessage, response: ServerResponse) =>
    Effect.gen(function* () {
      if (options.tokens === undefined) return yield* visitEndpoint(endpoint, { request, response, bearer: undefined })
      const known = yield* options.tokens.identify(request.headers.authorization)
      if (Result.isFailure(known)) return yield* wantsToken(response, known.failure)
      const bearer: SessionOwner = known.success
      // What a token has opened does not outlive it.
      const revoked = Effect.andThen(
        bearer.revoked,
        Effect.sync(() => void response.destroy())
      )
      yield* Effect.raceFirst(visitEndpoint(endpoint, { request, response, bearer }), revoked)
    })

  const handle = (request: IncomingMessage, response: ServerResponse): Effect.Effect<void, never, ClusterMonitor> => {
    const { origin } = request.headers
    // Of two Hosts Node.js would show the first alone, and a proxy before us may have gone by the second.
    const [host, ...more] = request.headersDistinct["host"] ?? []
    if (more.length > 0 || !gate.allowsHost(host)) {
      return refuse(response, 403, { message: "this Host is not allowed; K0RDENT_MCP_ALLOWED_HOSTS says which are" })
    }
    if (!gate.allowsOrigin(origin)) return refuse(response, 403, { message: "pages of this Origin are not allowed" })
    if (Latch.isOpen(closing)) {
      response.setHeader("connection", "close").setHeader("retry-after", "5")
      return refuse(response, 503, { message: "the server is shutting down" })
    }
    const path = request.url?.split("?")[0]
    if (path === "/mcp") return admit(request, response)
    if (path === "/") return servePage(request, response)
    return refuse(response, 404, { message: "the MCP endpoint is /mcp, and / is a page to look at" })
  }

  const address = yield* listen(
    { host: options.host, port: options.port, mostConnections, requestTimeoutMs },
    (request, response) => {
      run(
        whileConnected(response, handle(request, response)).pipe(
          Effect.catchCauseIf(
            (cause) => !Cause.hasInterrupts(cause),
            (cause) =>
              Effect.andThen(
                Effect.logError("an HTTP request failed unexpectedly", cause),
                refuse(response, 500, internalFailure)
              )
          )
        )
      )
    }
  )
  yield* Effect.addFinalizer(() =>
    closing.open.pipe(
      Effect.andThen(address.stopAccepting),
      Effect.andThen(Effect.timeoutOption(sessions.drained, "1 second")),
      Effect.andThen(sessions.end),
      Effect.andThen(FiberSet.awaitEmpty(requests)),
      Effect.interruptible,
      Effect.timeoutOption(parting)
    )
  )
  return { host: address.host, port: address.port }
})
