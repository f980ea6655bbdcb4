import { type JSONRPCMessage, JSONRPCMessageSchema, type RequestId } from "@modelcontextprotocol/sdk/types.js"
import { Option, Schema } from "effect"
import { errorCodes } from "../../failures.ts"
import type { Line } from "./lines.ts"

/** What to do about one line of input. */
export type Incoming =
  | { readonly _tag: "Message"; readonly message: JSONRPCMessage }
  /** To be answered with this error; `id` is null where the line's own could not be read (JSON-RPC 2.0 section 5). */
  | {
      readonly _tag: "Refused"
      readonly error: {
        readonly jsonrpc: "2.0"
        readonly id: RequestId | null
        readonly error: { readonly code: number; readonly message: string }
      }
    }
  | { readonly _tag: "Ignored" }

const ignored: Incoming = { _tag: "Ignored" }

const refused = (code: number, message: string, id: RequestId | null = null): Incoming => ({
  _tag: "Refused",
  error: { jsonrpc: "2.0", id, error: { code, message } }
})

const parseJson = Schema.decodeUnknownOption(Schema.fromJsonString(Schema.Unknown))
const decodeId = Schema.decodeUnknownOption(Schema.Struct({ id: Schema.Union([Schema.String, Schema.Int]) }))
const isAnswer = Schema.is(
  Schema.Union([Schema.Struct({ result: Schema.Unknown }), Schema.Struct({ error: Schema.Unknown })])
)

const understandText = (text: string): Incoming => {
  if (text.trim() === "") return ignored
  const json = parseJson(text)
  if (Option.isNone(json)) return refused(errorCodes.parseError, "the line is not JSON")
  if (Array.isArray(json.value)) {
    return refused(errorCodes.invalidRequest, "batches are not part of MCP since 2025-06-18: send one message a line")
  }
  const message = JSONRPCMessageSchema.safeParse(json.value)
  if (message.success) return { _tag: "Message", message: message.data }
  // A malformed answer concerns no request of ours, and to answer it could go on for ever.
  if (isAnswer(json.value)) return ignored
  const id = Option.match(decodeId(json.value), { onNone: () => null, onSome: (known) => known.id })
  return refused(errorCodes.invalidRequest, "the message is not a JSON-RPC 2.0 request or notification", id)
}

/** Reads one line as one JSON-RPC message. Never throws. */
export const understand = (line: Line): Incoming => {
  switch (line._tag) {
    case "TooLong":
      return refused(errorCodes.invalidRequest, `a message may have at most ${line.maxBytes} bytes`)
    case "Undecodable":
      return refused(errorCodes.parseError, "the line is not UTF-8")
    case "Text":
      return understandText(line.text)
  }
}
