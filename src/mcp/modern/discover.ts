import { instructions } from "../offer/instructions.ts"
import type { Offer } from "../offer/Offer.ts"
import type { ToolNameStyle } from "../offer/toolNames.ts"
import type { Tasks } from "../tasks/registry.ts"
import type { JsonObject } from "../transport/json.ts"
import { extensions, metaKeys, modernVersions } from "./envelope.ts"

/** What the answers of this era need to know of the server. */
export interface ModernServer {
  readonly info: JsonObject
  /** The same at greater length, for whoever meets it. */
  readonly introduction: JsonObject
  readonly toolNames: ToolNameStyle
  readonly tasks: Tasks
  readonly offer: Offer
}

/** The answer to `server/discover`. */
export const discovered = (
  { introduction, offer: { capabilities } }: Pick<ModernServer, "introduction" | "offer">,
  globalNamespace: string
): JsonObject => ({
  supportedVersions: modernVersions,
  capabilities: { ...capabilities, extensions: { ...capabilities.extensions, [extensions.tasks]: {} } },
  instructions: instructions(globalNamespace),
  _meta: { [metaKeys.serverInfo]: introduction }
})
