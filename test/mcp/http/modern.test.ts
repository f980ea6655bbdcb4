import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Exit, Fiber, Queue, Scope } from "effect"
import { makeStage } from "../session.ts"
import { update } from "../updates.ts"
import { envelope, modern } from "../wire.ts"
import { accepts, headersOf, type Sent, send, sendModern, startHttp } from "./server.ts"

const uri = "k0rdent://cluster-monitor/kcm-system/demo"
const subscriptionId = "io.modelcontextprotocol/subscriptionId"
const getState = "k0rdent_mgmt_clusterDeployments_getState"

const start = Effect.gen(function* () {
  const stage = yield* makeStage()
  const port = yield* startHttp(stage.layer)
  return { port, stage }
})

const body = (method: string, params: object = {}, meta: object = envelope()) =>
  JSON.stringify(modern(1, method, params, meta))

describe("a POST of the modern era", () => {
  it.live("is answered by one JSON object, without a session", () =>
    Effect.gen(function* () {
      const { port } = yield* start
      const answer = yield* sendModern(port, "tools/call", { name: getState, arguments: { name: "demo" } })
      assert.strictEqual(answer.status, 200)
      assert.strictEqual(answer.headers["content-type"], "application/json")
      assert.notProperty(answer.headers, "mcp-session-id")
      assert.nestedPropertyVal(yield* answer.next, "result.resultType", "complete")
    })
  )

  const { "io.modelcontextprotocol/clientCapabilities": _none, ...incomplete } = envelope()
  const faults: ReadonlyArray<readonly [string, Sent, number, number]> = [
    [
      "no _meta under modern headers",
      { headers: headersOf("tools/list"), body: '{"jsonrpc":"2.0","id":1,"method":"tools/list"}' },
      400,
      -32602
    ],
    [
      "an incomplete _meta",
      { headers: headersOf("tools/list"), body: body("tools/list", {}, incomplete) },
      400,
      -32602
    ],
    [
      "no MCP-Protocol-Version",
      { headers: { ...accepts, "mcp-method": "tools/list" }, body: body("tools/list") },
      400,
      -32020
    ],
    [
      "another MCP-Protocol-Version",
      { headers: { ...headersOf("tools/list"), "mcp-protocol-version": "2025-11-25" }, body: body("tools/list") },
      400,
      -32020
    ],
    [
      "no Mcp-Method",
      { headers: { ...accepts, "mcp-protocol-version": "2026-07-28" }, body: body("tools/list") },
      400,
      -32020
    ],
    ["another Mcp-Method", { headers: headersOf("tools/call"), body: body("tools/list") }, 400, -32020],
    ["an Mcp-Method in other letters", { headers: headersOf("Tools/List"), body: body("tools/list") }, 400, -32020],
    ["no Mcp-Name", { headers: headersOf("resources/read"), body: body("resources/read", { uri }) }, 400, -32020],
    [
      "another Mcp-Name",
      { headers: headersOf("resources/read", `${uri}x`), body: body("resources/read", { uri }) },
      400,
      -32020
    ],
    [
      "an Mcp-Name that is no Base64",
      { headers: headersOf("resources/read", "=?base64?%%?="), body: body("resources/read", { uri }) },
      400,
      -32020
    ],
    [
      "a version that is not ours",
      {
        headers: { ...headersOf("tools/list"), "mcp-protocol-version": "2099-01-01" },
        body: body("tools/list", {}, envelope({}, { "io.modelcontextprotocol/protocolVersion": "2099-01-01" }))
      },
      400,
      -32022
    ],
    ["an unknown method", { headers: headersOf("no/such"), body: body("no/such") }, 404, -32601],
    ["a method of other eras", { headers: headersOf("ping"), body: body("ping") }, 404, -32601],
    ["what is not JSON", { headers: headersOf("tools/list"), body: "{" }, 400, -32700],
    ["a batch", { headers: headersOf("tools/list"), body: `[${body("tools/list")}]` }, 400, -32600],
    [
      "a fraction for an id",
      { headers: headersOf("tools/list"), body: body("tools/list").replace('"id":1', '"id":1.5') },
      400,
      -32600
    ],
    [
      "another type of content",
      { headers: { ...headersOf("tools/list"), "content-type": "text/plain" }, body: body("tools/list") },
      415,
      -32600
    ],
    ["more than 1 MB", { headers: headersOf("tools/list"), body: " ".repeat(1024 * 1024 + 1) }, 413, -32600],
    [
      "a content encoding",
      { headers: { ...headersOf("tools/list"), "content-encoding": "gzip" }, body: body("tools/list") },
      415,
      -32600
    ],
    [
      "an Accept that lists neither JSON nor streams",
      { headers: { ...headersOf("tools/list"), accept: "text/html" }, body: body("tools/list") },
      406,
      -32600
    ],
    ["no body", { headers: headersOf("tools/list"), body: "" }, 400, -32700],
    ["bytes that are not UTF-8", { headers: headersOf("tools/list"), body: Buffer.of(0x7b, 0xff, 0x7d) }, 400, -32700],
    [
      "an answer, of which nobody asked",
      { headers: headersOf("tools/list"), body: '{"jsonrpc":"2.0","id":1,"result":{}}' },
      400,
      -32600
    ],
    [
      "a kind of change that is neither wanted nor unwanted",
      {
        headers: headersOf("subscriptions/listen"),
        body: body("subscriptions/listen", { notifications: { toolsListChanged: "yes" } })
      },
      200,
      -32602
    ],
    [
      "a cluster that is not there, which is an answer",
      {
        headers: headersOf("resources/read", uri.replace("demo", "absent")),
        body: body("resources/read", { uri: uri.replace("demo", "absent") })
      },
      200,
      -32602
    ]
  ]
  it.live.each(faults)("is refused for %s", ([_name, sent, status, code]) =>
    Effect.gen(function* () {
      const { port } = yield* start
      const answer = yield* send(port, sent)
      assert.strictEqual(answer.status, status)
      const message = yield* answer.next
      assert.nestedPropertyVal(message, "error.code", code)
      assert.notPropertyVal(message, "id", null)
    })
  )

  it.live("may say Mcp-Name in Base64, and header names in any letters", () =>
    Effect.gen(function* () {
      const { port } = yield* start
      const name = `=?base64?${Buffer.from(uri).toString("base64")}?=`
      const { "mcp-method": method = "", ...others } = headersOf("resources/read", name)
      const answer = yield* send(port, {
        headers: { ...others, "MCP-METHOD": method },
        body: body("resources/read", { uri })
      })
      assert.strictEqual(answer.status, 200)
      assert.nestedProperty(yield* answer.next, "result.contents")
    })
  )

  it.live("is acknowledged where it is a notification", () =>
    Effect.gen(function* () {
      const { port } = yield* start
      const answer = yield* send(port, {
        headers: headersOf("notifications/cancelled"),
        body: '{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}'
      })
      assert.strictEqual(answer.status, 202)
      assert.strictEqual(yield* answer.text, "")
    })
  )

  it.live("is answered by a stream where the client takes nothing else", () =>
    Effect.gen(function* () {
      const { port } = yield* start
      const answer = yield* sendModern(port, "tools/list", {}, { headers: { accept: "text/event-stream" } })
      assert.strictEqual(answer.headers["content-type"], "text/event-stream")
      assert.nestedPropertyVal(yield* answer.next, "result.resultType", "complete")
      yield* answer.text
    })
  )

  it.live("has no GET, DELETE or PUT beside it", () =>
    Effect.gen(function* () {
      const { port } = yield* start
      for (const method of ["GET", "DELETE", "PUT"]) {
        const answer = yield* send(port, { method, headers: headersOf("x") })
        assert.strictEqual(answer.status, 405, method)
        assert.strictEqual(answer.headers["allow"], "POST")
      }
      const ofSessions = yield* send(port, { method: "PUT" })
      assert.strictEqual(ofSessions.status, 405)
      assert.strictEqual(ofSessions.headers["allow"], "GET, POST, DELETE")
    })
  )
})

