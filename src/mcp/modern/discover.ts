import { instructions } from "../instructions.ts"
import type { Offer } from "../Offer.ts"
import type { JsonObject } from "../transport/json.ts"
import { extensions, modernVersions } from "./envelope.ts"

/** The answer to `server/discover`. */
export const discovered = ({ capabilities }: Offer): JsonObject => ({
  supportedVersions: modernVersions,
  capabilities: { ...capabilities, extensions: { ...capabilities.extensions, [extensions.tasks]: {} } },
  instructions
})
