import { Context, Effect, Fiber, Layer, Option, Random } from "effect"
import type { ClusterMonitor } from "../../monitor/ClusterMonitor.ts"
import { serveLegacy } from "../legacy/session.ts"
import { makeConversation } from "../modern/conversation.ts"
import { makeModernServer } from "../modern/modernServer.ts"
import type { McpServerOptions } from "../offer/options.ts"
import { type Ending, McpTransport } from "../transport/McpTransport.ts"
import { trackTransport } from "../transport/TrackedTransport.ts"

// A client that has closed its input may still want the answers to what it has asked (a script that pipes requests in
// does), but the whole process must be gone within 2 s.
const parting = "1 second"

/**
 * Serves one client from its first message to its end, and returns how it ended. The client may speak either era of the
 * protocol, and both at once: each request says itself which it is of. Everything the client has opened is closed by then.
 */
export const serveSession = Effect.fn("serveSession")(
  function* (options: McpServerOptions) {
    const { ended, transport } = yield* McpTransport
    const client = transport.sessionId ?? `session-${yield* Random.nextIntBetween(1, Number.MAX_SAFE_INTEGER)}`
    const asker = { client }
    const conversation = yield* makeConversation(yield* makeModernServer(options), asker, (message) =>
      Effect.ignore(Effect.tryPromise(() => transport.send(message)))
    )
    const tracked = trackTransport(transport, conversation.take)
    yield* Effect.uninterruptible(
      Effect.andThen(
        serveLegacy(tracked, asker, options),
        // Also when the process is told to end, were it at once: whoever listens gets the answer that says so.
        Effect.addFinalizer(() => Effect.timeoutOption(Effect.interruptible(conversation.close), parting))
      )
    )
    const ending: Ending = yield* Effect.raceFirst(ended, Effect.as(tracked.closed, "outputClosed" as const))
    if (ending !== "inputEnded") return ending
    const drained = Effect.all([tracked.drained, conversation.close], { concurrency: "unbounded" })
    if (Option.isNone(yield* Effect.timeoutOption(drained, parting))) {
      yield* Effect.logWarning(
        `the client closed its input ${parting} ago: ${yield* tracked.unanswered} of its requests stay without an answer`
      )
    }
    return ending
  },
  (effect) => Effect.scoped(effect)
)

/** The client that is being served. */
export class McpSession extends Context.Service<
  McpSession,
  {
    /** Succeeds when the client is gone, and everything that it has opened is closed. */
    readonly ending: Effect.Effect<Ending>
  }
>()("k0rdent-mcp/McpSession") {}

/** Serves the client of `McpTransport` for as long as the layer lives. */
export const mcpServerLayer = (
  options: McpServerOptions
): Layer.Layer<McpSession, never, ClusterMonitor | McpTransport> =>
  Layer.effect(
    McpSession,
    Effect.map(Effect.forkScoped(serveSession(options), { startImmediately: true }), (session) => ({
      ending: Fiber.join(session)
    }))
  )
