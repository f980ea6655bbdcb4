import { Server } from "@modelcontextprotocol/sdk/server/index.js"
import type { RequestHandlerExtra } from "@modelcontextprotocol/sdk/shared/protocol.js"
import type {
  JSONRPCRequest,
  ServerNotification,
  ServerRequest,
  ServerResult
} from "@modelcontextprotocol/sdk/types.js"
import { Effect, FiberSet, type Scope } from "effect"
import type { ProgressUpdate } from "../../domain/update/progressUpdate.ts"
import { type Asker, ClusterMonitor } from "../../monitor/ClusterMonitor.ts"
import { hideDefects } from "../failures/defects.ts"
import type { RequestFailure } from "../failures/failures.ts"
import type { Caller } from "../methods/Caller.ts"
import { introduction } from "../offer/identity.ts"
import { instructions } from "../offer/instructions.ts"
import type { McpServerOptions } from "../offer/options.ts"
import { ourOffer } from "../offer/ourOffer.ts"
import { styleFor } from "../offer/toolNames.ts"
import { encodeUpdate } from "../telling/encode.ts"
import { tellProgress } from "../telling/tellProgress.ts"
import { inSpan } from "../trace.ts"
import type { TrackedTransport } from "../transport/TrackedTransport.ts"
import { handleRequest } from "./requests.ts"
import { makeSubscriptions } from "./subscriptions.ts"

type Extra = RequestHandlerExtra<ServerRequest, ServerNotification>

const traceparentOf = ({ params }: JSONRPCRequest): string | undefined => {
  const told = params?._meta?.["traceparent"]
  return typeof told === "string" ? told : undefined
}

/**
 * Answers one client of the versions that begin with `initialize`, for as long as the scope lives. Everything the client
 * has opened is closed by then.
 */
export const serveLegacy = Effect.fnUntraced(function* (
  tracked: TrackedTransport,
  asker: Asker & { readonly client: string },
  options: McpServerOptions
): Effect.fn.Return<void, never, ClusterMonitor | Scope.Scope> {
  const run = yield* FiberSet.makeRuntimePromise<ClusterMonitor, ServerResult, RequestFailure>()
  const log = Effect.runForkWith(yield* Effect.context<never>())

  const { offer = ourOffer } = options
  const { globalNamespace } = yield* ClusterMonitor
  const server = new Server(introduction(options.version), {
    capabilities: offer.capabilities,
    instructions: instructions(globalNamespace)
  })

  const notify = (uri: string, update: ProgressUpdate) =>
    Effect.flatMap(encodeUpdate(update), (delta) =>
      Effect.tryPromise(() => server.sendResourceUpdated({ uri, _meta: { delta } }))
    ).pipe(
      Effect.catch((error) => Effect.logDebug("an update could not be sent", error)),
      // An update that cannot be written is a fault of its own story: the sender goes on for all others.
      Effect.catchDefect((defect) => Effect.logError("an update could not be told", defect))
    )

  const subscriptions = yield* makeSubscriptions({ asker, notify })

  // A progress that cannot be sent any more is no reason to end the call.
  const progressFor = (request: JSONRPCRequest, extra: Extra): Pick<Caller, "progress"> => {
    const token = request.params?._meta?.progressToken
    if (token === undefined) return {}
    return {
      progress: tellProgress(token, (message) =>
        Effect.ignore(Effect.tryPromise(() => extra.sendNotification(message)))
      )
    }
  }

  server.onerror = (error) => void log(Effect.logDebug("MCP protocol error", error.message))
  server.fallbackRequestHandler = (request, extra) =>
    run(
      inSpan(
        request.method,
        traceparentOf(request),
        hideDefects(
          request.method,
          handleRequest(request, {
            caller: {
              ...asker,
              toolNames: options.toolNames ?? styleFor(server.getClientVersion()?.name),
              declares: { tasks: false, ui: false },
              ...progressFor(request, extra)
            },
            offer,
            subscriptions,
            answered: tracked.answered(request.id)
          })
        )
      ),
      { signal: extra.signal }
    )

  yield* Effect.acquireRelease(
    Effect.promise(() => server.connect(tracked.transport)),
    () => Effect.promise(() => server.close())
  )
})
