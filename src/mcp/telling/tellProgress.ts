import { Effect } from "effect"
import type { Caller } from "../methods/Caller.ts"

/** One sentence on its way. */
export interface ProgressMessage {
  readonly method: "notifications/progress"
  readonly params: { readonly progressToken: string | number; readonly progress: number; readonly message: string }
}

/**
 * Tells how a long call goes, under the token that the caller gave. The number grows with every sentence: that is all
 * that the protocol asks of it, and a cluster's percentage may stand still.
 */
export const tellProgress = (
  progressToken: string | number,
  notify: (message: ProgressMessage) => Effect.Effect<void>
): Required<Caller>["progress"] => {
  let progress = 0
  return (message) =>
    Effect.suspend(() => {
      progress += 1
      return notify({ method: "notifications/progress", params: { progressToken, progress, message } })
    })
}
