import type { CallToolResult } from "@modelcontextprotocol/sdk/types.js"
import { Effect, Result, Schema } from "effect"
import { NamespaceName, ObjectName } from "../../domain/names.ts"
import { ProgressUpdate } from "../../domain/progressUpdate.ts"
import { ClusterMonitor } from "../../monitor/ClusterMonitor.ts"
import { encodeUpdate } from "../encode.ts"
import { issueText } from "../failures.ts"
import { askerOf, type Caller } from "../methods/Caller.ts"
import { describeUpdate } from "./describeUpdate.ts"
import type { Tool } from "./Tool.ts"

const Input = Schema.Struct({
  namespace: Schema.optionalKey(NamespaceName),
  name: ObjectName
})
const Output = Schema.Struct({ update: ProgressUpdate })

const decodeInput = Schema.decodeUnknownResult(Input, { onExcessProperty: "error", errors: "all" })

// Every definition is written out where it is used: clients want `type: "object"` at the root and some follow no $ref.
const outputSchema = Schema.toJsonSchemaDocument(Output, { referencePolicy: () => undefined }).schema
const inputSchema = Schema.toJsonSchemaDocument(Input, { referencePolicy: () => undefined }).schema

const told = (text: string): CallToolResult => ({ isError: true, content: [{ type: "text", text }] })

const call = Effect.fn("getState")(function* (args: unknown, caller: Caller) {
  const monitor = yield* ClusterMonitor
  const input = decodeInput(args ?? {})
  if (Result.isFailure(input)) {
    return told(`invalid arguments: ${issueText(input.failure.issue)}; the arguments are name (required) and namespace`)
  }
  const { name, namespace = monitor.globalNamespace } = input.success
  return yield* monitor.snapshot({ namespace, name }, askerOf(caller)).pipe(
    Effect.flatMap((update) =>
      Effect.map(
        encodeUpdate(update),
        (wire): CallToolResult => ({
          content: [{ type: "text", text: describeUpdate(update) }],
          structuredContent: { update: wire }
        })
      )
    ),
    Effect.catchTag("MonitorError", (error) => Effect.succeed(told(error.message)))
  )
})

/** Where one cluster stands now (upstream task 10a). */
export const getState: Tool = {
  name: "k0rdent.mgmt.clusterDeployments.getState",
  listed: (globalNamespace) => ({
    title: "State of a k0rdent cluster deployment",
    description:
      "Tells where one k0rdent ClusterDeployment stands now: phase (Initializing, Provisioning, Bootstrapping, Scaling, " +
      "Installing, Ready, Failed), percent of the way to Ready, what it is waiting for or what went wrong, the milestones " +
      "of the last 5 minutes, its conditions and its services. Reads only. To follow a deployment as it happens, subscribe " +
      `to the resource k0rdent://cluster-monitor/{namespace}/{name}. Without a namespace, ${globalNamespace} is meant.`,
    inputSchema: { ...inputSchema, type: "object", additionalProperties: false },
    outputSchema: { ...outputSchema, type: "object" },
    annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false }
  }),
  call
}
