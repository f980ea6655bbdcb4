import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Fiber, Queue, Schema } from "effect"
import { ProgressUpdate } from "../../src/domain/update/progressUpdate.ts"
import { MonitorError } from "../../src/monitor/errors.ts"
import { connectRaw, makeStage } from "./session.ts"
import { milestone, update } from "./updates.ts"

const uri = "k0rdent://cluster-monitor/kcm-system/demo"
const ok = (id: number) => ({ jsonrpc: "2.0" as const, id, result: {} })
const updated = (delta: unknown, asSent = uri) => ({
  jsonrpc: "2.0" as const,
  method: "notifications/resources/updated",
  params: { uri: asSent, _meta: { delta } }
})

const decodeNotification = Schema.decodeUnknownSync(
  Schema.Struct({ params: Schema.Struct({ _meta: Schema.Struct({ delta: ProgressUpdate }) }) })
)

/** A client, the stage it plays on, and what most scenes begin with: a subscribe that is granted and answered. */
const start = Effect.gen(function* () {
  const stage = yield* makeStage()
  const peer = yield* connectRaw(stage.layer)
  const subscribed = Effect.fnUntraced(function* (id = 1, asSent = uri) {
    yield* peer.request(id, "resources/subscribe", { uri: asSent })
    const asked = yield* Queue.take(stage.asked)
    yield* Deferred.succeed(asked.verdict, undefined)
    assert.deepStrictEqual(yield* peer.next, ok(id))
    return asked
  })
  return { peer, stage, subscribed }
})

/** Lets everything happen that can happen without a new message: promises, fibers, and what they start. */
const settle = Effect.promise(async () => {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve))
})

describe("subscribing", () => {
  it.effect("answers before the first update, although the update was there first", () =>
    Effect.gen(function* () {
      const { peer, stage } = yield* start
      yield* peer.request(1, "resources/subscribe", { uri })
      const asked = yield* Queue.take(stage.asked)
      yield* asked.tell(update({ progress: 1 }))
      yield* Deferred.succeed(asked.verdict, undefined)
      assert.deepStrictEqual(yield* peer.next, ok(1))
      assert.deepStrictEqual(yield* peer.next, updated(update({ progress: 1 })))
    })
  )

  it.effect("tells updates under the URI as it was sent", () =>
    Effect.gen(function* () {
      const { peer, subscribed } = yield* start
      const asked = yield* subscribed(1, `${uri}?timeout=60`)
      yield* asked.tell(update())
      assert.deepStrictEqual(yield* peer.next, updated(update(), `${uri}?timeout=60`))
    })
  )

  it.effect("sends nothing but what the schema of an update has", () =>
    Effect.gen(function* () {
      const { peer, subscribed } = yield* start
      const asked = yield* subscribed()
      yield* asked.tell(Object.assign(update(), { secret: "x" }))
      assert.deepStrictEqual(yield* peer.next, updated(update()))
    })
  )

  it.effect("changes nothing when it is subscribed already, whatever the query says", () =>
    Effect.gen(function* () {
      const { peer, stage, subscribed } = yield* start
      const asked = yield* subscribed()
      yield* peer.request(2, "resources/subscribe", { uri: `${uri}?timeout=5` })
      assert.deepStrictEqual(yield* peer.next, ok(2))
      yield* asked.tell(update())
      assert.deepStrictEqual(yield* peer.next, updated(update()))
      assert.deepStrictEqual(stage.opened, ["kcm-system/demo"])
    })
  )

  it.effect("is refused outside the bounds of the timeout, also when it is subscribed already", () =>
    Effect.gen(function* () {
      const { peer, subscribed } = yield* start
      const asked = yield* subscribed()
      yield* peer.request(2, "resources/subscribe", { uri: `${uri}?timeout=99999` })
      assert.nestedPropertyVal(yield* peer.next, "error.message", "at most 14400 s")
      yield* asked.tell(update())
      assert.deepStrictEqual(yield* peer.next, updated(update()))
    })
  )

  it.effect("opens once for two requests at the same time, and both get the verdict", () =>
    Effect.gen(function* () {
      const { peer, stage } = yield* start
      yield* peer.request(1, "resources/subscribe", { uri })
      yield* peer.request(2, "resources/subscribe", { uri })
      const asked = yield* Queue.take(stage.asked)
      yield* settle
      yield* Deferred.fail(asked.verdict, new MonitorError({ reason: "notFound", message: "there is no such cluster" }))
      for (const id of [1, 2]) {
        assert.deepStrictEqual(yield* peer.next, {
          jsonrpc: "2.0",
          id,
          error: { code: -32002, message: "there is no such cluster", data: { reason: "notFound", uri } }
        })
      }
      assert.deepStrictEqual([stage.opened, stage.closed], [["kcm-system/demo"], ["kcm-system/demo"]])
    })
  )

  it.effect("leaves nothing behind when it is refused, so that asking again asks anew", () =>
    Effect.gen(function* () {
      const { peer, stage, subscribed } = yield* start
      yield* peer.request(1, "resources/subscribe", { uri })
      const refused = yield* Queue.take(stage.asked)
      yield* Deferred.fail(refused.verdict, new MonitorError({ reason: "limitExceeded", message: "too many" }))
      assert.nestedPropertyVal(yield* peer.next, "error.message", "too many")
      yield* subscribed(2)
    })
  )

  it.effect("counts as one client in a session, and as another in another", () =>
    Effect.gen(function* () {
      const stage = yield* makeStage()
      const clients: Array<string | undefined> = []
      for (const peer of [yield* connectRaw(stage.layer), yield* connectRaw(stage.layer)]) {
        for (const name of ["a", "b"]) {
          yield* peer.request(1, "resources/subscribe", { uri: `k0rdent://cluster-monitor/kcm-system/${name}` })
          clients.push((yield* Queue.take(stage.asked)).client)
        }
      }
      assert.strictEqual(clients[0], clients[1])
      assert.strictEqual(clients[2], clients[3])
      assert.notStrictEqual(clients[0], clients[2])
    })
  )
})

