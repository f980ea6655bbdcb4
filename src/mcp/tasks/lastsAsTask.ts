import { Option, Schema } from "effect"
import type { Offer } from "../offer/Offer.ts"
import { toolNamed } from "../tools/tools.ts"

const decode = Schema.decodeUnknownOption(
  Schema.Struct({ name: Schema.String, arguments: Schema.optionalKey(Schema.Unknown) })
)

/** The calls of tools that wait. */
export const lastsAsTask: Offer["lastsAsTask"] = (method, params, globalNamespace) => {
  if (method !== "tools/call") return undefined
  const call = Option.getOrUndefined(decode(params))
  return call === undefined ? undefined : toolNamed(call.name)?.lasts?.(call.arguments, globalNamespace)
}
