import type { JSONRPCMessage, JSONRPCRequest, RequestId } from "@modelcontextprotocol/sdk/types.js"
import { isJSONRPCNotification, isJSONRPCRequest } from "@modelcontextprotocol/sdk/types.js"
import { Effect, FiberMap, Latch, Option, Schema } from "effect"
import type { Asker, ClusterMonitor } from "../../monitor/ClusterMonitor.ts"
import { answer, type ModernServer, type Response } from "./answer.ts"
import { isModern } from "./envelope.ts"

/** The requests of the modern era on a connection that carries all messages in one stream, as stdio does. */
export interface Conversation {
  /** Takes a message that is of this era; false where it is not. */
  readonly take: (message: JSONRPCMessage) => boolean
  /** Gives the long answers now, and succeeds when every request has its answer. */
  readonly close: Effect.Effect<void>
}

const decodeCancelled = Schema.decodeUnknownOption(
  Schema.Struct({
    method: Schema.Literal("notifications/cancelled"),
    params: Schema.Struct({ requestId: Schema.Union([Schema.String, Schema.Int]) })
  })
)

/** Requests run in the scope; `send` keeps the order in which it was called. */
export const makeConversation = Effect.fnUntraced(function* (
  server: ModernServer,
  asker: Asker & { readonly client: string },
  send: (message: JSONRPCMessage | Response) => Effect.Effect<void>
) {
  const closing = yield* Latch.make(false)
  const fibers = yield* FiberMap.make<RequestId, void, never>()
  const run = yield* FiberMap.runtime(fibers)<ClusterMonitor>()

  const serve = (request: JSONRPCRequest) =>
    Effect.flatMap(answer({ request, asker, notify: send, closing: closing.await }, server), send)

  const take: Conversation["take"] = (message) => {
    if (isJSONRPCRequest(message) && isModern(message)) {
      run(message.id, serve(message))
      return true
    }
    const cancelled = isJSONRPCNotification(message) ? decodeCancelled(message) : Option.none()
    if (Option.isNone(cancelled)) return false
    const fiber = FiberMap.getUnsafe(fibers, cancelled.value.params.requestId)
    if (Option.isNone(fiber)) return false
    fiber.value.interruptUnsafe()
    return true
  }

  const conversation: Conversation = {
    take,
    close: Effect.andThen(closing.open, FiberMap.awaitEmpty(fibers))
  }
  return conversation
})
