import type { Tool as ListedTool } from "@modelcontextprotocol/sdk/types.js"
import { inStyle, isNameOf, type ToolNameStyle } from "../offer/toolNames.ts"
import { events } from "./events.ts"
import { explain } from "./explain.ts"
import { getState } from "./getState.ts"
import { list } from "./list.ts"
import type { Tool } from "./Tool.ts"
import { wait } from "./wait.ts"

/** In the order in which they are listed. */
export const tools: ReadonlyArray<Tool> = [getState, explain, wait, list, events]

export const listedTools = (style: ToolNameStyle): Array<ListedTool> =>
  tools.map(({ listed, name }) => ({ name: inStyle(name, style), ...listed }))

export const toolNamed = (name: string): Tool | undefined => tools.find((tool) => isNameOf(tool.name, name))
