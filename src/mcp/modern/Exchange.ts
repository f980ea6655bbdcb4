import type { JSONRPCNotification, JSONRPCRequest } from "@modelcontextprotocol/sdk/types.js"
import type { Effect } from "effect"
import type { Asker } from "../../monitor/ClusterMonitor.ts"

/** One request of the modern era on its way to its answer. */
export interface Exchange {
  readonly request: JSONRPCRequest
  /** On whose behalf it is answered. */
  readonly asker: Asker & { readonly client: string }
  /** Sends a notification before the answer. Succeeds when the transport has taken it, or never will. */
  readonly notify: (message: JSONRPCNotification) => Effect.Effect<void>
  /** Succeeds when the asker may ask nothing any more, or not as before: what goes on on his behalf ends. */
  readonly revoked: Effect.Effect<void>
  /** Succeeds when the server is about to end: who waits for the end of a long story is answered now. */
  readonly closing: Effect.Effect<void>
}
