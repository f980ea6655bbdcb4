import { Effect, Schema } from "effect"
import { errorCodes, RequestFailure } from "../failures/failures.ts"
import { toolNamed } from "../tools/tools.ts"
import { quoted } from "../uri.ts"
import { method } from "./method.ts"

const Call = Schema.Struct({ name: Schema.String, arguments: Schema.optionalKey(Schema.Unknown) })

/** Runs a tool by either form of its name. */
export const callTool = method("tools/call", Call, ({ arguments: args, name }, caller) => {
  const tool = toolNamed(name)
  return tool === undefined
    ? Effect.fail(new RequestFailure({ code: errorCodes.invalidParams, message: `unknown tool ${quoted(name)}` }))
    : Effect.withSpan(tool.call(args, caller), `tools/call ${tool.name}`, {
        attributes: { "gen_ai.tool.name": tool.name }
      })
})
