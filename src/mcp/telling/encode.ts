import { Effect, Schema } from "effect"
import { ProgressUpdate } from "../../domain/update/progressUpdate.ts"

const encode = Schema.encodeEffect(ProgressUpdate)

/**
 * An update as it stands on the wire: exactly the keys of its schema. A client that validates `structuredContent` against
 * our `outputSchema` refuses the whole answer for one key too many.
 */
export const encodeUpdate = (update: ProgressUpdate) => Effect.orDie(encode(update))
