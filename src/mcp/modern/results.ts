import type { JSONRPCErrorResponse, RequestId } from "@modelcontextprotocol/sdk/types.js"
import { errorCodes, type RequestFailure } from "../failures/failures.ts"
import { isJsonObject, type JsonObject } from "../transport/json.ts"
import { metaKeys } from "./envelope.ts"

/**
 * How long a client may take an answer for fresh, in milliseconds (MCP 2026-07-28, server/utilities/caching). What
 * describes the program changes only with it; what describes clusters may change at any moment. All of it is private,
 * since a token's filter shapes it.
 */
const freshness: ReadonlyMap<string, number> = new Map([
  ["server/discover", 300_000],
  ["tools/list", 300_000],
  ["prompts/list", 300_000],
  ["resources/templates/list", 300_000],
  ["resources/list", 0],
  ["resources/read", 0]
])

/** A method's result with the members that every result of this era has. */
export const asResult = (method: string, result: JsonObject, serverInfo: JsonObject): JsonObject => {
  const ttlMs = freshness.get(method)
  const meta = isJsonObject(result["_meta"]) ? result["_meta"] : {}
  return {
    resultType: "complete",
    ...result,
    ...(ttlMs === undefined ? {} : { ttlMs, cacheScope: "private" }),
    _meta: { [metaKeys.serverInfo]: serverInfo, ...meta }
  }
}

// "Resource not found" had a code of its own until 2025-11-25, which must not be used any more.
const inThisEra = (code: number): number => (code === errorCodes.resourceNotFound ? errorCodes.invalidParams : code)

/** A failure in the words of this era. */
export const asError = (id: RequestId, { code, data, message }: RequestFailure): JSONRPCErrorResponse => ({
  jsonrpc: "2.0",
  id,
  error: { code: inThisEra(code), message, ...(data === undefined ? {} : { data }) }
})
