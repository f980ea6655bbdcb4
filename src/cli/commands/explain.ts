import { Effect } from "effect"
import { explain } from "../../mcp/tools/explain.ts"
import { readTarget } from "../target.ts"
import { parseFlags } from "../usage.ts"
import { printTool } from "./tool.ts"

/** `k0rdent-mcp explain NAMESPACE/NAME`: what is going on with a cluster, and what to do. */
export const explainCommand = Effect.fn("explainCommand")(function* (args: ReadonlyArray<string>) {
  const { positionals, values } = yield* parseFlags("explain", {
    args: [...args],
    options: { json: { type: "boolean", default: false } },
    allowPositionals: true
  })
  const { name, namespace } = yield* readTarget("explain", positionals)
  return yield* printTool(explain, { name, namespace }, values.json)
})