describe("unsubscribing", () => {
  it.effect("closes everything before it answers, and nothing is told afterwards", () =>
    Effect.gen(function* () {
      const { peer, stage, subscribed } = yield* start
      const asked = yield* subscribed()
      yield* peer.request(2, "resources/unsubscribe", { uri: `${uri}?timeout=9` })
      assert.deepStrictEqual(yield* peer.next, ok(2))
      assert.deepStrictEqual(stage.closed, ["kcm-system/demo"])
      yield* asked.tell(update())
      yield* settle
      assert.strictEqual(yield* Queue.size(peer.frames), 0)
    })
  )

  it.effect("succeeds where there is no subscription", () =>
    Effect.gen(function* () {
      const { peer } = yield* start
      yield* peer.request(1, "resources/unsubscribe", { uri })
      assert.deepStrictEqual(yield* peer.next, ok(1))
    })
  )

  it.effect("leaves nothing behind when it overtakes its subscribe", () =>
    Effect.gen(function* () {
      const { peer, stage } = yield* start
      yield* peer.request(1, "resources/subscribe", { uri })
      const asked = yield* Queue.take(stage.asked)
      yield* peer.request(2, "resources/unsubscribe", { uri })
      const answers = [yield* peer.next, yield* peer.next]
      assert.sameDeepMembers(answers, [ok(1), ok(2)])
      assert.deepStrictEqual([stage.opened, stage.closed], [["kcm-system/demo"], ["kcm-system/demo"]])
      yield* Deferred.succeed(asked.verdict, undefined)
      yield* asked.tell(update())
      yield* settle
      assert.strictEqual(yield* Queue.size(peer.frames), 0)
    })
  )
})

