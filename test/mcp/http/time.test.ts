import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Fiber, Queue } from "effect"
import { TestClock } from "effect/testing"
import { makeStage } from "../session.ts"
import { accepts, send, sendModern, startHttp } from "./server.ts"

const uri = "k0rdent://cluster-monitor/kcm-system/demo"

/** Lets what has been woken reach its socket. */
const settle = Effect.promise(() => new Promise<void>((resolve) => setTimeout(resolve, 50)))

const begin = Effect.fnUntraced(function* (port: number) {
  const params = { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "test", version: "1" } }
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "initialize", params })
  const answer = yield* send(port, { headers: accepts, body })
  yield* answer.text
  const headers = { ...accepts, "mcp-session-id": String(answer.headers["mcp-session-id"]) }
  return {
    headers,
    ping: Effect.map(send(port, { headers, body: '{"jsonrpc":"2.0","id":2,"method":"ping"}' }), ({ status }) => status)
  }
})

describe("as time goes by", () => {
  it.effect("a silent stream is kept open by a comment every 15 s", () =>
    Effect.gen(function* () {
      const stage = yield* makeStage()
      const port = yield* startHttp(stage.layer)
      const sent = yield* Effect.forkScoped(
        sendModern(port, "subscriptions/listen", { notifications: { resourceSubscriptions: [uri] } })
      )
      yield* Deferred.succeed((yield* Queue.take(stage.asked)).verdict, undefined)
      const stream = yield* Fiber.join(sent)
      yield* stream.next
      yield* TestClock.adjust("14 seconds")
      yield* settle
      yield* TestClock.adjust("17 seconds")
      yield* settle
      yield* stream.hangUp
      assert.strictEqual((yield* stream.text).split(": \n\n").length - 1, 2)
    })
  )

  it.effect("a call that takes long without a word becomes a stream, and is answered on it", () =>
    Effect.gen(function* () {
      const stage = yield* makeStage()
      const port = yield* startHttp(stage.layer)
      const name = "k0rdent_mgmt_clusterDeployments_wait"
      const sent = yield* Effect.forkScoped(sendModern(port, "tools/call", { name, arguments: { name: "demo" } }))
      const waiting = yield* Queue.take(stage.waiting)
      yield* TestClock.adjust("15 seconds")
      const answer = yield* Fiber.join(sent)
      assert.strictEqual(answer.headers["content-type"], "text/event-stream")
      yield* Deferred.interrupt(waiting.verdict)
      yield* answer.hangUp
    })
  )

  it.effect("a session that nobody uses ends after half an hour, one with an open stream does not", () =>
    Effect.gen(function* () {
      const stage = yield* makeStage()
      const port = yield* startHttp(stage.layer)
      const idle = yield* begin(port)
      const used = yield* begin(port)
      const listening = yield* begin(port)
      yield* send(port, { method: "GET", headers: { ...listening.headers, accept: "text/event-stream" } })
      yield* TestClock.adjust("20 minutes")
      assert.strictEqual(yield* used.ping, 200)
      yield* settle
      yield* TestClock.adjust("12 minutes")
      yield* settle
      assert.deepStrictEqual(yield* Effect.all([idle.ping, used.ping, listening.ping]), [404, 200, 200])
    })
  )
})
