import { Effect, Result, Schema } from "effect"
import { ToldEvent } from "../../domain/update/toldEvent.ts"
import { ClusterMonitor } from "../../monitor/ClusterMonitor.ts"
import { defaultEvents, mostEvents } from "../../monitor/events/events.ts"
import { askerOf, type Caller } from "../methods/Caller.ts"
import { readWithin } from "./arguments.ts"
import { readablePage } from "./fit.ts"
import { inputSchema, outputSchema } from "./jsonSchema.ts"
import { toolNames } from "./names.ts"
import { mostBytes, orRefusal, refusal, resultOf, sizeOf } from "./result.ts"
import { readsOnly, type Tool } from "./Tool.ts"

const Input = Schema.Struct({
  namespace: Schema.String,
  cluster: Schema.optionalKey(Schema.String.annotate({ description: "only what concerns this ClusterDeployment" })),
  raw: Schema.optionalKey(Schema.Boolean.annotate({ description: "the events themselves, not their meaning" })),
  limit: Schema.optionalKey(Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: mostEvents }))),
  cursor: Schema.optionalKey(Schema.String)
})
const Output = Schema.Struct({ events: Schema.Array(ToldEvent), cursor: Schema.optionalKey(Schema.String) })

const read = readWithin(Input, `namespace (required), cluster, raw, limit (1 to ${mostEvents}) and cursor`)
const result = resultOf(Output)

const describeEvent = ({ timestamp, kind, name, reason, type, message, count }: ToldEvent): string =>
  `${timestamp} ${type === "Warning" ? "warning: " : ""}${kind} ${name} ${reason}${count === undefined ? "" : ` x${count}`}: ${message}`

const longestWhereMany = 160

const shorter = (event: ToldEvent): ToldEvent =>
  event.message.length <= longestWhereMany
    ? event
    : { ...event, message: `${event.message.slice(0, longestWhereMany - 1)}…` }

const call = Effect.fn("events")(function* (args: unknown, caller: Caller) {
  const monitor = yield* ClusterMonitor
  const input = read(args)
  if (Result.isFailure(input)) return refusal(input.failure)
  const { limit = defaultEvents, ...where } = input.success
  const ask = (most: number) =>
    Effect.map(monitor.events({ ...askerOf(caller), ...where, limit: most }), (page) => {
      // An event stands in the structure and in the text.
      const tooLong = 2 * sizeOf(page.events) > mostBytes
      return tooLong ? { ...page, events: page.events.map(shorter), cut: true } : { ...page, cut: false }
    })
  return yield* readablePage(limit, ask, ({ events }) => events).pipe(
    Effect.flatMap(({ cut, ...page }) =>
      result(
        page,
        [
          ...page.events.map(describeEvent),
          ...(page.events.length === 0 ? ["Nothing has been reported."] : []),
          ...(cut ? ["Messages are cut: ask for fewer events to read them whole."] : []),
          ...(page.cursor === undefined ? [] : [`There are older ones: call again with cursor ${page.cursor}`])
        ].join("\n")
      )
    ),
    orRefusal
  )
})

/** What happened, newest first. */
export const events: Tool = {
  name: toolNames.events,
  listed: {
    title: "What happened to k0rdent clusters",
    description:
      "Milestones and problems of a cluster, or of all clusters of a namespace, newest first; with raw the Kubernetes " +
      "events themselves. Events live for an hour: older ones are gone.",
    inputSchema: inputSchema(Input),
    outputSchema: outputSchema(Output),
    annotations: readsOnly
  },
  call
}
