import type { JSONRPCRequest, ServerResult } from "@modelcontextprotocol/sdk/types.js"
import { Effect, Result, Schema } from "effect"
import type { ClusterMonitor } from "../../monitor/ClusterMonitor.ts"
import { invalidParams, type RequestFailure, refused, unknownMethod } from "../failures.ts"
import type { Caller } from "../methods/Caller.ts"
import { AtUri, parseUri } from "../methods/method.ts"
import { methods } from "../methods/methods.ts"
import type { Subscriptions } from "./subscriptions.ts"

/** A session of the protocol's versions that begin with `initialize`. */
export interface Session {
  readonly caller: Caller
  readonly subscriptions: Subscriptions
  /** True once the response of the request at hand is on its way; false if it never will be. */
  readonly answered: Effect.Effect<boolean>
}

type Handler = (params: unknown, session: Session) => Effect.Effect<ServerResult, RequestFailure, ClusterMonitor>

const decodeUri = Schema.decodeUnknownResult(AtUri)

const aboutUri =
  (name: string, run: (uri: string, session: Session) => Effect.Effect<void, RequestFailure>): Handler =>
  (params, session) =>
    Result.match(decodeUri(params ?? {}), {
      onFailure: (error) => Effect.fail(invalidParams(name, error.issue)),
      onSuccess: ({ uri }) => Effect.as(run(uri, session), {})
    })

const handlers: ReadonlyMap<string, Handler> = new Map([
  [
    "resources/subscribe",
    aboutUri("resources/subscribe", (uri, { answered, subscriptions }) =>
      Effect.flatMap(parseUri(uri), (parsed) =>
        Effect.mapError(subscriptions.subscribe(parsed, uri, answered), refused(uri))
      )
    )
  ],
  [
    "resources/unsubscribe",
    aboutUri("resources/unsubscribe", (uri, { subscriptions }) =>
      Effect.flatMap(parseUri(uri), subscriptions.unsubscribe)
    )
  ]
])

/** Answers any request but `initialize` and `ping`, which are the SDK's. */
export const handleRequest = (request: JSONRPCRequest, session: Session) => {
  const handler = handlers.get(request.method)
  if (handler !== undefined) return handler(request.params, session)
  const method = methods.get(request.method)
  return method === undefined ? Effect.fail(unknownMethod(request.method)) : method(request.params, session.caller)
}
