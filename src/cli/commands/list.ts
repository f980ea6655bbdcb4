import { Console, Effect, Schema } from "effect"
import { Phase } from "../../domain/phase.ts"
import type { ClusterDigest } from "../../domain/update/clusterDigest.ts"
import { describeRow, ListPage, list, nothingFound } from "../../mcp/tools/list.ts"
import { worstFirst } from "../../monitor/digest/row.ts"
import { layerCluster } from "../cluster.ts"
import { readEnvironment } from "../environment.ts"
import { namespaceNamed, oneOf, parseFlags } from "../usage.ts"
import { callTool } from "./tool.ts"

const decodePage = Schema.decodeUnknownEffect(ListPage)

/** Every page of the tool's answer: a terminal has room for all. */
const everyRow = Effect.fnUntraced(function* (args: Readonly<Record<string, string>>) {
  const rows: Array<ClusterDigest> = []
  let cursor: string | undefined
  do {
    const { structure } = yield* callTool(list, cursor === undefined ? args : { ...args, cursor })
    const page = yield* Effect.orDie(decodePage(structure))
    rows.push(...page.clusters)
    cursor = page.cursor
  } while (cursor !== undefined)
  return rows.toSorted(worstFirst)
})

/** `k0rdent-mcp list`: every cluster that may be seen, worst first, a line each. */
export const listCommand = Effect.fn("listCommand")(function* (args: ReadonlyArray<string>) {
  const { values } = yield* parseFlags("list", {
    args: [...args],
    options: {
      json: { type: "boolean", default: false },
      namespace: { type: "string", short: "n" },
      phase: { type: "string" },
      selector: { type: "string", short: "l" }
    },
    allowPositionals: false
  })
  const { json, namespace, phase, selector } = values
  const settings = yield* readEnvironment(process.env)
  const wanted = {
    ...(namespace === undefined ? {} : { namespace: yield* namespaceNamed("list: --namespace", namespace) }),
    ...(phase === undefined ? {} : { phase: yield* oneOf("list: --phase", phase, Phase.literals) }),
    ...(selector === undefined ? {} : { labelSelector: selector })
  }
  const clusters = yield* Effect.provide(everyRow(wanted), layerCluster(settings))
  const lines = clusters.length === 0 ? [nothingFound] : clusters.map(describeRow)
  yield* Console.log(json ? JSON.stringify({ clusters, total: clusters.length }) : lines.join("\n"))
  return 0
})
