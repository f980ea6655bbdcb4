import { Effect } from "effect"
import { now, rssMiB, startApiServer, startChild } from "./process.ts"
import { startProgram, uriOf } from "./program.ts"
import type { Row } from "./rows.ts"

const namespace = "crowded"

const sooner =
  "Most of it is reading pages and finding out whom an event is about: a page that is cut while it still comes would be looked at " +
  "while the rest is under way."
const lighter =
  "A third is room that the bytes of pages leave behind outside of V8's heap, until its young generation is collected: a page that " +
  "is cut while it comes needs none."

/** A namespace with very many clusters and events: how soon the first snapshot is there, and what it takes. */
export const lists = (clusters: number, events: number) =>
  Effect.gen(function* () {
    const api = yield* startApiServer({ namespaces: [namespace], clusters, events })
    const bare = yield* Effect.scoped(
      Effect.gen(function* () {
        const child = yield* startChild("./bareList.ts", [api.server, namespace])
        return Number((yield* child.line("ms"))["ms"])
      })
    )
    const program = yield* startProgram(api.server)
    const began = now()
    yield* program.request("resources/subscribe", { uri: uriOf(namespace, "cluster-0") })
    yield* program.update(uriOf(namespace, "cluster-0"), "Provisioning")
    const ms = now() - began
    const what = `${clusters.toLocaleString("en")} ClusterDeployments and ${events.toLocaleString("en")} Events`
    const rows: ReadonlyArray<Row> = [
      {
        what: `${what}: first snapshot`,
        rival: "bare fetch and parse",
        unit: "x",
        goal: 2,
        value: ms / bare,
        takes: sooner
      },
      { what: "the same: memory", rival: "-", unit: "MiB", goal: 250, value: rssMiB(program.pid), takes: lighter }
    ]
    return rows
  }).pipe(Effect.scoped)
