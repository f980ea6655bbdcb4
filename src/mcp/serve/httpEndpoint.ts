import type { IncomingMessage, ServerResponse } from "node:http"
import {
  InitializeRequestSchema,
  isJSONRPCNotification,
  isJSONRPCRequest,
  type JSONRPCMessage,
  SUPPORTED_PROTOCOL_VERSIONS
} from "@modelcontextprotocol/sdk/types.js"
import { Effect } from "effect"
import type { ClusterMonitor } from "../../monitor/ClusterMonitor.ts"
import { errorCodes, RequestFailure } from "../failures/failures.ts"
import type { HttpSession, HttpSessions, SessionOwner } from "../legacy/httpSessions.ts"
import type { ModernServer } from "../modern/discover.ts"
import { isModern, modernVersions, unsupportedVersion } from "../modern/envelope.ts"
import { answerPost } from "../modern/post.ts"
import { readBody } from "../transport/http/body.ts"
import { headerOf } from "../transport/http/headers.ts"
import { refuse } from "../transport/http/refuse.ts"
import { type Incoming, understand } from "../transport/incoming.ts"
import { makeRequestIds, type RequestIds } from "../transport/requestIds.ts"

/** What the endpoint serves, both eras side by side. */
export interface Endpoint {
  readonly modern: ModernServer
  readonly sessions: HttpSessions
  /** Most sessions at a time, for those who are told that there are too many. */
  readonly mostSessions: number
  readonly closing: Effect.Effect<void>
}

/** One HTTP request that has come through the gate. */
export interface Visit {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly bearer: SessionOwner
}

// The only version of MCP in which several messages may stand in one body.
const versionWithBatches = "2025-03-26"

const noMessage = { code: errorCodes.parseError, message: "the body is empty: it must be one JSON-RPC message" }
const unasked = { message: "this server asks nothing, so that there is nothing to answer" }

/** By whom the limits of the modern era count, where there are no tokens: it knows neither sessions nor clients. */
const everybody = "process"

const isKnown = (versions: ReadonlyArray<string>, version: string | undefined): boolean =>
  version !== undefined && versions.includes(version)

const sessionOf = (endpoint: Endpoint, { bearer, request }: Visit): HttpSession | undefined => {
  const id = headerOf(request.headers, "mcp-session-id")
  return id === undefined ? undefined : endpoint.sessions.find(id, bearer)
}

const noSession = ({ request, response }: Visit) =>
  headerOf(request.headers, "mcp-session-id") === undefined
    ? refuse(response, 400, { message: "the Mcp-Session-Id header is missing: a session begins with initialize" })
    : refuse(response, 404, { message: "there is no such session any more: begin a new one with initialize" })

/** Under the id of the request, where it is one and has one that the client knows. */
const failed = (
  { response }: Visit,
  status: number,
  message: JSONRPCMessage,
  ids: RequestIds,
  { code, data, message: why }: Pick<RequestFailure, "code" | "data" | "message">
) =>
  refuse(response, status, {
    ...(isJSONRPCRequest(message) ? { id: ids.outward(message)["id"] } : {}),
    code,
    data,
    message: why
  })

const invalidInitialize = new RequestFailure({
  code: errorCodes.invalidParams,
  message:
    "invalid params of initialize: protocolVersion is a text, capabilities and clientInfo {name, version} are objects"
})

const tooManySessions = (most: number) =>
  new RequestFailure({
    code: errorCodes.internalError,
    message: `too many sessions: ${most} are open already; end one with DELETE, or try again later`
  })

const initialize = Effect.fnUntraced(function* (
  endpoint: Endpoint,
  visit: Visit,
  message: JSONRPCMessage,
  ids: RequestIds
) {
  const { bearer, request, response } = visit
  if (!InitializeRequestSchema.safeParse(message).success) {
    return yield* failed(visit, 400, message, ids, invalidInitialize)
  }
  const session = yield* endpoint.sessions.open(bearer, ids)
  if (session === undefined) {
    response.setHeader("retry-after", "60")
    return yield* failed(visit, 503, message, ids, tooManySessions(endpoint.mostSessions))
  }
  const { handle } = session
  // Also where the client has gone away meanwhile: a session that nobody knows of must not stay.
  const begun = Effect.suspend(() =>
    response.headersSent && response.statusCode === 200 ? Effect.void : endpoint.sessions.close(session)
  )
  yield* Effect.ensuring(handle(request, response, message), begun)
})

/**
 * Which era a message is of: by its body first, and its headers next. Some clients send `Mcp-Method` in every era, so that
 * alone it says something only where nothing else does.
 */
