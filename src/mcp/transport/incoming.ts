import { type JSONRPCMessage, JSONRPCMessageSchema, type RequestId } from "@modelcontextprotocol/sdk/types.js"
import { Option } from "effect"
import { errorCodes } from "../failures/failures.ts"
import { isJsonObject, type JsonObject, parseJson, parseRawIds, type RawNumber } from "./json.ts"
import { type RequestIds, readRawId } from "./requestIds.ts"

/** An error in answer to what is no message. */
export interface Refusal {
  readonly jsonrpc: "2.0"
  /** Null where the message's own could not be read (JSON-RPC 2.0 section 5). */
  readonly id: RequestId | RawNumber | null
  readonly error: { readonly code: number; readonly message: string }
}

/** What to do about one message of input. */
export type Incoming =
  | { readonly _tag: "Message"; readonly message: JSONRPCMessage }
  | { readonly _tag: "Refused"; readonly error: Refusal }
  | { readonly _tag: "Ignored" }

const ignored: Incoming = { _tag: "Ignored" }

export const refusal = (code: number, message: string, id: Refusal["id"] = null): Incoming => ({
  _tag: "Refused",
  error: { jsonrpc: "2.0", id, error: { code, message } }
})

const notAMessage = "the message is not a JSON-RPC 2.0 request or notification"
const wrongParams = "the params of a request are an object, and a progressToken in its _meta is a string or an integer"
const noBatches = "batches are part of MCP 2025-03-26 alone: send one message at a time"

/** As deep as params are read: a capability's own members lie so deep. */
const readTo = 3

/** The members that say something. Clients that write their optional members as null mean that they are absent. */
const present = (object: JsonObject, depth: number): JsonObject =>
  Object.fromEntries(
    Object.entries(object)
      .filter(([, value]) => value !== null)
      .map(([name, value]) => [name, depth > 1 && isJsonObject(value) ? present(value, depth - 1) : value])
  )

/** A client that says nothing of itself has no name and no capabilities, neither of which it needs to be served. */
const introduced = (params: JsonObject): JsonObject => {
  const { capabilities = {}, clientInfo = {} } = params
  const unnamed = { name: "", version: "" }
  return { ...params, capabilities, clientInfo: isJsonObject(clientInfo) ? { ...unnamed, ...clientInfo } : clientInfo }
}

const readParams = (method: unknown, written: unknown): unknown => {
  if (!isJsonObject(written)) return written
  const params = present(written, readTo)
  return method === "initialize" ? introduced(params) : params
}

/** The id to go on with, or why there is none. `raw` is the same message with its numbers as they were written. */
const readId = (
  json: JsonObject,
  raw: unknown,
  ids: RequestIds
): { readonly id: unknown } | { readonly refused: Refusal["id"] } => {
  const written = isJsonObject(raw) ? raw["id"] : undefined
  if (JSON.isRawJSON(written)) {
    const read = readRawId(written)
    if (read._tag === "Fraction") return { refused: written }
    return { id: read._tag === "Plain" ? read.id : ids.inward(written) }
  }
  const id = json["id"]
  return typeof id === "string" || Number.isSafeInteger(id) ? { id } : { refused: null }
}

/** A cancellation names its request by the same id as the request itself. */
const readRequestId = (params: unknown, raw: unknown, ids: RequestIds): unknown => {
  const written = isJsonObject(raw) && isJsonObject(raw["params"]) ? raw["params"]["requestId"] : undefined
  if (!isJsonObject(params) || !JSON.isRawJSON(written)) return params
  return readRawId(written)._tag === "Large" ? { ...params, requestId: ids.inward(written) } : params
}

const understandOne = (json: unknown, raw: unknown, ids: RequestIds): Incoming => {
  if (!isJsonObject(json)) return refusal(errorCodes.invalidRequest, notAMessage)
  const { id: _id, method, params: written } = json
  if (method === undefined && ("result" in json || "error" in json)) {
    const answer = JSONRPCMessageSchema.safeParse(json)
    // A malformed answer concerns no request of ours, and to answer it could go on for ever.
    return answer.success ? { _tag: "Message", message: answer.data } : ignored
  }
  const params = readRequestId(readParams(method, written), raw, ids)
  const said = { jsonrpc: json["jsonrpc"], method, ...(params === undefined || params === null ? {} : { params }) }
  if (!("id" in json)) {
    const notification = JSONRPCMessageSchema.safeParse(said)
    if (notification.success) return { _tag: "Message", message: notification.data }
    // What has a method and no id is a notification, and none is ever answered.
    return typeof method === "string" ? ignored : refusal(errorCodes.invalidRequest, notAMessage)
  }
  const read = readId(json, raw, ids)
  if ("refused" in read) {
    return refusal(errorCodes.invalidRequest, "the id of a request is a string or an integer", read.refused)
  }
  const request = JSONRPCMessageSchema.safeParse({ ...said, id: read.id })
  if (request.success) return { _tag: "Message", message: request.data }
  const id = typeof read.id === "string" || typeof read.id === "number" ? read.id : null
  // JSON-RPC has params by position, and any `_meta`: such a request is one, and its params are wrong.
  const structured = typeof params === "object" && params !== null
  return structured && typeof method === "string" && json["jsonrpc"] === "2.0"
    ? refusal(errorCodes.invalidParams, wrongParams, id)
    : refusal(errorCodes.invalidRequest, notAMessage, id)
}

/**
 * Reads a text as JSON-RPC messages: one, or several where batches are part of what was negotiated. Never throws.
 */
export const understand = (text: string, ids: RequestIds, batches: boolean): ReadonlyArray<Incoming> => {
  if (text.trim() === "") return [ignored]
  const parsed = parseJson(text)
  if (Option.isNone(parsed)) return [refusal(errorCodes.parseError, "the text is not JSON")]
  const json = parsed.value
  const raw = Option.getOrUndefined(parseRawIds(text))
  if (!Array.isArray(json)) return [understandOne(json, raw, ids)]
  if (!batches) return [refusal(errorCodes.invalidRequest, noBatches)]
  if (json.length === 0) return [refusal(errorCodes.invalidRequest, "the batch is empty")]
  return json.map((member: unknown, index) => understandOne(member, Array.isArray(raw) ? raw[index] : undefined, ids))
}
