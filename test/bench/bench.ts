import { spawn } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import { Console, Effect, Schema } from "effect"
import { makeSimulator } from "../../src/simulator/makeSimulator.ts"
import { clusterNames, clusterObject, eventObject, eventsEach, namespaces } from "./workload.ts"

// Fifty subscriptions in five namespaces, 2,000 events: this program against the client library's informers, in turn, in
// one run. What counts is the ratio. `npm run bench`.

const rounds = 5
const Result = Schema.Struct({ cpuMs: Schema.Finite, rssMiB: Schema.Finite })
const decodeResult = Schema.decodeUnknownSync(Schema.fromJsonString(Result))

const run = Effect.fnUntraced(function* (script: string) {
  const server = yield* makeSimulator()
  for (const namespace of namespaces) {
    for (const name of clusterNames) yield* server.put(clusterObject(namespace, name))
  }
  const folder = yield* Effect.acquireRelease(
    Effect.sync(() => mkdtempSync(join(tmpdir(), "k0rdent-bench-"))),
    (path) => Effect.sync(() => rmSync(path, { recursive: true, force: true }))
  )
  const kubeconfig = join(folder, "config")
  writeFileSync(kubeconfig, server.kubeconfig)
  const child = yield* Effect.acquireRelease(
    Effect.sync(() =>
      spawn(process.execPath, [fileURLToPath(new URL(script, import.meta.url)), kubeconfig], {
        stdio: ["ignore", "pipe", "inherit"]
      })
    ),
    (process) => Effect.sync(() => process.kill("SIGKILL"))
  )
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const line = Effect.promise(async () => String((await lines.next()).value))
  yield* line
  const { openConnections, openWatches } = yield* server.stats
  const began = performance.now()
  for (let index = 0; index < eventsEach; index++) {
    for (const namespace of namespaces) yield* server.put(eventObject(namespace, index))
  }
  const result = decodeResult(yield* line)
  return { ...result, openConnections, openWatches, seenMs: Math.round(performance.now() - began) }
}, Effect.scoped)

type Measured = Effect.Success<ReturnType<typeof run>>
const keys = ["openWatches", "openConnections", "cpuMs", "rssMiB", "seenMs"] as const

const median = (values: ReadonlyArray<number>): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

const program = Effect.gen(function* () {
  const pairs: Array<{ readonly ours: Measured; readonly informers: Measured }> = []
  for (let round = 0; round < rounds; round++) {
    pairs.push({ ours: yield* run("./ours.ts"), informers: yield* run("./informers.ts") })
  }
  yield* Console.log("50 subscriptions, 5 namespaces, 2,000 events; medians of 5 rounds in turn")
  for (const key of keys) {
    const ours = median(pairs.map((pair) => pair.ours[key]))
    const theirs = median(pairs.map((pair) => pair.informers[key]))
    const ratio = median(pairs.map((pair) => pair.informers[key] / pair.ours[key]))
    yield* Console.log(
      `${key.padEnd(16)} k0rdent-mcp ${String(ours).padStart(7)}   informers ${String(theirs).padStart(7)}   ratio ${ratio.toFixed(2)}`
    )
  }
})

await Effect.runPromise(program)
