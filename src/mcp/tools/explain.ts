import { Effect, Result, Schema } from "effect"
import { Explanation } from "../../domain/update/explanation.ts"
import { ClusterMonitor } from "../../monitor/ClusterMonitor.ts"
import { askerOf, type Caller } from "../methods/Caller.ts"
import { clusterArguments, readCluster } from "./arguments.ts"
import { describeExplanation } from "./describe/describeExplanation.ts"
import { clusterLink } from "./describe/link.ts"
import { inputSchema, outputSchema } from "./jsonSchema.ts"
import { toolNames } from "./names.ts"
import { mostBytes, orRefusal, refusal, resultOf, sizeOf } from "./result.ts"
import { readsOnly, type Tool } from "./Tool.ts"

const Input = Schema.Struct(clusterArguments)
const Output = Schema.Struct({ ...Explanation.fields, truncated: Schema.optionalKey(Schema.Boolean) })

const read = readCluster(Input, "name (required) and namespace")
const result = resultOf(Output)

/** What is given up where it is too long: the deep end of the tree first, then what does not matter. */
const fitted = (whole: Explanation): typeof Output.Type => {
  if (2 * sizeOf(whole) <= mostBytes) return whole
  const tree = whole.tree.slice(0, 25).map(({ detail, ...node }) => ({
    ...node,
    ...(detail === undefined ? {} : { detail: detail.slice(0, 120) })
  }))
  return {
    ...whole,
    tree,
    ruledOut: whole.ruledOut.slice(0, 3),
    causes: whole.causes.slice(0, 3),
    ...(whole.missingRights === undefined ? {} : { missingRights: whole.missingRights.slice(0, 10) }),
    truncated: true
  }
}

const call = Effect.fn("explain")(function* (args: unknown, caller: Caller) {
  const monitor = yield* ClusterMonitor
  const input = read(args, monitor.globalNamespace)
  if (Result.isFailure(input)) return refusal(input.failure)
  const { target } = input.success
  return yield* monitor.explain(target, askerOf(caller)).pipe(
    Effect.flatMap((whole) => {
      const answer = fitted(whole)
      const cut = answer.truncated === true ? ["", "This is not all: long lists are cut."] : []
      return result(answer, [...describeExplanation(target, answer), ...cut].join("\n"), [clusterLink(target)])
    }),
    orRefusal
  )
})

/** What is going on with one cluster, and what to do. */
export const explain: Tool = {
  name: toolNames.explain,
  listed: {
    title: "Why a k0rdent cluster is as it is",
    description:
      "What is going on with one ClusterDeployment and what to do: the causes with the provider's own words and their remedy, " +
      "what looks alarming but does not matter, whether it heals by itself, the next steps, the objects behind it. " +
      "Call it whenever something is slow, stuck or failed.",
    inputSchema: inputSchema(Input),
    outputSchema: outputSchema(Output),
    annotations: readsOnly
  },
  call
}
