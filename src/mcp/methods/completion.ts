import type { CompleteResult } from "@modelcontextprotocol/sdk/types.js"
import { Effect } from "effect"
import { ClusterMonitor } from "../../monitor/ClusterMonitor.ts"
import type { MonitorableCluster } from "../../monitor/look/monitorable.ts"
import { errorCodes, RequestFailure, refused } from "../failures/failures.ts"
import { clusterArgument } from "../prompts/prompts.ts"
import { askerOf, type Caller } from "./Caller.ts"

// MCP 2025-11-25, server/utilities/completion: at most 100 values.
const mostValues = 100

// Ten thousand clusters: beyond that a person types on.
const pageSize = 500
const mostPages = 20

const allClusters = Effect.fnUntraced(function* (caller: Caller) {
  const monitor = yield* ClusterMonitor
  const clusters: Array<MonitorableCluster> = []
  let cursor: string | undefined
  for (let page = 0; page < mostPages; page += 1) {
    const answer = yield* monitor.list({ ...askerOf(caller), pageSize, ...(cursor === undefined ? {} : { cursor }) })
    clusters.push(...answer.clusters)
    cursor = answer.nextCursor
    if (cursor === undefined) break
  }
  return clusters
})

const beginningWith = (typed: string, candidates: ReadonlyArray<string>): CompleteResult => {
  const values = [...new Set(candidates)].filter((value) => value.startsWith(typed)).sort()
  return {
    completion: { values: values.slice(0, mostValues), total: values.length, hasMore: values.length > mostValues }
  }
}

/**
 * Values for `{namespace}` or `{name}` that begin with what was typed; names of the namespace already chosen.
 */
export const completeCluster = Effect.fnUntraced(function* (
  argument: { readonly name: string; readonly value: string },
  chosen: Readonly<Record<string, string>>,
  caller: Caller
): Effect.fn.Return<CompleteResult, RequestFailure, ClusterMonitor> {
  if (argument.name !== "namespace" && argument.name !== "name") {
    return yield* new RequestFailure({
      code: errorCodes.invalidParams,
      message: "the template's arguments are namespace and name"
    })
  }
  const clusters = yield* Effect.mapError(allClusters(caller), refused())
  const candidates =
    argument.name === "namespace"
      ? clusters.map(({ namespace }) => namespace)
      : clusters
          .filter(({ namespace }) => chosen["namespace"] === undefined || chosen["namespace"] === namespace)
          .map(({ name }) => name)
  return beginningWith(argument.value, candidates)
})

/** `namespace/name` of the clusters that begin with what was typed. */
export const completePrompt = Effect.fnUntraced(function* (
  argument: { readonly name: string; readonly value: string },
  caller: Caller
): Effect.fn.Return<CompleteResult, RequestFailure, ClusterMonitor> {
  if (argument.name !== clusterArgument) {
    return yield* new RequestFailure({
      code: errorCodes.invalidParams,
      message: `the only argument of a prompt is ${clusterArgument}`
    })
  }
  const clusters = yield* Effect.mapError(allClusters(caller), refused())
  const typed = argument.value
  // Who begins with the name is understood, too.
  const byName = clusters.filter(({ name, namespace }) => !namespace.startsWith(typed) && name.startsWith(typed))
  const values = clusters.map(({ name, namespace }) => `${namespace}/${name}`)
  const found = beginningWith(typed, values)
  return found.completion.values.length > 0
    ? found
    : beginningWith(
        "",
        byName.map(({ name, namespace }) => `${namespace}/${name}`)
      )
})
