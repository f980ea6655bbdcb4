import { Effect, Result, Schema } from "effect"
import { ProgressUpdate } from "../../domain/update/progressUpdate.ts"
import { TimelineEntry } from "../../domain/update/timelineEntry.ts"
import { ClusterMonitor } from "../../monitor/ClusterMonitor.ts"
import { askerOf, type Caller } from "../methods/Caller.ts"
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

const Input = Schema.Struct({
  ...clusterArguments,
  since: Schema.optionalKey(Schema.String.annotate({ description: "cursor of an earlier answer" }))
})
const Output = Schema.Struct({
  update: ProgressUpdate,
  cursor: Schema.String,
  timeline: Schema.optionalKey(Schema.Array(TimelineEntry)),
  timelineTruncated: Schema.optionalKey(Schema.Boolean),
  note: Schema.optionalKey(Schema.String)
})

const read = readCluster(Input, "name (required), namespace and since")
const result = resultOf(Output)

const call = Effect.fn("getState")(function* (args: unknown, caller: Caller) {
  const monitor = yield* ClusterMonitor
  const input = read(args, monitor.globalNamespace)
  if (Result.isFailure(input)) return refusal(input.failure)
  const { since, target } = input.success
  return yield* monitor.timeline(target, { ...askerOf(caller), ...(since === undefined ? {} : { since }) }).pipe(
    Effect.flatMap((answer) => {
      const { truncated, update } = fitUpdate(answer.update, mostOf.update)
      const timeline = answer.timeline === undefined ? undefined : fitTimeline(answer.timeline, mostOf.timeline)
      const cut = answer.timelineTruncated === true || (timeline?.length ?? 0) < (answer.timeline?.length ?? 0)
      const note = [answer.note, truncated ? "Long lists and texts of the update are cut." : undefined]
        .filter((sentence) => sentence !== undefined)
        .join(" ")
      return result(
        {
          update,
          cursor: answer.cursor,
          ...(timeline === undefined ? {} : { timeline }),
          ...(cut ? { timelineTruncated: true } : {}),
          ...(note === "" ? {} : { note })
        },
        [
          describeUpdate(update, timeline),
          ...(timeline === undefined ? [] : describeTimeline(timeline, cut, update)),
          ...(note === "" ? [] : [note]),
          `cursor: ${answer.cursor}`
        ].join("\n"),
        [clusterLink(target)]
      )
    }),
    orRefusal
  )
})

/** Where one cluster stands now, and how it came to it. */
export const getState: Tool = {
  name: toolNames.getState,
  listed: {
    title: "State of a k0rdent cluster",
    description:
      "Where one ClusterDeployment stands now: phase, percent, what it waits for or what is wrong and what to do, recent " +
      "milestones, services, conditions. With `since` (the cursor of an earlier answer) also everything told after it. " +
      "To find out why something goes wrong call explain; to wait for an end call wait.",
    inputSchema: inputSchema(Input),
    outputSchema: outputSchema(Output),
    annotations: readsOnly,
    _meta: shownByApp
  },
  call
}
