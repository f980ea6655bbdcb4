import { methods } from "../methods/methods.ts"
import { appExtension } from "../page/app.ts"
import { lastsAsTask } from "../tasks/lastsAsTask.ts"
import { parseClusterUri } from "../uri.ts"
import type { Offer } from "./Offer.ts"

/** The stories of clusters. */
export const ourOffer: Offer = {
  capabilities: { extensions: appExtension, resources: { subscribe: true }, tools: {}, prompts: {}, completions: {} },
  methods,
  lastsAsTask,
  readUri: parseClusterUri
}
