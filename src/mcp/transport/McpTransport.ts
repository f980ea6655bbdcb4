import { Context, Effect, Layer } from "effect"
import type { Transport } from "./Transport.ts"

/**
 * How a client went away.
 *
 * - `inputEnded`: it will say nothing more, but may still read the answers to what it asked
 * - `outputClosed`: it can no longer be told anything
 * - `notReading`: it took no byte for as long as we were willing to wait
 */
export type Ending = "inputEnded" | "outputClosed" | "notReading"

/** The connection to one MCP client. */
export class McpTransport extends Context.Service<
  McpTransport,
  {
    readonly transport: Transport
    /** Succeeds when the client is gone. A transport that only calls `onclose` may leave this at `Effect.never`. */
    readonly ended: Effect.Effect<Ending>
  }
>()("k0rdent-mcp/McpTransport") {
  /** Any transport of the SDK. Its end is told by `onclose`. */
  static readonly layer = (transport: Transport) => Layer.succeed(McpTransport, { transport, ended: Effect.never })
}
