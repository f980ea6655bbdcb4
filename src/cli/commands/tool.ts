import { Console, Effect } from "effect"
import type { Caller } from "../../mcp/methods/Caller.ts"
import type { Tool } from "../../mcp/tools/Tool.ts"
import { layerCluster } from "../cluster.ts"
import { readEnvironment } from "../environment.ts"
import { UsageError } from "../usage.ts"

const terminal: Caller = { client: "terminal", toolNames: "underscored", declares: { tasks: false, ui: false } }

/** Calls a tool as an assistant would, and prints what it answers: its text, or with `json` its structure. */
export const printTool = Effect.fnUntraced(function* (tool: Tool, args: unknown, json: boolean) {
  const settings = yield* readEnvironment(process.env)
  const result = yield* Effect.provide(tool.call(args, terminal), layerCluster(settings))
  const text = result.content.flatMap((part) => (part.type === "text" ? [part.text] : [])).join("\n")
  if (result.isError === true) return yield* new UsageError({ message: text })
  yield* Console.log(json ? JSON.stringify(result.structuredContent) : text)
  return 0
})
