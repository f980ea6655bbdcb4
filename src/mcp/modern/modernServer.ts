import { serverInfo } from "../identity.ts"
import type { McpServerOptions } from "../options.ts"
import type { ModernServer } from "./answer.ts"

/** Clients of this era take tool names as models do: with underscores, unless the operator says otherwise. */
export const modernServer = ({ toolNames = "underscored", version }: McpServerOptions): ModernServer => ({
  info: serverInfo(version),
  toolNames
})
