import { methods } from "./methods/methods.ts"
import type { Offer } from "./Offer.ts"
import { appExtension } from "./page/app.ts"
import { lastsAsTask } from "./tasks/lastsAsTask.ts"
import { parseClusterUri } from "./uri.ts"

/** The stories of clusters. */
export const ourOffer: Offer = {
  capabilities: { extensions: appExtension, resources: { subscribe: true }, tools: {}, prompts: {}, completions: {} },
  methods,
  lastsAsTask,
  readUri: parseClusterUri
}
