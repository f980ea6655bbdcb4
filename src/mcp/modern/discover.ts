import { instructions } from "../instructions.ts"
import type { JsonObject } from "../transport/json.ts"
import { extensions, modernVersions } from "./envelope.ts"

/** What we can do in this era. */
const capabilities = {
  resources: { subscribe: true },
  tools: {},
  completions: {},
  extensions: { [extensions.tasks]: {} }
}

/** The answer to `server/discover`. */
export const discovered: JsonObject = { supportedVersions: modernVersions, capabilities, instructions }
