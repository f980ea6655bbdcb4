import type { IncomingMessage, ServerResponse } from "node:http"
import { Readable } from "node:stream"
import { pipeline } from "node:stream/promises"
import { WebStandardStreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js"
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js"
import {
  isJSONRPCNotification,
  isJSONRPCRequest,
  type JSONRPCMessage,
  type RequestId
} from "@modelcontextprotocol/sdk/types.js"
import { Deferred, Duration, Effect, Exit, Latch, Option, Schema, type Scope } from "effect"
import { refuse } from "../transport/http/refuse.ts"
import type { RequestIds } from "../transport/requestIds.ts"

const keepAliveMs = 15_000
// A client that takes no byte for this long is given up.
const patience = Duration.seconds(30)

const decodeCancelled = Schema.decodeUnknownOption(
  Schema.Struct({
    method: Schema.Literal("notifications/cancelled"),
    params: Schema.Struct({ requestId: Schema.Union([Schema.String, Schema.Int]) })
  })
)

const webRequest = (request: IncomingMessage): Request => {
  const headers = new Headers()
  for (const [name, value] of Object.entries(request.headers)) {
    if (typeof value === "string") headers.set(name, value)
  }
  return new Request(new URL(request.url ?? "/", "http://mcp.invalid"), { method: request.method ?? "GET", headers })
}

/** The SDK writes a message by `JSON.stringify`: this one is found by its id inside, and read by its id outside. */
const written = (message: JSONRPCMessage, ids: RequestIds): JSONRPCMessage =>
  Object.defineProperty({ ...message }, "toJSON", { enumerable: false, value: () => ids.outward(message) })

/** A session's end of Streamable HTTP as it was until 2025-11-25, over the SDK's transport. */
export interface HttpTransport {
  readonly transport: Transport
  /** Answers one HTTP request of the session; `messages` is what a POST bears. */
  readonly handle: (
    request: IncomingMessage,
    response: ServerResponse,
    messages?: JSONRPCMessage | Array<JSONRPCMessage>
  ) => Effect.Effect<void>
}

/**
 * What belongs to no request goes to the stream that the client opens by GET. The SDK drops it where there is none, and
 * writes without end where nobody reads: here it waits, so that what follows is merged with it.
 */
export const makeHttpTransport = (sessionId: string, ids: RequestIds): HttpTransport => {
  const sdk = new WebStandardStreamableHTTPServerTransport({ sessionIdGenerator: () => sessionId, keepAliveMs })
  const closed = Deferred.makeUnsafe<void>()
  const listening = Latch.makeUnsafe(false)
  let stream: ServerResponse | undefined

  const taken = (response: ServerResponse): Effect.Effect<void> =>
    Effect.suspend(() => {
      if (response.destroyed || !response.writableNeedDrain) return Effect.void
      const drained = Effect.callback<void>((resume) => {
        const done = () => resume(Effect.void)
        response.once("drain", done).once("close", done)
        return Effect.sync(() => response.off("drain", done).off("close", done))
      })
      return Effect.flatMap(Effect.timeoutOption(drained, patience), (outcome) =>
        Option.isSome(outcome) ? Effect.void : Effect.sync(() => void response.destroy())
      )
    })

  const toListener = (message: JSONRPCMessage): Effect.Effect<void> =>
    Effect.gen(function* () {
      yield* listening.await
      yield* Effect.promise(() => sdk.send(message))
      // The message reaches the socket's buffer a turn of the event loop later.
      yield* Effect.yieldNow
      if (stream !== undefined) yield* taken(stream)
    }).pipe(Effect.raceFirst(Deferred.await(closed)))

  const transport: Transport = {
    sessionId,
    start: async () => {
      sdk.onmessage = (message, extra) => {
        transport.onmessage?.(message, extra)
        // A cancelled request gets no answer, and the SDK would keep its stream open for one.
        const cancelled = Option.getOrUndefined(decodeCancelled(message))
        if (cancelled !== undefined) sdk.closeSSEStream(cancelled.params.requestId)
      }
      sdk.onerror = (error) => transport.onerror?.(error)
      sdk.onclose = () => {
        Deferred.doneUnsafe(closed, Exit.void)
        transport.onclose?.()
      }
      await sdk.start()
    },
    send: (message, options) => {
      const related: RequestId | undefined = options?.relatedRequestId
      if (isJSONRPCNotification(message) && related === undefined) return Effect.runPromise(toListener(message))
      return sdk.send(written(message, ids), related === undefined ? {} : { relatedRequestId: related })
    },
    close: () => sdk.close()
  }

  // The SDK keeps one stream for each id: of two requests under the same one the first would wait for ever.
  const underWay = new Set<RequestId>()
  const claim = (messages: ReadonlyArray<JSONRPCMessage>): Effect.Effect<RequestId | undefined, never, Scope.Scope> =>
    Effect.acquireRelease(
      Effect.sync(() => {
        const claimed = messages.filter(isJSONRPCRequest).map(({ id }) => id)
        const taken = claimed.find((id, index) => underWay.has(id) || claimed.indexOf(id) < index)
        if (taken === undefined) for (const id of claimed) underWay.add(id)
        return { claimed: taken === undefined ? claimed : [], taken }
      }),
      ({ claimed }) =>
        Effect.sync(() => {
          for (const id of claimed) underWay.delete(id)
        })
    ).pipe(Effect.map(({ taken }) => taken))

  const follow = (request: IncomingMessage, response: ServerResponse) => {
    if (request.method !== "GET") return
    stream = response
    listening.openUnsafe()
    response.once("close", () => {
      if (stream !== response) return
      stream = undefined
      listening.closeUnsafe()
    })
  }

  return {
    transport,
    handle: (request, response, messages) =>
      Effect.gen(function* () {
        const all = messages === undefined ? [] : Array.isArray(messages) ? messages : [messages]
        const taken = yield* claim(all)
        if (taken !== undefined) {
          const message = "a request of this session is under way under the same id"
          return yield* refuse(response, 400, { id: ids.outward({ id: taken })["id"], message })
        }
        const answer = yield* Effect.promise(() =>
          sdk.handleRequest(webRequest(request), messages === undefined ? {} : { parsedBody: messages })
        )
        response.writeHead(answer.status, Object.fromEntries(answer.headers)).flushHeaders()
        const { body } = answer
        if (body === null) {
          response.end()
          return
        }
        if (answer.ok) follow(request, response)
        // Whichever side closes first, the other is closed, too: a broken pipe is no fault of ours.
        yield* Effect.ignore(Effect.tryPromise((signal) => pipeline(Readable.fromWeb(body), response, { signal })))
      }).pipe(Effect.scoped)
  }
}
