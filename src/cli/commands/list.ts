import { Effect } from "effect"
import { list } from "../../mcp/tools/list.ts"
import { parseFlags } from "../usage.ts"
import { printTool } from "./tool.ts"

/** `k0rdent-mcp list`: every cluster that may be seen, worst first, a line each. */
export const listCommand = Effect.fn("listCommand")(function* (args: ReadonlyArray<string>) {
  const { values } = yield* parseFlags("list", {
    args: [...args],
    options: {
      json: { type: "boolean", default: false },
      namespace: { type: "string", short: "n" },
      phase: { type: "string" },
      selector: { type: "string", short: "l" }
    },
    allowPositionals: false
  })
  const { json, namespace, phase, selector } = values
  return yield* printTool(
    list,
    {
      ...(namespace === undefined ? {} : { namespace }),
      ...(phase === undefined ? {} : { phase }),
      ...(selector === undefined ? {} : { labelSelector: selector })
    },
    json
  )
})
