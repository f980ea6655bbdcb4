import type { ServerCapabilities } from "@modelcontextprotocol/sdk/types.js"
import type { Duration, Result } from "effect"
import type { Method } from "../methods/Caller.ts"
import type { ClusterUri, InvalidUri } from "../uri.ts"

/** What a server answers, whichever era of the protocol asks. */
export interface Offer {
  readonly capabilities: Pick<ServerCapabilities, "completions" | "extensions" | "prompts" | "resources" | "tools">
  readonly methods: ReadonlyMap<string, Method>
  /** How long a request may last, where it is worth going on in the background. */
  readonly lastsAsTask: (method: string, params: unknown, globalNamespace: string) => Duration.Duration | undefined
  /** Of which cluster a resource tells. */
  readonly readUri: (uri: string) => Result.Result<ClusterUri, InvalidUri>
}
