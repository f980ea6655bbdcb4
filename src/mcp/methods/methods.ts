import type { Method } from "./Caller.ts"
import { callTool } from "./callTool.ts"
import { complete } from "./complete.ts"
import { getPrompt } from "./getPrompt.ts"
import { listPrompts } from "./listPrompts.ts"
import { listResources } from "./listResources.ts"
import { listTemplates } from "./listTemplates.ts"
import { listTools } from "./listTools.ts"
import { readResource } from "./readResource.ts"

/** Every request that means the same in all eras of the protocol. */
export const methods: ReadonlyMap<string, Method> = new Map([
  listResources,
  listTemplates,
  readResource,
  listTools,
  callTool,
  listPrompts,
  getPrompt,
  complete
])
