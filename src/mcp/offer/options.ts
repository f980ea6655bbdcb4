import type { Offer } from "./Offer.ts"
import type { ToolNameStyle } from "./toolNames.ts"

/** How the server shows itself to its clients. */
export interface McpServerOptions {
  /** Told to clients, in `initialize` and with every result of the modern era. */
  readonly version: string
  /** Which form of tool names is listed; by the client's name where absent. */
  readonly toolNames?: ToolNameStyle
  /**
   * What is offered; the stories of clusters where absent. Its types need the MCP SDK's, which a library user does not have.
   * @internal
   */
  readonly offer?: Offer
}
