import type { JSONRPCRequest, ServerResult } from "@modelcontextprotocol/sdk/types.js"
import { Effect, Result, Schema } from "effect"
import type { ClusterMonitor } from "../../monitor/ClusterMonitor.ts"
import { invalidParams, invalidUri, type RequestFailure, refused, unknownMethod } from "../failures/failures.ts"
import type { Caller } from "../methods/Caller.ts"
import { AtUri } from "../methods/method.ts"
import type { Offer } from "../offer/Offer.ts"
import type { Subscriptions } from "./subscriptions.ts"

/** A session of the protocol's versions that begin with `initialize`. */
export interface Session {
  readonly caller: Caller
  readonly offer: Offer
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

const read = (offer: Offer, uri: string) => Effect.mapError(Effect.fromResult(offer.readUri(uri)), invalidUri(uri))

const handlers: ReadonlyMap<string, Handler> = new Map([
  [
    "resources/subscribe",
    aboutUri("resources/subscribe", (uri, { answered, offer, subscriptions }) =>
      Effect.flatMap(read(offer, uri), (parsed) =>
        Effect.mapError(subscriptions.subscribe(parsed, uri, answered), refused(uri))
      )
    )
  ],
  [
    "resources/unsubscribe",
    aboutUri("resources/unsubscribe", (uri, { offer, subscriptions }) =>
      Effect.flatMap(read(offer, uri), subscriptions.unsubscribe)
    )
  ]
])

/** Answers any request but `initialize` and `ping`, which are the SDK's. */
export const handleRequest = (request: JSONRPCRequest, session: Session) => {
  const handler = handlers.get(request.method)
  if (handler !== undefined) return handler(request.params, session)
  const method = session.offer.methods.get(request.method)
  return method === undefined ? Effect.fail(unknownMethod(request.method)) : method(request.params, session.caller)
}
