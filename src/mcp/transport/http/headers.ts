import type { IncomingHttpHeaders } from "node:http"
import { Option, Result, Schema } from "effect"
import { errorCodes, RequestFailure } from "../../failures/failures.ts"
import { isJsonObject } from "../json.ts"

/** A header that may stand there once; of several the first counts, as Node.js joins the others away. */
export const headerOf = (headers: IncomingHttpHeaders, name: string): string | undefined => {
  const value = headers[name]
  return (Array.isArray(value) ? value[0] : value)?.trim()
}

/**
 * What `Mcp-Name` repeats (MCP 2026-07-28, transports/streamable-http, "Standard Request Headers"; SEP-2663, "Routing
 * Headers").
 */
const nameSources: ReadonlyMap<string, string> = new Map([
  ["tools/call", "name"],
  ["prompts/get", "name"],
  ["resources/read", "uri"],
  ["tasks/get", "taskId"],
  ["tasks/update", "taskId"],
  ["tasks/cancel", "taskId"]
])

const mismatch = (message: string) =>
  Result.fail(new RequestFailure({ code: errorCodes.headerMismatch, message: `header mismatch: ${message}` }))

const decodeBase64 = Schema.decodeUnknownOption(Schema.StringFromBase64)
const sentinel = /^=\?base64\?(.*)\?=$/u

/** A value as it was before it was made fit for a header ("Value Encoding"). */
const decoded = (value: string): Option.Option<string> => {
  const encoded = sentinel.exec(value)?.[1]
  return encoded === undefined ? Option.some(value) : decodeBase64(encoded)
}

const short = (value: string): string => JSON.stringify(value.length > 100 ? `${value.slice(0, 100)}…` : value)

const checkVersion = (headers: IncomingHttpHeaders, claimed: string): Result.Result<void, RequestFailure> => {
  const version = headerOf(headers, "mcp-protocol-version")
  if (version === undefined) return mismatch("MCP-Protocol-Version is missing")
  if (version === claimed) return Result.succeed(undefined)
  return mismatch(`MCP-Protocol-Version is ${short(version)}, the body says ${short(claimed)}`)
}

const checkNames = (
  headers: IncomingHttpHeaders,
  method: string,
  params: unknown
): Result.Result<void, RequestFailure> => {
  const named = headerOf(headers, "mcp-method")
  if (named === undefined) return mismatch("Mcp-Method is missing")
  if (named !== method) return mismatch(`Mcp-Method is ${short(named)}, the body says ${short(method)}`)
  const source = nameSources.get(method)
  const expected = source !== undefined && isJsonObject(params) ? params[source] : undefined
  if (typeof expected !== "string") return Result.succeed(undefined)
  const header = headerOf(headers, "mcp-name")
  if (header === undefined) return mismatch("Mcp-Name is missing")
  const name = decoded(header)
  if (Option.isNone(name)) return mismatch("Mcp-Name is not valid Base64 between =?base64? and ?=")
  if (name.value === expected) return Result.succeed(undefined)
  return mismatch(`Mcp-Name is ${short(name.value)}, the body says ${short(expected)}`)
}

/**
 * Holds the headers of a request of the modern era against its body: who routes by the one and who runs the other must
 * not be told two things.
 */
export const checkHeaders = { version: checkVersion, names: checkNames } as const
