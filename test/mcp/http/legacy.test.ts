import { assert, describe, it } from "@effect/vitest"
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js"
import { ResourceUpdatedNotificationSchema } from "@modelcontextprotocol/sdk/types.js"
import { Deferred, Effect, Fiber, Queue } from "effect"
import type { HttpServerOptions } from "../../../src/mcp/serve/httpServer.ts"
import { StrictClient } from "../schema.ts"
import { makeStage } from "../session.ts"
import { milestone, update } from "../updates.ts"
import { accepts, send, startHttp } from "./server.ts"

const uri = "k0rdent://cluster-monitor/kcm-system/demo"

const start = Effect.fnUntraced(function* (options: Partial<HttpServerOptions> = {}) {
  const stage = yield* makeStage()
  const port = yield* startHttp(stage.layer, options)
  return { port, stage }
})

const connect = Effect.fnUntraced(function* (port: number) {
  const transport = new StreamableHTTPClientTransport(new URL(`http://127.0.0.1:${port}/mcp`))
  const client = yield* Effect.acquireRelease(
    Effect.promise(async () => {
      const connected = new StrictClient({ name: "test", version: "1.0.0" })
      await connected.connect(transport)
      return connected
    }),
    (connected) => Effect.promise(() => connected.close())
  )
  const updates = yield* Queue.unbounded<unknown>()
  client.setNotificationHandler(ResourceUpdatedNotificationSchema, ({ params }) => {
    Queue.offerUnsafe(updates, params._meta?.["delta"])
  })
  return { client, transport, updates }
})

const initializeBody = (id = "1", version = "2025-11-25") =>
  `{"jsonrpc":"2.0","id":${id},"method":"initialize","params":{"protocolVersion":"${version}","capabilities":{},` +
  '"clientInfo":{"name":"test","version":"1"}}}'

/** A session begun by hand, and how to say more in it. */
const begin = Effect.fnUntraced(function* (port: number, version = "2025-11-25") {
  const answer = yield* send(port, { headers: accepts, body: initializeBody("1", version) })
  assert.strictEqual(answer.status, 200)
  const id = String(answer.headers["mcp-session-id"])
  const headers = { ...accepts, "mcp-session-id": id, "mcp-protocol-version": version }
  return { id, headers, say: (body: string) => send(port, { headers, body }) }
})

