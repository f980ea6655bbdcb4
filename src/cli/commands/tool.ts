import type { CallToolResult } from "@modelcontextprotocol/sdk/types.js"
import { Console, Effect } from "effect"
import type { Caller } from "../../mcp/methods/Caller.ts"
import type { Tool } from "../../mcp/tools/Tool.ts"
import { layerCluster } from "../cluster.ts"
import { readEnvironment } from "../environment.ts"
import { UsageError } from "../usage.ts"

const terminal: Caller = { client: "terminal", toolNames: "underscored", declares: { tasks: false, ui: false } }

const textOf = ({ content }: CallToolResult): string =>
  content.flatMap((part) => (part.type === "text" ? [part.text] : [])).join("\n")

/** Calls a tool as an assistant would. What it refuses is a failure here. */
export const callTool = Effect.fnUntraced(function* (tool: Tool, args: unknown) {
  const result = yield* tool.call(args, terminal)
  if (result.isError === true) return yield* new UsageError({ message: textOf(result) })
  return { text: textOf(result), structure: result.structuredContent }
})

/** Calls a tool and prints what it answers: its text, or with `json` its structure. */
export const printTool = Effect.fnUntraced(function* (tool: Tool, args: unknown, json: boolean) {
  const settings = yield* readEnvironment(process.env)
  const { structure, text } = yield* Effect.provide(callTool(tool, args), layerCluster(settings))
  yield* Console.log(json ? JSON.stringify(structure) : text)
  return 0
})
