import type { JSONRPCErrorResponse, RequestId } from "@modelcontextprotocol/sdk/types.js"
import { Effect } from "effect"
import { ClusterMonitor } from "../../monitor/ClusterMonitor.ts"
import { hideDefects } from "../failures/defects.ts"
import { errorCodes, RequestFailure, unknownMethod } from "../failures/failures.ts"
import type { Caller } from "../methods/Caller.ts"
import { callTaskMethod, isTaskMethod } from "../tasks/methods.ts"
import { runAsTask } from "../tasks/runAsTask.ts"
import { tellProgress } from "../telling/tellProgress.ts"
import { inSpan } from "../trace.ts"
import type { JsonObject } from "../transport/json.ts"
import { discovered, type ModernServer } from "./discover.ts"
import type { Exchange } from "./Exchange.ts"
import { type Envelope, extensions, missingCapability, readEnvelope } from "./envelope.ts"
import { listen } from "./listen.ts"
import { asError, asResult } from "./results.ts"

export type Response =
  | JSONRPCErrorResponse
  | { readonly jsonrpc: "2.0"; readonly id: RequestId; readonly result: JsonObject }

const callerOf = (exchange: Exchange, { declares, progressToken }: Envelope, server: ModernServer): Caller => ({
  ...exchange.asker,
  toolNames: server.toolNames,
  declares,
  ...(progressToken === undefined
    ? {}
    : {
        progress: tellProgress(progressToken, ({ method, params }) =>
          exchange.notify({ jsonrpc: "2.0", method, params: { ...params } })
        )
      })
})

// A call that waits for a cluster has to be answered when the server ends; one that takes a moment is let finish.
const shuttingDown = Effect.andThen(
  Effect.sleep("800 millis"),
  Effect.fail(
    new RequestFailure({
      code: errorCodes.internalError,
      message: "the server is shutting down: ask again in a moment"
    })
  )
)

const run = (
  exchange: Exchange,
  envelope: Envelope,
  server: ModernServer
): Effect.Effect<JsonObject, RequestFailure, ClusterMonitor> => {
  const { method, params } = exchange.request
  const { declares } = envelope
  if (method === "server/discover") {
    return Effect.map(ClusterMonitor, ({ globalNamespace }) => discovered(server, globalNamespace))
  }
  if (method === "subscriptions/listen") return listen(exchange, declares, server)
  if (isTaskMethod(method)) {
    return declares.tasks
      ? callTaskMethod(method, params, server.tasks, exchange.asker.client)
      : Effect.fail(missingCapability(extensions.tasks))
  }
  const known = server.offer.methods.get(method)
  if (known === undefined) return Effect.fail(unknownMethod(method))
  const caller = callerOf(exchange, envelope, server)
  const plainly = Effect.raceFirst(known(params, caller), Effect.andThen(exchange.closing, shuttingDown))
  if (!declares.tasks) return plainly
  return Effect.flatMap(ClusterMonitor, ({ globalNamespace }) => {
    const lasts = server.offer.lastsAsTask(method, params, globalNamespace)
    if (lasts === undefined) return plainly
    return runAsTask(server.tasks, caller, { lasts, revoked: exchange.revoked }, (asTask) =>
      Effect.map(hideDefects(method, known(params, asTask)), (result) => asResult(method, result, server.info))
    )
  })
}

/** Answers one request of the modern era. Everything that it opens is closed with it. */
export const answer = (exchange: Exchange, server: ModernServer): Effect.Effect<Response, never, ClusterMonitor> => {
  const { id, method, params } = exchange.request
  return readEnvelope(params).pipe(
    Effect.flatMap((envelope) =>
      inSpan(method, envelope.traceparent, hideDefects(method, run(exchange, envelope, server)))
    ),
    Effect.map((result): Response => ({ jsonrpc: "2.0", id, result: asResult(method, result, server.info) })),
    Effect.catch((failure) => Effect.succeed(asError(id, failure)))
  )
}
