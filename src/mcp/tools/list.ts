import { Effect, Result, Schema } from "effect"
import { NamespaceName } from "../../domain/names.ts"
import { Phase } from "../../domain/phase.ts"
import { ClusterDigest } from "../../domain/update/clusterDigest.ts"
import { ClusterMonitor } from "../../monitor/ClusterMonitor.ts"
import { mostRows } from "../../monitor/digest/digest.ts"
import { askerOf, type Caller } from "../methods/Caller.ts"
import { shownByApp } from "../page/app.ts"
import { readArguments } from "./arguments.ts"
import { readablePage } from "./fit.ts"
import { inputSchema, outputSchema } from "./jsonSchema.ts"
import { toolNames } from "./names.ts"
import { mostBytes, orRefusal, refusal, resultOf, sizeOf } from "./result.ts"
import { readsOnly, type Tool } from "./Tool.ts"

const shape = {
  namespace: Schema.optionalKey(Schema.String.annotate({ description: "default: all that may be seen" })),
  phase: Schema.optionalKey(Phase),
  labelSelector: Schema.optionalKey(Schema.String.annotate({ description: "as kubectl -l takes it" })),
  limit: Schema.optionalKey(Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: mostRows }))),
  cursor: Schema.optionalKey(Schema.String)
}
const Input = Schema.Struct(shape)
const Strict = Schema.Struct({ ...shape, namespace: Schema.optionalKey(NamespaceName) })
/** Rows, and where they go on. */
export const ListPage = Schema.Struct({
  clusters: Schema.Array(ClusterDigest),
  cursor: Schema.optionalKey(Schema.String),
  total: Schema.optionalKey(Schema.Int)
})

/** What is said where there is no row. */
export const nothingFound = "No ClusterDeployments match."

const read = readArguments(Strict, `namespace, phase, labelSelector, limit (1 to ${mostRows}) and cursor, all optional`)
const result = resultOf(ListPage)

const shorter = (row: ClusterDigest, longest: number): ClusterDigest =>
  row.message.length <= longest ? row : { ...row, message: `${row.message.slice(0, longest - 1)}…` }

/** A row as a line that a person reads. */
export const describeRow = (row: ClusterDigest): string => {
  const { namespace, name, phase, progress, age, provider, region, template, services, severity, message } = row
  const percent = progress === undefined || phase === "Ready" ? "" : ` ${progress} %`
  const facts = [`${provider} ${region}`.trim(), template, services === undefined ? "" : `services ${services}`]
  const about = facts.filter((fact) => fact !== "").join(", ")
  return (
    `${namespace}/${name}  ${phase}${percent}  ${age}${about === "" ? "" : ` (${about})`}: ` +
    `${severity === "info" ? "" : `${severity}: `}${message}`
  )
}

const call = Effect.fn("list")(function* (args: unknown, caller: Caller) {
  const monitor = yield* ClusterMonitor
  const input = read(args)
  if (Result.isFailure(input)) return refusal(input.failure)
  const { limit = mostRows, ...where } = input.success
  const ask = (most: number) =>
    Effect.map(monitor.digest({ ...askerOf(caller), ...where, limit: most }), (page) => {
      // A row stands in the structure and in the text.
      const tooLong = 2 * sizeOf(page.clusters) > mostBytes
      return tooLong
        ? { ...page, clusters: page.clusters.map((row) => shorter(row, 60)), cut: true }
        : { ...page, cut: false }
    })
  return yield* readablePage(limit, ask, ({ clusters }) => clusters).pipe(
    Effect.flatMap(({ cut, ...page }) => {
      const { clusters } = page
      const said = cut ? ["Messages are cut: getState tells them whole."] : []
      const more = page.cursor === undefined ? [] : [`There are more: call again with cursor ${page.cursor}`]
      const none = clusters.length === 0 && page.cursor === undefined ? [nothingFound] : []
      return result(page, [...clusters.map(describeRow), ...none, ...said, ...more].join("\n"))
    }),
    orRefusal
  )
})

/** The truth of many clusters, one row each. */
export const list: Tool = {
  name: toolNames.list,
  listed: {
    title: "k0rdent clusters at a glance",
    description:
      "All ClusterDeployments that may be seen, one short row each with phase, percent, age and what is going on, worst " +
      "first. Begin here when no cluster is named.",
    inputSchema: inputSchema(Input),
    outputSchema: outputSchema(ListPage),
    annotations: readsOnly,
    _meta: shownByApp
  },
  call
}
