import { Effect } from "effect"
import { cpuMs, now, rssMiB, startApiServer, startChild } from "./process.ts"
import { startProgram, uriOf } from "./program.ts"
import { percentile, type Row } from "./rows.ts"

const namespaces = Array.from({ length: 10 }, (_, index) => `team-${index}`)
const clusters = 10
const targets = namespaces.flatMap((namespace) =>
  Array.from({ length: clusters }, (_, index) => ({ namespace, name: `cluster-${index}` }))
)

const quieter =
  "A story looks at itself when one of its rules may have something to say, and once a minute, by code that is still cold: 0.2 to " +
  "0.5 ms a look. What is left is as much the process that waits as the stories."
const sooner =
  "By marks in the program, of 1.6 ms from the line on: 0.4 to read it and what has changed in its texts, 0.75 the narrator (a tenth each " +
  "the look, its marks, its findings, what is waited for, and the update), 0.25 from there to the client's line, 0.2 the write that " +
  "wakes the reader. After 20 ms of rest all of it is cold, whatever was compiled: only less code would be faster. The slowest is the " +
  "first, whose patterns V8 compiles then."
const lighter =
  "Live are some 60 KiB a subscription: six fibers with their streams and scopes, and its story. A subscription that reads its two " +
  "queues without a Stream would be lighter by a few."
const base =
  "A server that has listed its tools has 68 MiB, 42 of them Node.js's own program, and 84 once HTTP, TLS and YAML are loaded: a " +
  "smaller reader of kubeconfigs and knowledge that is loaded per cloud would each take a few of them away."

/** A hundred subscriptions in ten namespaces: what they weigh, what they cost when nothing happens, and how soon they tell. */
export const many = (idleSeconds: number) =>
  Effect.gen(function* () {
    const api = yield* startApiServer({ namespaces, clusters, events: 100 })
    const bare = yield* startChild("./bareWatch.ts", [api.server, namespaces.join(",")])
    yield* bare.line("ready")
    const program = yield* startProgram(api.server)
    yield* program.request("tools/list")
    // One request more, so that the way to the cluster is loaded: that is the program's weight, not the subscriptions'.
    yield* program.request("resources/read", { uri: uriOf("team-0", "cluster-0") })
    yield* Effect.sleep("2 seconds")
    const before = rssMiB(program.pid)
    for (const { name, namespace } of targets) {
      yield* program.request("resources/subscribe", { uri: uriOf(namespace, name) })
    }
    yield* Effect.sleep("10 seconds")
    const after = rssMiB(program.pid)

    const used = cpuMs(program.pid)
    const began = now()
    yield* Effect.sleep(idleSeconds * 1000)
    const idle = (100 * (cpuMs(program.pid) - used)) / (now() - began)

    const later: Array<number> = []
    for (const { name, namespace } of targets) {
      api.say({ change: { namespace, name, generation: 2 } })
      const [{ seen }, told] = yield* Effect.all(
        [bare.line("seen"), program.update(uriOf(namespace, name), "Bootstrapping")],
        { concurrency: "unbounded" }
      )
      later.push(told - Number(seen))
      yield* Effect.sleep("20 millis")
    }
    const change = "phase change written -> notification at the client, 100 subscriptions"
    const rows: ReadonlyArray<Row> = [
      { what: "idle CPU, 100 subscriptions", rival: "-", unit: "%", goal: 0.5, value: idle, takes: quieter },
      {
        what: `${change}, p50`,
        rival: "after a bare watch",
        unit: "ms",
        goal: 1,
        value: percentile(later, 0.5),
        takes: sooner
      },
      {
        what: "the same, p99",
        rival: "after a bare watch",
        unit: "ms",
        goal: 5,
        value: percentile(later, 0.99),
        takes: sooner
      },
      {
        what: "memory of 100 subscriptions in 10 namespaces",
        rival: "before",
        unit: "MiB",
        goal: 15,
        value: after - before,
        takes: lighter
      },
      { what: "memory with them", rival: "-", unit: "MiB", goal: 110, value: after, takes: base }
    ]
    return rows
  }).pipe(Effect.scoped)
