import { spawnSync } from "node:child_process"
import { fileURLToPath } from "node:url"
import { Effect } from "effect"
import { rssMiB } from "./process.ts"
import { builtProgram, startServer } from "./program.ts"
import type { Row } from "./rows.ts"

const started = Effect.fnUntraced(function* (script: string) {
  const server = yield* startServer(script)
  yield* server.request("tools/list")
  yield* Effect.sleep("200 millis")
  return { ms: server.startMs, rss: rssMiB(server.pid) }
}, Effect.scoped)

/** The program keeps what Node.js has compiled of it, once it ends by itself: only its very first start is slower. */
const startedBefore = Effect.sync(() =>
  spawnSync(process.execPath, [fileURLToPath(new URL(builtProgram, import.meta.url))], { input: "" })
)

/** From spawning to the first answer, and the weight of a server that has listed its tools. */
export const start = Effect.gen(function* () {
  yield* startedBefore
  const rival = yield* started("./minimalServer.ts")
  const ours = yield* started(builtProgram)
  const minimal = "a minimal low-level Server of the same SDK"
  const rows: ReadonlyArray<Row> = [
    { what: "spawn -> initialize answered", rival: minimal, unit: "x", goal: 0.85, value: ours.ms / rival.ms },
    { what: "memory after tools/list", rival: "the same", unit: "x", goal: 1.1, value: ours.rss / rival.rss }
  ]
  return rows
})
