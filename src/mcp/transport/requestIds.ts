import type { RequestId } from "@modelcontextprotocol/sdk/types.js"
import { isJsonObject, type RawNumber } from "./json.ts"

/**
 * JSON knows integers of any size, JavaScript and the SDK only those up to 2^53. A request under a larger one passes
 * through this program under a number that no client uses, and is answered under its own.
 */
export interface RequestIds {
  /** The id under which the request goes on inside. */
  readonly inward: (id: RawNumber) => RequestId
  /** The message as it goes out, with the client's own id in its place; what it stands for is forgotten with the answer. */
  readonly write: (message: unknown) => string
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

  const isAnswer = (message: unknown): message is { readonly id: unknown } =>
    isJsonObject(message) && "id" in message && !("method" in message)

  return {
    inward: (id) => {
      for (const [standIn, known] of kept) if (known.rawJSON === id.rawJSON) return Number(standIn)
      const standIn = next
      next += 1
      if (kept.size >= mostKept) kept.delete(kept.keys().next().value)
      kept.set(standIn, id)
      return standIn
    },
    write: (message) => {
      if (kept.size === 0) return JSON.stringify(message)
      const text = JSON.stringify(message, (key, value) =>
        key === "id" || key === subscriptionId ? (kept.get(value) ?? value) : value
      )
      if (isAnswer(message)) kept.delete(message.id)
      return text
    }
  }
}
