import { Cause, Clock, Effect, Stream } from "effect"
import { type ClusterTarget, targetKey } from "../../domain/names.ts"
import { brokenOff } from "../../domain/update/brokenOff.ts"
import type { ProgressUpdate } from "../../domain/update/progressUpdate.ts"
import { spanNamed } from "../../monitor/spans.ts"
import { formatClusterUri } from "../uri.ts"

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

/** Hands on a cluster's story to its end. Where it breaks off, its last word is that, and the log says why. */
export const tellStory = Effect.fnUntraced(function* (
  target: ClusterTarget,
  updates: Stream.Stream<ProgressUpdate>,
  offer: (update: ProgressUpdate) => Effect.Effect<void>
) {
  const inSpan = yield* spanNamed("ClusterMonitor.publish")
  let last = nothingKnown(target)
  yield* Stream.runForEach(updates, (update) => {
    last = update
    const { phase, terminal = false } = update
    return inSpan(offer(update), {
      "k0rdent.cluster": targetKey(target),
      "k0rdent.phase": phase,
      "k0rdent.terminal": terminal
    })
  }).pipe(
    Effect.catchCauseIf(
      (cause) => !Cause.hasInterrupts(cause),
      (cause) => Effect.logError(`the subscription to ${formatClusterUri({ target })} ended unexpectedly`, cause)
    )
  )
  if (last.terminal !== true) yield* offer(brokenOff(last, yield* Clock.currentTimeMillis))
})