describe("a session over HTTP", () => {
  it.live("serves the official client: tools, resources, subscriptions", () =>
    Effect.gen(function* () {
      const { port, stage } = yield* start()
      const { client, transport, updates } = yield* connect(port)
      const { tools } = yield* Effect.promise(() => client.listTools())
      assert.isNotEmpty(tools)
      const subscribing = yield* Effect.forkScoped(Effect.promise(() => client.subscribeResource({ uri })))
      const asked = yield* Queue.take(stage.asked)
      yield* Deferred.succeed(asked.verdict, undefined)
      yield* Fiber.join(subscribing)
      yield* asked.tell(update({ progress: 1 }))
      assert.deepStrictEqual(yield* Queue.take(updates), update({ progress: 1 }))
      yield* Effect.promise(() => transport.terminateSession())
      while (stage.closed.length === 0) yield* Effect.sleep("5 millis")
    })
  )

  it.live("loses no update while the client has no stream open", () =>
    Effect.gen(function* () {
      const { port, stage } = yield* start()
      const session = yield* begin(port)
      const subscribing = yield* Effect.forkScoped(
        session.say(`{"jsonrpc":"2.0","id":2,"method":"resources/subscribe","params":{"uri":"${uri}"}}`)
      )
      const asked = yield* Queue.take(stage.asked)
      yield* Deferred.succeed(asked.verdict, undefined)
      const subscribed = yield* Fiber.join(subscribing)
      assert.deepNestedPropertyVal(yield* subscribed.next, "result", {})
      yield* asked.tell(update({ milestones: [milestone(1, "one")] }))
      yield* asked.tell(update({ milestones: [milestone(2, "two")] }))
      yield* asked.tell(update({ phase: "Ready", terminal: true, milestones: [milestone(3, "three")] }))
      yield* Effect.sleep("50 millis")
      const stream = yield* send(port, { method: "GET", headers: { ...session.headers, accept: "text/event-stream" } })
      assert.strictEqual(stream.status, 200)
      assert.strictEqual(stream.headers["x-accel-buffering"], "no")
      const told = JSON.stringify([yield* stream.next, yield* stream.next])
      for (const word of ["one", "two", "three", '"terminal":true']) assert.include(told, word)
    })
  )

  it.live("answers ids beyond 2^53, and each member of a batch where the version has batches", () =>
    Effect.gen(function* () {
      const { port } = yield* start()
      const session = yield* begin(port, "2025-03-26")
      const large = yield* session.say('{"jsonrpc":"2.0","id":9007199254740993,"method":"ping"}')
      assert.include(yield* large.text, '"id":9007199254740993')
      const batch = yield* session.say(
        '[{"jsonrpc":"2.0","id":7,"method":"ping"},{"jsonrpc":"2.0","id":"x","method":"ping"}]'
      )
      const text = yield* batch.text
      assert.include(text, '"id":7')
      assert.include(text, '"id":"x"')
      const later = yield* begin(port)
      assert.strictEqual((yield* later.say("[]")).status, 400)
    })
  )

  it.live("refuses an id that is under way, and answers the request that has it", () =>
    Effect.gen(function* () {
      const { port, stage } = yield* start()
      const session = yield* begin(port)
      const subscribing = yield* Effect.forkScoped(
        session.say(`{"jsonrpc":"2.0","id":2,"method":"resources/subscribe","params":{"uri":"${uri}"}}`)
      )
      const asked = yield* Queue.take(stage.asked)
      const refused = yield* session.say('{"jsonrpc":"2.0","id":2,"method":"ping"}')
      assert.strictEqual(refused.status, 400)
      assert.deepInclude(yield* refused.next, { id: 2 })
      yield* Deferred.succeed(asked.verdict, undefined)
      const first = yield* Fiber.join(subscribing)
      assert.deepNestedPropertyVal(yield* first.next, "result", {})
      yield* first.text
      assert.strictEqual((yield* session.say('{"jsonrpc":"2.0","id":2,"method":"ping"}')).status, 200)
    })
  )

  it.live("is needed, known, and over once it was ended", () =>
    Effect.gen(function* () {
      const { port } = yield* start()
      const ping = '{"jsonrpc":"2.0","id":2,"method":"ping"}'
      assert.strictEqual((yield* send(port, { headers: accepts, body: ping })).status, 400)
      assert.strictEqual(
        (yield* send(port, { headers: { ...accepts, "mcp-session-id": "x" }, body: ping })).status,
        404
      )
      const session = yield* begin(port)
      assert.strictEqual((yield* session.say(ping)).status, 200)
      assert.strictEqual((yield* send(port, { method: "DELETE", headers: session.headers })).status, 200)
      assert.strictEqual((yield* session.say(ping)).status, 404)
    })
  )

  it.live("is refused where there are too many, until one ends", () =>
    Effect.gen(function* () {
      const { port } = yield* start({ maxSessions: 2 })
      const first = yield* begin(port)
      yield* begin(port)
      const refused = yield* send(port, { headers: accepts, body: initializeBody() })
      assert.strictEqual(refused.status, 503)
      assert.include(JSON.stringify(yield* refused.next), "too many sessions: 2 are open already")
      yield* send(port, { method: "DELETE", headers: first.headers })
      yield* Effect.sleep("50 millis")
      yield* begin(port)
    })
  )

  it.live("is not begun by an initialize that says too little", () =>
    Effect.gen(function* () {
      const { port } = yield* start({ maxSessions: 1 })
      const body = '{"jsonrpc":"2.0","id":1,"method":"initialize","params":{}}'
      const refused = yield* send(port, { headers: accepts, body })
      assert.strictEqual(refused.status, 400)
      assert.nestedPropertyVal(yield* refused.next, "error.code", -32602)
      const unacceptable = yield* send(port, {
        headers: { "content-type": "application/json" },
        body: initializeBody()
      })
      assert.strictEqual(unacceptable.status, 406)
      yield* Effect.sleep("50 millis")
      yield* begin(port)
    })
  )
})
