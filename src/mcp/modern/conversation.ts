import type { JSONRPCMessage, JSONRPCRequest, RequestId } from "@modelcontextprotocol/sdk/types.js"
import { isJSONRPCNotification, isJSONRPCRequest } from "@modelcontextprotocol/sdk/types.js"
import { Effect, type Fiber, FiberSet, Latch, Option, Schema } from "effect"
import type { Asker, ClusterMonitor } from "../../monitor/ClusterMonitor.ts"
import { answer, type Response } from "./answer.ts"
import type { ModernServer } from "./discover.ts"
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
  const fibers = yield* FiberSet.make<void, never>()
  const run = yield* FiberSet.runtime(fibers)<ClusterMonitor>()
  // No id may be used again before its answer, yet scripts do so: each request is answered all the same.
  const underWay = new Map<RequestId, ReadonlyArray<Fiber.Fiber<void>>>()

  const remember = (id: RequestId, fiber: Fiber.Fiber<void>) => {
    underWay.set(id, [...(underWay.get(id) ?? []), fiber])
    fiber.addObserver(() => {
      const others = (underWay.get(id) ?? []).filter((other) => other !== fiber)
      if (others.length === 0) underWay.delete(id)
      else underWay.set(id, others)
    })
  }

  const serve = (request: JSONRPCRequest) =>
    Effect.flatMap(
      answer({ request, asker, notify: send, revoked: Effect.never, closing: closing.await }, server),
      send
    )

  const take: Conversation["take"] = (message) => {
    if (isJSONRPCRequest(message) && isModern(message)) {
      remember(message.id, run(serve(message)))
      return true
    }
    const cancelled = isJSONRPCNotification(message) ? decodeCancelled(message) : Option.none()
    if (Option.isNone(cancelled)) return false
    const meant = underWay.get(cancelled.value.params.requestId)
    for (const fiber of meant ?? []) fiber.interruptUnsafe()
    return meant !== undefined
  }

  const conversation: Conversation = {
    take,
    close: Effect.andThen(closing.open, FiberSet.awaitEmpty(fibers))
  }
  return conversation
})
