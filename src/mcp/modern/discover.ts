import { instructions } from "../offer/instructions.ts"
import type { JsonObject } from "../transport/json.ts"
import type { ModernServer } from "./answer.ts"
import { extensions, metaKeys, modernVersions } from "./envelope.ts"

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
