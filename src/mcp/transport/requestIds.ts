import type { RequestId } from "@modelcontextprotocol/sdk/types.js"
import { isJsonObject, type JsonObject, type RawNumber } from "./json.ts"

/**
 * JSON knows integers of any size, JavaScript and the SDK only those up to 2^53. A request under a larger one passes
 * through this program under a number that no client uses, and is answered under its own.
 */
export interface RequestIds {
  /** The id under which the request goes on inside. */
  readonly inward: (id: RawNumber) => RequestId
  /** The message as it goes out, with the client's own id in its place. */
  readonly outward: (message: object) => JsonObject
  /** The same as text. What an id stands for is forgotten with the answer. */
  readonly write: (message: object) => string
}

const integer = /^-?\d+$/u

/** What is to be made of a number that may not be exact: itself, an integer too large, or no id at all. */
export const readRawId = (
  raw: RawNumber
): { readonly _tag: "Plain"; readonly id: number } | { readonly _tag: "Large" } | { readonly _tag: "Fraction" } => {
  const value = Number(raw.rawJSON)
  if (Number.isSafeInteger(value)) return { _tag: "Plain", id: value }
  return { _tag: integer.test(raw.rawJSON) ? "Large" : "Fraction" }
}

// The least safe integer itself stands in for 0 inside the SDK: see TrackedTransport.
const firstStandIn = Number.MIN_SAFE_INTEGER + 1
// An answer that never comes (a cancelled request) must not leave its id behind for ever.
const mostKept = 10_000

const subscriptionId = "io.modelcontextprotocol/subscriptionId"

export const makeRequestIds = (): RequestIds => {
  const kept = new Map<unknown, RawNumber>()
  let next = firstStandIn

  // Ids stand in few places: a message's own, and that of the stream it is told on.
  const outward = (message: object): JsonObject =>
    Object.fromEntries(
      Object.entries(message).map(([key, value]) => [
        key,
        key === "id" || key === subscriptionId
          ? (kept.get(value) ?? value)
          : isJsonObject(value)
            ? outward(value)
            : value
      ])
    )

  return {
    inward: (id) => {
      for (const [standIn, known] of kept) if (known.rawJSON === id.rawJSON) return Number(standIn)
      const standIn = next
      next += 1
      if (kept.size >= mostKept) kept.delete(kept.keys().next().value)
      kept.set(standIn, id)
      return standIn
    },
    outward,
    write: (message) => {
      if (kept.size === 0) return JSON.stringify(message)
      const text = JSON.stringify(outward(message))
      if ("id" in message && !("method" in message)) kept.delete(message.id)
      return text
    }
  }
}
