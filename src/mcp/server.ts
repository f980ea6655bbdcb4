import { Server } from "@modelcontextprotocol/sdk/server/index.js"
import type { ServerResult } from "@modelcontextprotocol/sdk/types.js"
import { Cause, Effect, FiberSet, Layer, Option, Random } from "effect"
import type { ProgressUpdate } from "../domain/progressUpdate.ts"
import type { ClusterMonitor } from "../monitor/ClusterMonitor.ts"
import { encodeUpdate } from "./encode.ts"
import { internalFailure, type RequestFailure } from "./failures.ts"
import { instructions } from "./instructions.ts"
import { handleRequest } from "./legacy/requests.ts"
import { makeSubscriptions } from "./legacy/subscriptions.ts"
import { styleFor, type ToolNameStyle } from "./toolNames.ts"
import { type Ending, McpTransport } from "./transport/McpTransport.ts"
import { trackTransport } from "./transport/TrackedTransport.ts"

export interface McpServerOptions {
  /** Told to clients in `initialize`. */
  readonly version: string
  /** Which form of tool names is listed; by the client's name where absent. */
  readonly toolNames?: ToolNameStyle
}

// A client that has closed its input may still want the answers to what it has asked (a script that pipes requests in
// does), but the whole process must be gone within 2 s.
const parting = "1 second"

// A fault that is told neither as a refusal nor as an interruption is a bug: the log gets all of it, the client a hint.
const hideDefects = <A, R>(method: string, effect: Effect.Effect<A, RequestFailure, R>) =>
  Effect.catchCause(effect, (cause): Effect.Effect<never, RequestFailure> => {
    if (Cause.hasInterrupts(cause)) return Effect.failCause(cause)
    const failure = Cause.findErrorOption(cause)
    if (Option.isSome(failure)) return Effect.fail(failure.value)
    return Effect.logError(`request ${method} failed unexpectedly`, cause).pipe(
      Effect.andThen(Effect.fail(internalFailure))
    )
  })

/**
 * Serves one client from its `initialize` to its end, and returns how it ended. Everything the client has opened is
 * closed by then.
 */
export const serveSession = Effect.fn("serveSession")(
  function* (options: McpServerOptions) {
    const { ended, transport } = yield* McpTransport
    const tracked = trackTransport(transport)
    const run = yield* FiberSet.makeRuntimePromise<ClusterMonitor, ServerResult, RequestFailure>()
    const log = Effect.runForkWith(yield* Effect.context<never>())

    const server = new Server(
      { name: "k0rdent-mcp", title: "k0rdent cluster monitor", version: options.version },
      { capabilities: { resources: { subscribe: true }, tools: {}, completions: {} }, instructions }
    )

    const notify = (uri: string, update: ProgressUpdate) =>
      Effect.flatMap(encodeUpdate(update), (delta) =>
        Effect.tryPromise(() => server.sendResourceUpdated({ uri, _meta: { delta } }))
      ).pipe(Effect.catch((error) => Effect.logDebug("an update could not be sent", error)))

    const client = transport.sessionId ?? `session-${yield* Random.nextIntBetween(1, Number.MAX_SAFE_INTEGER)}`
    const subscriptions = yield* makeSubscriptions({ client, notify })

    server.onerror = (error) => void log(Effect.logDebug("MCP protocol error", error.message))
    server.fallbackRequestHandler = (request, extra) =>
      run(
        hideDefects(
          request.method,
          handleRequest(request, {
            caller: {
              client,
              toolNames: options.toolNames ?? styleFor(server.getClientVersion()?.name),
              declares: { tasks: false, ui: false }
            },
            subscriptions,
            answered: tracked.answered(request.id)
          })
        ),
        { signal: extra.signal }
      )

    yield* Effect.acquireRelease(
      Effect.promise(() => server.connect(tracked.transport)),
      () => Effect.promise(() => server.close())
    )
    const ending: Ending = yield* Effect.raceFirst(ended, Effect.as(tracked.closed, "outputClosed" as const))
    if (ending === "inputEnded" && Option.isNone(yield* Effect.timeoutOption(tracked.drained, parting))) {
      yield* Effect.logWarning(
        `the client closed its input ${parting} ago: ${yield* tracked.unanswered} of its requests stay without an answer`
      )
    }
    return ending
  },
  (effect) => Effect.scoped(effect)
)

/** Serves the client of `McpTransport` for as long as the layer lives. */
export const mcpServerLayer = (options: McpServerOptions): Layer.Layer<never, never, ClusterMonitor | McpTransport> =>
  Layer.effectDiscard(Effect.forkScoped(serveSession(options), { startImmediately: true }))
