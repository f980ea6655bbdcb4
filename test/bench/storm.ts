import { Effect } from "effect"
import { cpuMs, rssMiB, startApiServer, startChild } from "./process.ts"
import { startProgram, uriOf } from "./program.ts"
import type { Row } from "./rows.ts"

const namespaces = ["team-a", "team-b", "team-c"]
const rate = 5000
const subscriptions = 50

const cheaper =
  "Nearly half is what the rival does, too, a tenth V8's compiler on other threads. Of the rest half are the events that concern " +
  "somebody, 0.1 ms each to be decoded and told to the narrator, and a quarter the look at those that concern nobody, 5 µs each."
const lighter =
  "Most of it is V8's old generation: what a story has heard of is kept, and what it no longer needs stays until V8 collects it."

/** 5,000 events a second in three namespaces: most are of pods, some of clusters that somebody listens to or may listen to. */
export const storm = (seconds: number) =>
  Effect.gen(function* () {
    const api = yield* startApiServer({ namespaces, clusters: 20, events: 100 })
    const rage = Effect.fnUntraced(function* (pid: number) {
      const cpu = cpuMs(pid)
      api.say({ storm: { rate, seconds } })
      yield* api.line("stormed")
      return () => cpuMs(pid) - cpu
    })

    const bare = yield* Effect.scoped(
      Effect.gen(function* () {
        const watch = yield* startChild("./bareWatch.ts", [api.server, namespaces.join(",")])
        yield* watch.line("ready")
        yield* Effect.sleep("500 millis")
        const used = yield* rage(watch.pid)
        yield* Effect.sleep("300 millis")
        return used()
      })
    )

    const program = yield* startProgram(api.server)
    for (let n = 0; n < subscriptions; n += 1) {
      const namespace = namespaces[n % namespaces.length] ?? ""
      yield* program.request("resources/subscribe", { uri: uriOf(namespace, `cluster-${Math.floor(n / 3)}`) })
    }
    yield* Effect.sleep("3 seconds")
    const before = rssMiB(program.pid)
    const used = yield* rage(program.pid)
    api.say({ change: { namespace: "team-a", name: "cluster-0", generation: 2 } })
    const { wrote } = yield* api.line("wrote")
    const toldMs = (yield* program.update(uriOf("team-a", "cluster-0"), "Bootstrapping")) - Number(wrote)
    yield* Effect.sleep("300 millis")
    const what = `5,000 events/s for ${seconds} s, 3 namespaces, 50 subscriptions`
    const rows: ReadonlyArray<Row> = [
      {
        what: `${what}: CPU`,
        rival: "a bare watch that only parses",
        unit: "x",
        goal: 2.5,
        value: used() / bare,
        takes: cheaper
      },
      {
        what: "the same: a phase change as the storm ends is told after",
        rival: "-",
        unit: "ms",
        goal: 1000,
        value: toldMs
      },
      {
        what: "the same: memory",
        rival: "before",
        unit: "MiB",
        goal: 60,
        value: rssMiB(program.pid) - before,
        takes: lighter
      }
    ]
    return rows
  }).pipe(Effect.scoped)