describe("subscriptions/listen over HTTP", () => {
  const listening = Effect.gen(function* () {
    const { port, stage } = yield* start
    const sent = yield* Effect.forkScoped(
      sendModern(port, "subscriptions/listen", { notifications: { resourceSubscriptions: [uri] } })
    )
    const asked = yield* Queue.take(stage.asked)
    yield* Deferred.succeed(asked.verdict, undefined)
    const { headers, hangUp, next, status, text } = yield* Fiber.join(sent)
    return { asked, headers, hangUp, next, port, stage, status, text }
  })

  it.live("streams updates, and ends with the answer", () =>
    Effect.gen(function* () {
      const { asked, headers, next, status, text } = yield* listening
      assert.strictEqual(status, 200)
      assert.strictEqual(headers["content-type"], "text/event-stream")
      assert.strictEqual(headers["x-accel-buffering"], "no")
      assert.nestedPropertyVal(yield* next, "method", "notifications/subscriptions/acknowledged")
      const last = update({ phase: "Ready", terminal: true })
      yield* asked.tell(last)
      assert.deepNestedPropertyVal(yield* next, "params", { uri, _meta: { [subscriptionId]: 1, delta: last } })
      assert.nestedPropertyVal(yield* next, "result.resultType", "complete")
      assert.include(yield* text, "event: message\n")
    })
  )

  it.live("closes everything when the client closes the stream", () =>
    Effect.gen(function* () {
      const { hangUp, next, stage } = yield* listening
      yield* next
      yield* hangUp
      while (stage.closed.length === 0) yield* Effect.sleep("5 millis")
      assert.deepStrictEqual(stage.closed, ["kcm-system/demo"])
    })
  )

  it.live("is answered when the server ends", () =>
    Effect.gen(function* () {
      const scope = yield* Scope.make()
      const { next, text } = yield* Effect.provideService(listening, Scope.Scope, scope)
      yield* next
      yield* Effect.forkScoped(Scope.close(scope, Exit.void))
      assert.nestedPropertyVal(yield* next, "result.resultType", "complete")
      yield* text
    })
  )

  it.live("needs a client that takes streams", () =>
    Effect.gen(function* () {
      const { port } = yield* start
      const answer = yield* sendModern(
        port,
        "subscriptions/listen",
        { notifications: { resourceSubscriptions: [uri] } },
        { headers: { accept: "application/json" } }
      )
      assert.strictEqual(answer.status, 406)
    })
  )
})
