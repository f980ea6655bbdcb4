import { Duration, Effect, Result, Schema } from "effect"
import type { ClusterTarget } from "../../domain/names.ts"
import { ProgressUpdate } from "../../domain/update/progressUpdate.ts"
import { TimelineEntry } from "../../domain/update/timelineEntry.ts"
import { ClusterMonitor } from "../../monitor/ClusterMonitor.ts"
import { type Until, untils } from "../../monitor/wait/until.ts"
import type { WaitResult } from "../../monitor/wait/wait.ts"
import { askerOf, type Caller } from "../methods/Caller.ts"
import { inStyle, type ToolNameStyle } from "../offer/toolNames.ts"
import { shownByApp } from "../page/app.ts"
import { clusterArguments, readCluster } from "./arguments.ts"
import { describeTimeline } from "./describe/describeTimeline.ts"
import { describeUpdate } from "./describe/describeUpdate.ts"
import { clusterLink } from "./describe/link.ts"
import { fitTimeline, fitUpdate, mostOf } from "./fit.ts"
import { inputSchema, outputSchema } from "./jsonSchema.ts"
import { toolNames } from "./names.ts"
import { orRefusal, refusal, resultOf } from "./result.ts"
import { readsOnly, type Tool } from "./Tool.ts"

/** Below the 60 s after which some clients give a call up. */
const defaultSeconds = 45
/** Half an hour: longer waits are better taken up again by a cursor. */
const mostSeconds = 1800

const Input = Schema.Struct({
  ...clusterArguments,
  until: Schema.optionalKey(
    Schema.Literals(untils).annotate({ description: "default ready; update: the next thing told; or a phase" })
  ),
  timeoutSeconds: Schema.optionalKey(
    Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: mostSeconds })).annotate({
      description: `default ${defaultSeconds}`
    })
  ),
  since: Schema.optionalKey(Schema.String.annotate({ description: "cursor of an earlier answer" }))
})
const Output = Schema.Struct({
  outcome: Schema.Literals(["reached", "ended", "timeout"]),
  update: ProgressUpdate,
  cursor: Schema.String,
  timeline: Schema.Array(TimelineEntry),
  timelineTruncated: Schema.optionalKey(Schema.Boolean),
  note: Schema.optionalKey(Schema.String),
  next: Schema.String
})

const read = readCluster(
  Input,
  `name (required), namespace, until (${untils.join(", ")}), timeoutSeconds (1 to ${mostSeconds}) and since`
)
const result = resultOf(Output)

const longestSentence = 200

/** A sentence for a progress bar. */
export const progressSentence = ({ phase, progress, message }: TimelineEntry): string => {
  const sentence = `${phase}${progress === undefined ? "" : ` ${progress} %`}: ${message}`
  return sentence.length <= longestSentence ? sentence : `${sentence.slice(0, longestSentence - 1)}…`
}

/** What to call now, in a sentence. */
export const nextOf = ({ outcome, update }: WaitResult, until: Until, style: ToolNameStyle): string => {
  const explain = inStyle(toolNames.explain, style)
  const wait = inStyle(toolNames.wait, style)
  if (outcome === "timeout") {
    return `Not ${until} yet: call ${wait} again with this cursor as since; ${explain} says what holds it up.`
  }
  if (update.phase === "Failed") return `The cluster has failed: call ${explain} for the cause and what to do.`
  if (update.reason === "Deleted") return "The cluster is gone: nothing more will be told of it."
  if (outcome === "ended") return `The story has ended: call ${explain} for how the cluster stands.`
  if (update.terminal === true) return "Nothing to wait for: the cluster is ready."
  return `Reached: call ${wait} with this cursor as since to follow it on.`
}

/** How a wait came out, as it is answered. */
export const waitAnswer = (target: ClusterTarget, until: Until, style: ToolNameStyle, answer: WaitResult) => {
  const { truncated, update } = fitUpdate(answer.update, mostOf.update)
  const timeline = fitTimeline(answer.timeline, mostOf.timeline)
  const cut = answer.timelineTruncated || timeline.length < answer.timeline.length
  const note = [answer.note, truncated ? "Long lists and texts of the update are cut." : undefined]
    .filter((sentence) => sentence !== undefined)
    .join(" ")
  const next = nextOf(answer, until, style)
  return result(
    {
      outcome: answer.outcome,
      update,
      cursor: answer.cursor,
      timeline,
      ...(cut ? { timelineTruncated: true } : {}),
      ...(note === "" ? {} : { note }),
      next
    },
    [
      `${answer.outcome}: ${describeUpdate(update, timeline)}`,
      ...describeTimeline(timeline, cut, update),
      ...(note === "" ? [] : [note]),
      `cursor: ${answer.cursor}`,
      next
    ].join("\n"),
    [clusterLink(target)]
  )
}

const call = Effect.fn("wait")(function* (args: unknown, caller: Caller) {
  const monitor = yield* ClusterMonitor
  const input = read(args, monitor.globalNamespace)
  if (Result.isFailure(input)) return refusal(input.failure)
  const { since, target, timeoutSeconds = defaultSeconds, until = "ready" } = input.success
  const { progress } = caller
  return yield* monitor
    .wait(target, {
      ...askerOf(caller),
      until,
      timeout: Duration.seconds(timeoutSeconds),
      ...(since === undefined ? {} : { since }),
      ...(progress === undefined
        ? {}
        : { progress: (entry, _news, nextLook) => progress(progressSentence(entry), nextLook) })
    })
    .pipe(
      Effect.flatMap((answer) => waitAnswer(target, until, caller.toolNames, answer)),
      orRefusal
    )
})

/** Waits for a cluster within bounds that a client can bear. */
export const wait: Tool = {
  name: toolNames.wait,
  listed: {
    title: "Wait for a k0rdent cluster",
    description:
      "Waits until a ClusterDeployment is ready, its story ends (terminal), it reaches a phase, or the next update is " +
      "told; at most timeoutSeconds. Ends early on whatever ends the story; a Failed that may heal is waited through. " +
      "Running out of time is no error: the answer tells the state, what was told meanwhile, and what to call next.",
    inputSchema: inputSchema(Input),
    outputSchema: outputSchema(Output),
    annotations: readsOnly,
    _meta: shownByApp
  },
  lasts: (args, globalNamespace) =>
    Result.match(read(args, globalNamespace), {
      onFailure: () => undefined,
      onSuccess: ({ timeoutSeconds = defaultSeconds }) => Duration.seconds(timeoutSeconds)
    }),
  call
}
