import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http"
import type { JSONRPCRequest } from "@modelcontextprotocol/sdk/types.js"
import { Effect, Result } from "effect"
import type { Asker, ClusterMonitor } from "../../monitor/ClusterMonitor.ts"
import { errorCodes, RequestFailure } from "../failures/failures.ts"
import { checkHeaders } from "../transport/http/headers.ts"
import { makeReply } from "../transport/http/Reply.ts"
import type { RequestIds } from "../transport/requestIds.ts"
import { answer, type Response } from "./answer.ts"
import type { ModernServer } from "./discover.ts"
import { claimedVersion, readEnvelope } from "./envelope.ts"
import { asError } from "./results.ts"

/** One request of the modern era, as the body of one POST. */
export interface Post {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly message: JSONRPCRequest
  readonly ids: RequestIds
  readonly asker: Asker & { readonly client: string }
  readonly revoked: Effect.Effect<void>
  readonly closing: Effect.Effect<void>
}

// MCP 2026-07-28, transports/streamable-http: what the protocol itself refuses has a status of its own; what a method
// refuses is an answer like any other.
const statusOf: ReadonlyMap<number, number> = new Map([
  [errorCodes.parseError, 400],
  [errorCodes.invalidRequest, 400],
  [errorCodes.methodNotFound, 404],
  [errorCodes.headerMismatch, 400],
  [errorCodes.missingClientCapability, 400],
  [errorCodes.unsupportedProtocolVersion, 400]
])

/** In which forms the client takes an answer; it should list both, and whoever says nothing takes all. */
const acceptedBy = ({ accept = "*/*" }: IncomingHttpHeaders) => {
  const ranges = accept.split(",").map((range) => range.split(";")[0]?.trim().toLowerCase() ?? "")
  const takes = (type: string, subtype: string) =>
    ranges.some((range) => range === `${type}/${subtype}` || range === `${type}/*` || range === "*/*")
  return { json: takes("application", "json"), stream: takes("text", "event-stream") }
}

const notAcceptable = (message: string) => new RequestFailure({ code: errorCodes.invalidRequest, message })

const needsStream = notAcceptable(
  "subscriptions/listen is answered by a stream: the Accept header must list text/event-stream"
)
const needsEither = notAcceptable("the Accept header must list application/json and text/event-stream")

/** What is wrong with the request before anybody looks at what it asks. */
const faultOf = ({ message: { method, params }, request }: Post) =>
  Effect.gen(function* () {
    const claimed = claimedVersion(params)
    if (typeof claimed === "string") {
      // Whether both say the same version comes before whether it is one of ours; the other headers come after that.
      yield* Effect.fromResult(checkHeaders.version(request.headers, claimed))
    }
    yield* readEnvelope(params)
    yield* Effect.fromResult(checkHeaders.names(request.headers, method, params))
  })

/** Answers one POST. Interrupting it closes all that the request has opened; nothing more is written then. */
export const answerPost = (post: Post, server: ModernServer): Effect.Effect<void, never, ClusterMonitor> =>
  Effect.gen(function* () {
    const { asker, closing, ids, message, request, response, revoked } = post
    const accepts = acceptedBy(request.headers)
    const reply = makeReply(response, accepts)
    const fault = yield* Effect.result(faultOf(post))
    if (Result.isFailure(fault)) return yield* reply.end(400, ids.write(asError(message.id, fault.failure)))
    if (!accepts.stream && (!accepts.json || message.method === "subscriptions/listen")) {
      const failure = accepts.json ? needsStream : needsEither
      return yield* reply.end(406, ids.write(asError(message.id, failure)))
    }
    const result: Response = yield* Effect.raceFirst(
      answer({ request: message, asker, closing, revoked, notify: (told) => reply.event(ids.write(told)) }, server),
      reply.keepAlive
    )
    const status = "error" in result ? (statusOf.get(result.error.code) ?? 200) : 200
    yield* reply.end(status, ids.write(result))
  })