describe("cancelling a subscribe", () => {
  for (const id of [0, 1]) {
    it.effect(`gives up what is not answered yet (request ${id})`, () =>
      Effect.gen(function* () {
        const { peer, stage } = yield* start
        yield* peer.request(id, "resources/subscribe", { uri })
        const asked = yield* Queue.take(stage.asked)
        yield* peer.cancel(id)
        yield* settle
        assert.deepStrictEqual(stage.closed, ["kcm-system/demo"])
        yield* Deferred.succeed(asked.verdict, undefined)
        yield* settle
        assert.strictEqual(yield* Queue.size(peer.frames), 0)
      })
    )
  }

  it.effect("leaves it to the others who asked for the same", () =>
    Effect.gen(function* () {
      const { peer, stage } = yield* start
      yield* peer.request(1, "resources/subscribe", { uri })
      yield* peer.request(2, "resources/subscribe", { uri })
      const asked = yield* Queue.take(stage.asked)
      yield* peer.cancel(1)
      yield* settle
      yield* Deferred.succeed(asked.verdict, undefined)
      assert.deepStrictEqual(yield* peer.next, ok(2))
      yield* asked.tell(update())
      assert.deepStrictEqual(yield* peer.next, updated(update()))
      assert.deepStrictEqual(stage.closed, [])
    })
  )

  it.effect("that is answered already changes nothing", () =>
    Effect.gen(function* () {
      const { peer, subscribed } = yield* start
      const asked = yield* subscribed()
      yield* peer.cancel(1)
      yield* asked.tell(update())
      assert.deepStrictEqual(yield* peer.next, updated(update()))
    })
  )
})

describe("the end of a story", () => {
  it.effect("ends the subscription, and subscribing again begins a new one", () =>
    Effect.gen(function* () {
      const { peer, stage, subscribed } = yield* start
      const first = yield* subscribed()
      const last = update({ phase: "Ready", progress: 100, terminal: true })
      yield* first.tell(last)
      assert.deepStrictEqual(yield* peer.next, updated(last))
      const second = yield* subscribed(2)
      yield* second.tell(update())
      assert.deepStrictEqual(yield* peer.next, updated(update()))
      assert.deepStrictEqual([stage.opened.length, stage.closed.length], [2, 1])
    })
  )

  it.effect("is told even where the monitor crashed, without what only the log may know", () =>
    Effect.gen(function* () {
      const { peer, stage, subscribed } = yield* start
      const first = yield* subscribed()
      yield* first.tell(update({ phase: "Scaling" }))
      yield* peer.next
      yield* first.crash
      const { delta } = decodeNotification(yield* peer.next).params._meta
      assert.deepInclude(delta, { phase: "Scaling", terminal: true, severity: "error", reason: "MonitorFailed" })
      assert.notInclude(JSON.stringify(delta), "abc123")
      yield* settle
      assert.deepStrictEqual(stage.closed, ["kcm-system/demo"])
      yield* peer.request(2, "resources/subscribe", { uri })
      assert.strictEqual((yield* Queue.take(stage.asked)).key, "kcm-system/demo")
    })
  )

  it.effect("comes with the client's: everything is closed", () =>
    Effect.gen(function* () {
      const { peer, stage } = yield* start
      for (const [id, name] of ["a", "b", "c"].entries()) {
        yield* peer.request(id, "resources/subscribe", { uri: `k0rdent://cluster-monitor/kcm-system/${name}` })
        const asked = yield* Queue.take(stage.asked)
        if (name === "c") break
        yield* Deferred.succeed(asked.verdict, undefined)
        yield* peer.next
      }
      yield* peer.close
      assert.strictEqual(yield* Fiber.join(peer.session), "outputClosed")
      assert.sameMembers(stage.closed, ["kcm-system/a", "kcm-system/b", "kcm-system/c"])
    })
  )

  it.effect("is told by merging where a client was too slow for all of it", () =>
    Effect.gen(function* () {
      const { peer, stage } = yield* start
      yield* peer.request(1, "resources/subscribe", { uri })
      const asked = yield* Queue.take(stage.asked)
      for (let n = 1; n <= 5; n += 1)
        yield* asked.tell(update({ progress: n * 10, milestones: [milestone(n, `step ${n}`)] }))
      yield* asked.tell(update({ phase: "Ready", progress: 100, terminal: true }))
      yield* Deferred.succeed(asked.verdict, undefined)
      assert.deepStrictEqual(yield* peer.next, ok(1))
      const told: Array<string> = []
      for (;;) {
        const { delta } = decodeNotification(yield* peer.next).params._meta
        told.push(...(delta.milestones ?? []).map(({ message }) => message))
        if (delta.terminal === true) break
      }
      assert.deepStrictEqual(told, ["step 1", "step 2", "step 3", "step 4", "step 5"])
    })
  )
})
