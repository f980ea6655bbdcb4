import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Fiber, Queue } from "effect"
import { type Asked, makeStage } from "../session.ts"
import { milestone, update } from "../updates.ts"
import { envelope, modern } from "../wire.ts"
import { type Answer, accepts, headersOf, send, startHttp } from "./server.ts"

const uri = "k0rdent://cluster-monitor/kcm-system/demo"

// Far more than the sockets of a machine hold between them.
const updates = 1500
const long = "x".repeat(60_000)

/** Tells much to a client that does not read, then lets it read: the newest is there, and not all that was before. */
const tellMuch = Effect.fnUntraced(function* (asked: Asked, stream: Answer) {
  for (let n = 0; n < updates; n += 1) {
    yield* asked.tell(update({ progress: n % 100, message: long }))
    if (n % 50 === 0) yield* Effect.promise(() => new Promise<void>((resolve) => setImmediate(resolve)))
  }
  yield* asked.tell(update({ phase: "Ready", terminal: true, milestones: [milestone(1, "the end")] }))
  yield* Effect.sleep("100 millis")
  yield* stream.read
  let told = 0
  for (let last = ""; !last.includes('"terminal":true'); told += 1) last = JSON.stringify(yield* stream.next)
  assert.isBelow(told, updates / 2)
})

describe("a client that does not read", () => {
  it.live("costs bounded memory and misses no end: subscriptions/listen", () =>
    Effect.gen(function* () {
      const stage = yield* makeStage()
      const port = yield* startHttp(stage.layer)
      const body = modern(1, "subscriptions/listen", { notifications: { resourceSubscriptions: [uri] } }, envelope())
      const sent = yield* Effect.forkScoped(
        send(port, { headers: headersOf("subscriptions/listen"), body: JSON.stringify(body), reads: false })
      )
      const asked = yield* Queue.take(stage.asked)
      yield* Deferred.succeed(asked.verdict, undefined)
      yield* tellMuch(asked, yield* Fiber.join(sent))
    })
  )

  it.live("costs bounded memory and misses no end: a session's stream", () =>
    Effect.gen(function* () {
      const stage = yield* makeStage()
      const port = yield* startHttp(stage.layer)
      const params = { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "test", version: "1" } }
      const begun = yield* send(port, {
        headers: accepts,
        body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "initialize", params })
      })
      const headers = { ...accepts, "mcp-session-id": String(begun.headers["mcp-session-id"]) }
      const stream = yield* send(port, {
        method: "GET",
        headers: { ...headers, accept: "text/event-stream" },
        reads: false
      })
      const body = `{"jsonrpc":"2.0","id":2,"method":"resources/subscribe","params":{"uri":"${uri}"}}`
      yield* Effect.forkScoped(send(port, { headers, body }))
      const asked = yield* Queue.take(stage.asked)
      yield* Deferred.succeed(asked.verdict, undefined)
      yield* tellMuch(asked, stream)
    })
  )
})
