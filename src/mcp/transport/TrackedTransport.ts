import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js"
import {
  InitializeRequestSchema,
  isJSONRPCErrorResponse,
  isJSONRPCNotification,
  isJSONRPCRequest,
  isJSONRPCResultResponse,
  type JSONRPCErrorResponse,
  type JSONRPCMessage,
  type JSONRPCRequest,
  type RequestId
} from "@modelcontextprotocol/sdk/types.js"
import { Deferred, Effect, Exit, Option, Schema } from "effect"
import { errorCodes } from "../failures/failures.ts"

/**
 * A transport that also knows what the SDK's `Protocol` does not tell: which requests are under way, and when a
 * response has been handed over. Without that a notification could overtake the response it belongs after.
 */
export interface TrackedTransport {
  /** What the SDK's server is connected to. */
  readonly transport: Transport
  /**
   * True once the response of this request has been handed to the transport, false if there will be none. Ask as soon
   * as the request has come: ids may be used again.
   */
  readonly answered: (id: RequestId) => Effect.Effect<boolean>
  /** Succeeds when every request that is under way now has its response, or needs none, and all is sent. */
  readonly drained: Effect.Effect<void>
  /** How many requests are under way now. */
  readonly unanswered: Effect.Effect<number>
  /** Succeeds when the transport says that it is closed. */
  readonly closed: Effect.Effect<void>
}

const decodeCancelled = Schema.decodeUnknownOption(
  Schema.Struct({
    method: Schema.Literal("notifications/cancelled"),
    params: Schema.Struct({ requestId: Schema.Union([Schema.String, Schema.Int]) })
  })
)

const decodeNegotiated = Schema.decodeUnknownOption(
  Schema.Struct({ result: Schema.Struct({ protocolVersion: Schema.String, serverInfo: Schema.Unknown }) })
)

// SDK 1.32.2 ignores the cancellation of request 0 (a falsy test; mended in 2.x by typescript-sdk#2654). Clients do
// begin at 0, so that request passes through the SDK under a number that no client uses.
const standIn = Number.MIN_SAFE_INTEGER
const inward = (id: RequestId): RequestId => (id === 0 ? standIn : id)
const outward = (id: RequestId): RequestId => (id === standIn ? 0 : id)

// The SDK answers a malformed `initialize` with an internal error and a dump of what its validator found.
const isMalformedInitialize = (message: JSONRPCMessage): message is JSONRPCRequest =>
  isJSONRPCRequest(message) && message.method === "initialize" && !InitializeRequestSchema.safeParse(message).success

// A server that declares no tasks runs a call that asks for one as an ordinary call (MCP 2025-11-25, basic/utilities/tasks,
// "Tool-Level Negotiation"). SDK 1.32.2 answers it with an internal error.
const withoutTask = (request: JSONRPCRequest): JSONRPCRequest => {
  if (request.params?.["task"] === undefined) return request
  const { task: _task, ...params } = request.params
  return { ...request, params }
}

const refusal = (id: RequestId): JSONRPCErrorResponse => ({
  jsonrpc: "2.0",
  id,
  error: {
    code: errorCodes.invalidParams,
    message:
      "invalid params of initialize: protocolVersion is a text, capabilities and clientInfo {name, version} are objects"
  }
})

/** `take` is asked about every message first; what it takes is none of the SDK's business. */
export const trackTransport = (inner: Transport, take: (message: JSONRPCMessage) => boolean): TrackedTransport => {
  const underWay = new Map<RequestId, Deferred.Deferred<boolean>>()
  const unsent = new Set<Promise<void>>()
  const closed = Deferred.makeUnsafe<void>()

  const settle = (id: RequestId, answered: boolean) => {
    const request = underWay.get(id)
    if (request === undefined) return
    underWay.delete(id)
    Deferred.doneUnsafe(request, Exit.succeed(answered))
  }

  const received = (message: JSONRPCMessage): JSONRPCMessage => {
    if (isJSONRPCRequest(message)) {
      const id = inward(message.id)
      settle(id, false)
      underWay.set(id, Deferred.makeUnsafe<boolean>())
      return withoutTask({ ...message, id })
    }
    if (isJSONRPCNotification(message)) {
      const cancelled = decodeCancelled(message)
      if (Option.isSome(cancelled)) {
        const requestId = inward(cancelled.value.params.requestId)
        settle(requestId, false)
        return { ...message, params: { ...message.params, requestId } }
      }
    }
    return message
  }

  const transport: Transport = {
    start: () => {
      inner.onmessage = (message, extra) => {
        if (take(message)) return
        const within = received(message)
        if (isMalformedInitialize(within)) void transport.send(refusal(within.id)).catch(transport.onerror)
        else transport.onmessage?.(within, extra)
      }
      inner.onerror = (error) => transport.onerror?.(error)
      inner.onclose = () => {
        for (const id of [...underWay.keys()]) settle(id, false)
        Deferred.doneUnsafe(closed, Exit.void)
        transport.onclose?.()
      }
      return inner.start()
    },
    send: (message, options) => {
      // What has a method is no response: the SDK's schemas take ten times as long to say so.
      if ("method" in message || !(isJSONRPCResultResponse(message) || isJSONRPCErrorResponse(message))) {
        return inner.send(message, options)
      }
      if (message.id === undefined) return inner.send(message, options)
      // The SDK's server does not tell its transport what was negotiated.
      const negotiated = decodeNegotiated(message)
      if (Option.isSome(negotiated)) inner.setProtocolVersion?.(negotiated.value.result.protocolVersion)
      // Transports keep the order in which they were handed messages: whatever is sent after this line comes later.
      const sent = inner.send({ ...message, id: outward(message.id) }, options)
      unsent.add(sent)
      const forget = () => void unsent.delete(sent)
      sent.then(forget, forget)
      settle(message.id, true)
      return sent
    },
    close: () => inner.close(),
    setProtocolVersion: (version) => inner.setProtocolVersion?.(version),
    ...(inner.sessionId === undefined ? {} : { sessionId: inner.sessionId })
  }

  return {
    transport,
    answered: (id) => {
      const request = underWay.get(id)
      return request === undefined ? Effect.succeed(false) : Deferred.await(request)
    },
    drained: Effect.suspend(() => Effect.forEach([...underWay.values()], Deferred.await, { discard: true })).pipe(
      Effect.andThen(Effect.promise(() => Promise.allSettled(unsent)))
    ),
    unanswered: Effect.sync(() => underWay.size),
    closed: Deferred.await(closed)
  }
}
