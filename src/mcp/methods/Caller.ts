import type { ServerResult } from "@modelcontextprotocol/sdk/types.js"
import type { Duration, Effect } from "effect"
import type { ClusterMonitor } from "../../monitor/ClusterMonitor.ts"
import type { NamespacePolicy } from "../../monitor/policy.ts"
import type { RequestFailure } from "../failures/failures.ts"
import type { ToolNameStyle } from "../offer/toolNames.ts"

/** What a method may know of whoever called it. Never the era of the protocol: that is the adapter's business. */
export interface Caller {
  /** By whom limits count: the session, the token, else the process. */
  readonly client: string
  readonly toolNames: ToolNameStyle
  /** What the caller may see; it narrows what the server may see, and never widens it. */
  readonly namespaces?: NamespacePolicy
  /**
   * Tells how a long call goes, where the caller asked to be told, and when there may be more to tell. The era numbers it
   * and writes it down.
   */
  readonly progress?: (sentence: string, nextLook?: Duration.Duration) => Effect.Effect<void>
  /** What the caller has declared that it can do. */
  readonly declares: { readonly tasks: boolean; readonly ui: boolean }
}

/** A request's params, as they came, to its result. */
export type Method = (params: unknown, caller: Caller) => Effect.Effect<ServerResult, RequestFailure, ClusterMonitor>

/** On whose behalf the monitor is asked. */
export const askerOf = ({ client, namespaces }: Caller) => ({
  client,
  ...(namespaces === undefined ? {} : { namespaces })
})