const eraOf = (message: JSONRPCMessage, { request: { headers } }: Visit): "modern" | "legacy" => {
  if (isJSONRPCRequest(message) && isModern(message)) return "modern"
  const version = headerOf(headers, "mcp-protocol-version")
  if (version !== undefined) return isKnown(modernVersions, version) ? "modern" : "legacy"
  const begins = isJSONRPCRequest(message) && message.method === "initialize"
  const silent = !begins && headerOf(headers, "mcp-session-id") === undefined
  return silent && headerOf(headers, "mcp-method") !== undefined ? "modern" : "legacy"
}

const take = Effect.fnUntraced(function* (
  endpoint: Endpoint,
  visit: Visit,
  messages: ReadonlyArray<JSONRPCMessage>,
  session: HttpSession | undefined,
  ids: RequestIds
): Effect.fn.Return<void, never, ClusterMonitor> {
  const { bearer, request, response } = visit
  const [message, ...more] = messages
  if (message === undefined) return yield* refuse(response, 400, { message: "the batch is empty" })
  if (more.length > 0) {
    if (session === undefined) return yield* noSession(visit)
    yield* session.handle(request, response, [...messages])
    return
  }
  if (eraOf(message, visit) === "modern") {
    // A notification has no answer; the only one that clients send here is made by closing the stream.
    if (isJSONRPCNotification(message)) return yield* Effect.sync(() => void response.writeHead(202).end())
    if (!isJSONRPCRequest(message)) return yield* refuse(response, 400, unasked)
    const asker =
      bearer === undefined ? { client: everybody } : { client: bearer.client, namespaces: bearer.namespaces }
    const revoked = bearer?.revoked ?? Effect.never
    return yield* answerPost(
      { request, response, message, ids, asker, revoked, closing: endpoint.closing },
      endpoint.modern
    )
  }
  if (isJSONRPCRequest(message) && message.method === "initialize")
    return yield* initialize(endpoint, visit, message, ids)
  const version = headerOf(request.headers, "mcp-protocol-version")
  if (version !== undefined && !isKnown(SUPPORTED_PROTOCOL_VERSIONS, version)) {
    return yield* failed(visit, 400, message, ids, unsupportedVersion(version.slice(0, 100)))
  }
  if (session === undefined) return yield* noSession(visit)
  yield* session.handle(request, response, message)
})

const post = (endpoint: Endpoint, visit: Visit): Effect.Effect<void, never, ClusterMonitor> =>
  Effect.gen(function* () {
    const { request, response } = visit
    const text = yield* readBody(request)
    const session = sessionOf(endpoint, visit)
    const ids = session?.ids ?? makeRequestIds()
    const batches =
      session !== undefined &&
      (headerOf(request.headers, "mcp-protocol-version") ?? versionWithBatches) === versionWithBatches
    if (text.trim() === "") return yield* refuse(response, 400, noMessage)
    const incoming: ReadonlyArray<Incoming> = understand(text, ids, batches)
    const refused = incoming.find(({ _tag }) => _tag === "Refused")
    if (refused?._tag === "Refused") {
      const { error, id } = refused.error
      return yield* refuse(response, 400, { ...(id === null ? {} : { id }), ...error })
    }
    const messages = incoming.flatMap((one) => (one._tag === "Message" ? [one.message] : []))
    // What may not be answered is acknowledged all the same.
    if (messages.length === 0) return yield* Effect.sync(() => void response.writeHead(202).end())
    yield* take(endpoint, visit, messages, session, ids)
  }).pipe(
    // What is still to come of the body is thrown away by Node.js as it comes: a connection cut off in the middle of it would
    // take the answer with it. The time that a request may take ends it.
    Effect.catchTag("InvalidBody", ({ code, message, status }) => refuse(visit.response, status, { code, message }))
  )

/** Answers a request to the MCP endpoint. */
export const visitEndpoint = (endpoint: Endpoint, visit: Visit): Effect.Effect<void, never, ClusterMonitor> => {
  const { request, response } = visit
  if (request.method === "POST") return post(endpoint, visit)
  const isOfSession = request.method === "GET" || request.method === "DELETE"
  const modern = isKnown(modernVersions, headerOf(request.headers, "mcp-protocol-version"))
  if (!isOfSession || modern) {
    response.setHeader("allow", modern ? "POST" : "GET, POST, DELETE")
    return refuse(response, 405, { message: "only POST; sessions of 2025-11-25 and earlier have GET and DELETE" })
  }
  const session = sessionOf(endpoint, visit)
  return session === undefined ? noSession(visit) : session.handle(request, response)
}
