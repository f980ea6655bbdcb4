import type { CallToolResult, Tool as ListedTool } from "@modelcontextprotocol/sdk/types.js"
import type { Duration, Effect } from "effect"
import type { ClusterMonitor } from "../../monitor/ClusterMonitor.ts"
import type { Caller } from "../methods/Caller.ts"

/** A tool: how it is listed, and what a call of it does. */
export interface Tool {
  /** As k0rdent writes it, with dots. */
  readonly name: string
  readonly listed: Omit<ListedTool, "name">
  /**
   * The most that a call may last, where it is long enough to go on in the background; nothing where the arguments make no
   * sense, since that is better said at once.
   */
  readonly lasts?: (args: unknown, globalNamespace: string) => Duration.Duration | undefined
  /**
   * Runs the tool. What goes wrong is a result with `isError`, so that a model can read it and mend its call (MCP
   * 2025-11-25, server/tools, "Error Handling").
   */
  readonly call: (args: unknown, caller: Caller) => Effect.Effect<CallToolResult, never, ClusterMonitor>
}

/** Every tool only reads, answers the same question alike, and knows one management cluster. */
export const readsOnly = {
  readOnlyHint: true,
  destructiveHint: false,
  idempotentHint: true,
  openWorldHint: false
} as const
