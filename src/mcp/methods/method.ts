import type { ServerResult } from "@modelcontextprotocol/sdk/types.js"
import { Effect, Result, Schema } from "effect"
import type { ClusterMonitor } from "../../monitor/ClusterMonitor.ts"
import { errorCodes, invalidParams, invalidUri, RequestFailure } from "../failures/failures.ts"
import { parseClusterUri } from "../uri.ts"
import type { Caller, Method } from "./Caller.ts"

export const mimeType = "application/json"

/** A method by its name, with its params decoded at the door. */
export const method = <S extends Schema.ConstraintDecoder<unknown>>(
  name: string,
  params: S,
  run: (params: S["Type"], caller: Caller) => Effect.Effect<ServerResult, RequestFailure, ClusterMonitor>
): readonly [string, Method] => {
  const decode = Schema.decodeUnknownResult(params)
  return [
    name,
    (input, caller) =>
      Result.match(decode(input ?? {}), {
        onFailure: (error) => Effect.fail(invalidParams(name, error.issue)),
        onSuccess: (decoded) => run(decoded, caller)
      })
  ]
}

/** Params of what is listed in pages. */
export const Paged = Schema.Struct({ cursor: Schema.optionalKey(Schema.String) })
/** Where to go on. Who wants the first page writes no cursor, or an empty one. */
export const cursorOf = ({ cursor }: typeof Paged.Type): string | undefined => (cursor === "" ? undefined : cursor)

/** Params of what is about one resource. */
export const AtUri = Schema.Struct({ uri: Schema.String })

export const parseUri = (uri: string) => Effect.mapError(Effect.fromResult(parseClusterUri(uri)), invalidUri(uri))

/** Everything we offer but the clusters themselves fits on one page: a cursor can only be somebody else's. */
export const onePage = <A>(params: typeof Paged.Type, result: A) =>
  cursorOf(params) === undefined
    ? Effect.succeed(result)
    : Effect.fail(new RequestFailure({ code: errorCodes.invalidParams, message: "there is one page only: no cursor" }))
