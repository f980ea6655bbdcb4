import { listedTools } from "../tools/tools.ts"
import { method, onePage, Paged } from "./method.ts"

/** The tools, always in the same order and on one page. */
export const listTools = method("tools/list", Paged, (params, { toolNames }) =>
  onePage(params, { tools: listedTools(toolNames) })
)
