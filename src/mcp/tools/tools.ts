import type { Tool as ListedTool } from "@modelcontextprotocol/sdk/types.js"
import { inStyle, isNameOf, type ToolNameStyle } from "../toolNames.ts"
import { getState } from "./getState.ts"
import type { Tool } from "./Tool.ts"

/** In the order in which they are listed. */
export const tools: ReadonlyArray<Tool> = [getState]

export const listedTools = (style: ToolNameStyle, globalNamespace: string): Array<ListedTool> =>
  tools.map((tool) => ({ name: inStyle(tool.name, style), ...tool.listed(globalNamespace) }))

export const toolNamed = (name: string): Tool | undefined => tools.find((tool) => isNameOf(tool.name, name))
