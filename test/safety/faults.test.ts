import { fileURLToPath } from "node:url"
import { assert, it } from "@effect/vitest"
import { Effect, Option, Schema } from "effect"
import { ProgressUpdate } from "../../src/domain/update/progressUpdate.ts"
import { toolNames } from "../../src/mcp/tools/names.ts"
import { startServer } from "../support/program.ts"

const uri = (name: string) => `k0rdent://cluster-monitor/kcm-system/${name}`

const decodeTold = Schema.decodeUnknownOption(
  Schema.Struct({
    method: Schema.Literal("notifications/resources/updated"),
    params: Schema.Struct({ uri: Schema.String, _meta: Schema.Struct({ delta: ProgressUpdate }) })
  })
)
const Rows = Schema.Struct({ clusters: Schema.Array(Schema.Struct({ name: Schema.String, phase: Schema.String })) })
const decodeRows = Schema.decodeUnknownSync(Schema.Struct({ result: Schema.Struct({ structuredContent: Rows }) }))

/** A server of which two of three stories are bound to break, asked by one client. */
const startHost = Effect.gen(function* () {
  const host = yield* startServer({}, [], fileURLToPath(new URL("faultyHost.ts", import.meta.url)))
  const told = new Map<string, ReadonlyArray<ProgressUpdate>>()
  const updatesOf = (name: string): ReadonlyArray<ProgressUpdate> => told.get(uri(name)) ?? []
  let id = 0
  /** The next message; an update is noted down under its cluster. */
  const next = Effect.tap(host.next, (frame) =>
    Effect.sync(() => {
      const update = Option.getOrUndefined(decodeTold(frame))?.params
      if (update !== undefined) told.set(update.uri, [...(told.get(update.uri) ?? []), update._meta.delta])
    })
  )
  const ask = Effect.fnUntraced(function* (method: string, params: Record<string, unknown> = {}) {
    id += 1
    const own = id
    yield* host.request(own, method, params)
    return yield* Effect.repeat(next, { until: (frame) => frame["id"] === own })
  })
  return {
    ask,
    call: (name: keyof typeof toolNames, args: Record<string, unknown> = {}) =>
      ask("tools/call", { name: toolNames[name], arguments: args }),
    errors: host.errors,
    initialize: host.initialize,
    /** Waits for an update of the cluster that is such. */
    told: (name: string, is: (update: ProgressUpdate) => boolean) =>
      Effect.gen(function* () {
        while (!updatesOf(name).some(is)) yield* next
      }),
    updatesOf
  }
})

it.live("a fault in one story ends that story with a word that says so, and leaves every other as it was", () =>
  Effect.gen(function* () {
    const { ask, call, errors, initialize, told, updatesOf } = yield* startHost
    yield* initialize
    for (const name of ["good", "late", "sudden"]) yield* ask("resources/subscribe", { uri: uri(name) })
    for (const name of ["late", "sudden"]) {
      yield* told(name, ({ terminal }) => terminal === true)
      const last = updatesOf(name).at(-1)
      assert.deepInclude(last, { reason: "MonitorFailed", severity: "error", source: "system", terminal: true })
      assert.match(last?.message ?? "", /internal error/u)
      assert.isAbove(updatesOf(name).length, 1, "it was told before")
      const logged = errors.filter((line) => line.includes(`nobody may read ${name}`))
      assert.lengthOf(logged, 1, errors.join("\n"))
    }

    yield* told("good", ({ phase }) => phase === "Bootstrapping")
    assert.isUndefined(updatesOf("good").at(-1)?.terminal)
    const { clusters } = decodeRows(yield* call("list")).result.structuredContent
    assert.deepStrictEqual(clusters.map(({ name, phase }) => `${name} ${phase}`).toSorted(), [
      "good Bootstrapping",
      "late Unknown",
      "sudden Unknown"
    ])
    assert.nestedProperty(yield* ask("resources/list"), "result.resources[2]")
    const good = yield* call("getState", { namespace: "kcm-system", name: "good" })
    assert.nestedPropertyVal(good, "result.structuredContent.update.phase", "Bootstrapping")
    const explained = yield* call("explain", { namespace: "kcm-system", name: "good" })
    assert.match(JSON.stringify(explained), /"siblings":\[[^\]]*Unknown/u)
    assert.notNestedProperty(yield* call("events", { namespace: "kcm-system" }), "result.isError")
    const bad = yield* call("getState", { namespace: "kcm-system", name: "sudden" })
    assert.notInclude(JSON.stringify(bad), "nobody may read")
    assert.nestedProperty(yield* ask("ping"), "result")
  })
)
