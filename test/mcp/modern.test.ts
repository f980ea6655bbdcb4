import { assert, describe, it } from "@effect/vitest"
import { Effect, Option, Tracer } from "effect"
import { makeStage } from "./session.ts"
import { connectWire, envelope, modern } from "./wire.ts"

const uri = "k0rdent://cluster-monitor/kcm-system/demo"
const serverInfo = { name: "k0rdent-mcp", title: "k0rdent cluster monitor", version: "1.2.3" }

const connect = Effect.fnUntraced(function* (options: Parameters<typeof connectWire>[1] = {}) {
  const stage = yield* makeStage([{ namespace: "kcm-system", name: "demo", template: "aws" }])
  return yield* connectWire(stage.layer, options)
})

describe("a request of 2026-07-28", () => {
  it.effect("needs no initialize: server/discover tells who we are and what we can", () =>
    Effect.gen(function* () {
      const peer = yield* connect()
      yield* peer.write(modern(1, "server/discover"))
      const answer = yield* peer.next
      assert.nestedPropertyVal(answer, "result.resultType", "complete")
      assert.deepNestedPropertyVal(answer, "result.supportedVersions", ["2026-07-28"])
      assert.deepNestedPropertyVal(answer, "result.capabilities", {
        resources: { subscribe: true },
        tools: {},
        completions: {},
        prompts: {},
        extensions: {
          "io.modelcontextprotocol/tasks": {},
          "io.modelcontextprotocol/ui": { mimeTypes: ["text/html;profile=mcp-app"] }
        }
      })
      assert.nestedPropertyVal(answer, "result.cacheScope", "private")
      assert.match(JSON.stringify(answer), /A cluster named without a namespace lives in\\nkcm-system\./u)
      const introduced = "result._meta.io\\.modelcontextprotocol/serverInfo"
      for (const [key, value] of Object.entries(serverInfo)) {
        assert.nestedPropertyVal(answer, `${introduced}.${key}`, value)
      }
      assert.nestedPropertyVal(answer, `${introduced}.icons[0].mimeType`, "image/svg+xml")
    })
  )

  const cached = ["tools/list", "resources/list", "resources/templates/list"]
  it.effect.each(cached)("%s says how long it is fresh, and for whom", (method) =>
    Effect.gen(function* () {
      const peer = yield* connect()
      yield* peer.write(modern(1, method))
      const answer = yield* peer.next
      assert.nestedPropertyVal(answer, "result.resultType", "complete")
      assert.nestedPropertyVal(answer, "result.cacheScope", "private")
      assert.nestedProperty(answer, "result.ttlMs")
    })
  )

  it.effect("reads a resource and calls a tool, which is listed with underscores", () =>
    Effect.gen(function* () {
      const peer = yield* connect()
      const name = "k0rdent_mgmt_clusterDeployments_getState"
      yield* peer.write(modern(1, "resources/read", { uri }))
      assert.nestedPropertyVal(yield* peer.next, "result.ttlMs", 0)
      yield* peer.write(modern(2, "tools/call", { name, arguments: { name: "demo" } }))
      const called = yield* peer.next
      assert.nestedPropertyVal(called, "result.resultType", "complete")
      assert.notNestedProperty(called, "result.ttlMs")
      yield* peer.write(modern(3, "tools/list"))
      assert.nestedPropertyVal(yield* peer.next, "result.tools[0].name", name)
    })
  )

  const faults = [
    ["no _meta", { jsonrpc: "2.0", id: 1, method: "server/discover" }, -32602],
    ["no version", modern(1, "tools/list", {}, { "io.modelcontextprotocol/clientCapabilities": {} }), -32602],
    [
      "no capabilities",
      modern(1, "tools/list", {}, { "io.modelcontextprotocol/protocolVersion": "2026-07-28" }),
      -32602
    ],
    ["an unknown method", modern(1, "no/such"), -32601],
    ["initialize", modern(1, "initialize"), -32601],
    ["ping", modern(1, "ping"), -32601],
    ["resources/subscribe", modern(1, "resources/subscribe", { uri }), -32601],
    ["a cluster that is not there", modern(1, "resources/read", { uri: uri.replace("demo", "absent") }), -32602],
    ["a defect", modern(1, "resources/read", { uri: uri.replace("demo", "broken") }), -32603]
  ] as const
  it.effect.each(faults)("is refused: %s", ([_name, request, code]) =>
    Effect.gen(function* () {
      const peer = yield* connect()
      yield* peer.write(request)
      const line = yield* peer.nextLine
      assert.nestedPropertyVal(JSON.parse(line), "error.code", code)
      assert.nestedPropertyVal(JSON.parse(line), "id", 1)
      assert.notInclude(line, "abc123")
    })
  )

  it.effect.each(["2025-11-25", "1900-01-01", "2099-01-01"])(
    "in version %s is told which ones there are",
    (requested) =>
      Effect.gen(function* () {
        const peer = yield* connect()
        const meta = envelope({}, { "io.modelcontextprotocol/protocolVersion": requested })
        yield* peer.write(modern(1, "tools/list", {}, meta))
        const answer = yield* peer.next
        assert.nestedPropertyVal(answer, "error.code", -32022)
        assert.deepNestedPropertyVal(answer, "error.data", { supported: ["2026-07-28"], requested })
      })
  )

  it.effect("mixes with requests of a session that began with initialize", () =>
    Effect.gen(function* () {
      const peer = yield* connect()
      yield* peer.write(modern(1, "resources/read", { uri }))
      assert.nestedPropertyVal(yield* peer.next, "result.resultType", "complete")
      yield* peer.initialize()
      yield* peer.write({ jsonrpc: "2.0", id: 2, method: "resources/read", params: { uri } })
      const legacy = yield* peer.next
      assert.deepNestedPropertyVal(legacy, "result.contents[0].uri", uri)
      assert.notNestedProperty(legacy, "result.resultType")
      yield* peer.write(modern(3, "resources/read", { uri }))
      assert.nestedPropertyVal(yield* peer.next, "result.resultType", "complete")
    })
  )

  it.effect("lists tools as the operator says", () =>
    Effect.gen(function* () {
      const peer = yield* connect({ toolNames: "dotted" })
      yield* peer.write(modern(1, "tools/list"))
      assert.nestedPropertyVal(yield* peer.next, "result.tools[0].name", "k0rdent.mgmt.clusterDeployments.getState")
    })
  )

  const traces = [
    ["00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "b7ad6b7169203331"],
    ["00-00000000000000000000000000000000-b7ad6b7169203331-01", undefined],
    ["nonsense", undefined]
  ] as const
  it.effect.each(traces)("goes on in the trace of its client, where that is one: %s", ([traceparent, parent]) =>
    Effect.gen(function* () {
      const spans: Array<readonly [string, string | undefined]> = []
      const tracer = Tracer.make({
        span: (options) => {
          spans.push([options.name, Option.getOrUndefined(Option.map(options.parent, ({ spanId }) => spanId))])
          return new Tracer.NativeSpan(options)
        }
      })
      const peer = yield* Effect.withTracer(connect(), tracer)
      yield* peer.write(modern(1, "tools/list", {}, envelope({}, { traceparent })))
      yield* peer.next
      assert.deepStrictEqual(
        spans.filter(([name]) => name === "tools/list").map(([, id]) => id),
        [parent]
      )
    })
  )

  it.effect("is answered under an id beyond 2^53", () =>
    Effect.gen(function* () {
      const peer = yield* connect()
      yield* peer.write(JSON.stringify(modern(1, "tools/list")).replace('"id":1', '"id":9007199254740993'))
      assert.include(yield* peer.nextLine, '"id":9007199254740993')
    })
  )
})

describe("the tasks extension", () => {
  const tasks = "io.modelcontextprotocol/tasks"
  const requests = [
    ...["tasks/get", "tasks/update", "tasks/cancel"].map(
      (method) => [method, { taskId: "x", inputResponses: {} }] as const
    ),
    ["subscriptions/listen", { notifications: { taskIds: ["x"] } }] as const
  ]

  it.effect.each(requests)("is needed for %s", ([method, params]) =>
    Effect.gen(function* () {
      const peer = yield* connect()
      yield* peer.write(modern(1, method, params))
      const answer = yield* peer.next
      assert.nestedPropertyVal(answer, "error.code", -32021)
      assert.deepNestedPropertyVal(answer, "error.data", { requiredCapabilities: { extensions: { [tasks]: {} } } })
    })
  )

  it.effect.each(["tasks/get", "tasks/update", "tasks/cancel"])("knows no such task in %s", (method) =>
    Effect.gen(function* () {
      const peer = yield* connect()
      const params = { taskId: "00000000.x", inputResponses: {} }
      yield* peer.write(modern(1, method, params, envelope({ [tasks]: {} })))
      const answer = yield* peer.next
      assert.nestedPropertyVal(answer, "error.code", -32602)
      assert.nestedProperty(answer, "error.message")
    })
  )

  it.effect.each(["tasks/result", "tasks/list"])("has no %s any more", (method) =>
    Effect.gen(function* () {
      const peer = yield* connect()
      yield* peer.write(modern(1, method, { taskId: "x" }, envelope({ [tasks]: {} })))
      assert.nestedPropertyVal(yield* peer.next, "error.code", -32601)
    })
  )
})
