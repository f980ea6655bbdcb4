import { Cause, Clock, Effect, Stream } from "effect"
import { isoInstant } from "../domain/lenient.ts"
import { type ClusterTarget, targetKey } from "../domain/names.ts"
import type { ProgressUpdate } from "../domain/update/progressUpdate.ts"
import { formatClusterUri } from "./uri.ts"

const nothingKnown = ({ name, namespace }: ClusterTarget): ProgressUpdate => ({
  timestamp: "",
  phase: "Unknown",
  message: "",
  source: "system",
  severity: "error",
  metadata: {
    name,
    namespace,
    templateRef: { name: "" },
    credentialRef: { name: "" },
    provider: "",
    region: "",
    createdAt: ""
  },
  services: []
})

// A story must not just break off: a client would wait for its end for ever.
const brokenOff = (last: ProgressUpdate, now: number): ProgressUpdate => {
  const { milestones: _told, relatedObject: _about, ...state } = last
  return {
    ...state,
    timestamp: isoInstant(now),
    message: "monitoring ended by an internal error; subscribe again to go on, the server's log on stderr says more",
    reason: "MonitorFailed",
    source: "system",
    severity: "error",
    terminal: true
  }
}

/** Hands on a cluster's story to its end. Where it breaks off, its last word is that, and the log says why. */
export const tellStory = Effect.fnUntraced(function* (
  target: ClusterTarget,
  updates: Stream.Stream<ProgressUpdate>,
  offer: (update: ProgressUpdate) => Effect.Effect<void>
) {
  let last = nothingKnown(target)
  yield* Stream.runForEach(updates, (update) => {
    last = update
    const { phase, terminal = false } = update
    return Effect.withSpan(offer(update), "ClusterMonitor.publish", {
      attributes: { "k0rdent.cluster": targetKey(target), "k0rdent.phase": phase, "k0rdent.terminal": terminal }
    })
  }).pipe(
    Effect.catchCauseIf(
      (cause) => !Cause.hasInterrupts(cause),
      (cause) => Effect.logError(`the subscription to ${formatClusterUri({ target })} ended unexpectedly`, cause)
    )
  )
  if (last.terminal !== true) yield* offer(brokenOff(last, yield* Clock.currentTimeMillis))
})
