import { assert, describe, it } from "@effect/vitest"
import { Deferred, Duration, Effect, Queue, Schema } from "effect"
import { entryOf } from "../../src/domain/update/timelineEntry.ts"
import { MonitorError } from "../../src/monitor/errors.ts"
import { makeStage } from "./session.ts"
import { update } from "./updates.ts"
import { connectWire, envelope, modern } from "./wire.ts"

const tasks = envelope({ "io.modelcontextprotocol/tasks": {} })
const name = "k0rdent_mgmt_clusterDeployments_wait"
const ready = update({ phase: "Ready", progress: 100, terminal: true })
const reached = { outcome: "reached", update: ready, cursor: "c", timeline: [], timelineTruncated: false } as const

const decodeTask = Schema.decodeUnknownSync(Schema.Struct({ result: Schema.Struct({ taskId: Schema.String }) }))

const decodeResult = Schema.decodeUnknownSync(Schema.Struct({ result: Schema.Struct({ result: Schema.Unknown }) }))
const decodeProgress = Schema.decodeUnknownSync(
  Schema.Struct({
    method: Schema.Literal("notifications/progress"),
    params: Schema.Struct({ progressToken: Schema.String, progress: Schema.Finite })
  })
)

const start = Effect.gen(function* () {
  const stage = yield* makeStage()
  const peer = yield* connectWire(stage.layer)
  const call = (id: number, args: object, meta: object) =>
    peer.write(modern(id, "tools/call", { name, arguments: { name: "demo", ...args } }, meta))
  const begin = Effect.fnUntraced(function* (args: object = {}) {
    yield* call(1, args, tasks)
    const created = yield* peer.next
    return { created, taskId: decodeTask(created).result.taskId, waiting: yield* Queue.take(stage.waiting) }
  })
  const ask = Effect.fnUntraced(function* (id: number, method: string, params: object) {
    yield* peer.write(modern(id, method, params, tasks))
    return yield* peer.next
  })
  return { ask, begin, call, peer, stage }
})

describe("a wait of a client that declares tasks", () => {
  it.effect("is answered at once by a task, which lives longer than the wait", () =>
    Effect.gen(function* () {
      const { begin } = yield* start
      const { created } = yield* begin({ timeoutSeconds: 1800 })
      assert.nestedPropertyVal(created, "result.resultType", "task")
      assert.nestedPropertyVal(created, "result.status", "working")
      assert.nestedPropertyVal(created, "result.ttlMs", 3_600_000)
      assert.notNestedProperty(created, "result.content")
    })
  )

  it.effect(
    "tells the last sentence and the narrator's next look, and at last what the plain call would have given",
    () =>
      Effect.gen(function* () {
        const { ask, begin, call, peer, stage } = yield* start
        const { taskId, waiting } = yield* begin()
        yield* waiting.progress?.(entryOf(update({ progress: 40 })), true, Duration.seconds(20)) ?? Effect.void
        const working = yield* ask(2, "tasks/get", { taskId })
        assert.nestedPropertyVal(working, "result.resultType", "complete")
        assert.nestedPropertyVal(working, "result.pollIntervalMs", 20_000)
        assert.include(JSON.stringify(working), "40 %")
        yield* Deferred.succeed(waiting.verdict, reached)
        const done = yield* ask(3, "tasks/get", { taskId })
        assert.nestedPropertyVal(done, "result.status", "completed")
        yield* call(4, {}, envelope())
        const plainly = yield* Queue.take(stage.waiting)
        yield* Deferred.succeed(plainly.verdict, reached)
        const plain: unknown = yield* peer.next
        assert.nestedPropertyVal(plain, "result.resultType", "complete")
        assert.deepStrictEqual(decodeResult(done).result.result, decodeResult({ result: plain }).result.result)
      })
  )

  it.effect("is followed through subscriptions/listen, which ends with it", () =>
    Effect.gen(function* () {
      const { begin, peer } = yield* start
      const { taskId, waiting } = yield* begin()
      yield* peer.write(
        modern("l", "subscriptions/listen", { notifications: { taskIds: [taskId, "00000000.x"] } }, tasks)
      )
      assert.deepNestedPropertyVal(yield* peer.next, "params.notifications", { taskIds: [taskId] })
      const first = yield* peer.next
      assert.nestedPropertyVal(first, "method", "notifications/tasks")
      assert.nestedPropertyVal(first, "params.status", "working")
      assert.nestedPropertyVal(first, "params._meta.io\\.modelcontextprotocol/subscriptionId", "l")
      yield* Deferred.succeed(waiting.verdict, reached)
      const last = yield* peer.next
      assert.nestedPropertyVal(last, "params.status", "completed")
      assert.nestedProperty(last, "params.result.structuredContent")
      assert.nestedPropertyVal(yield* peer.next, "id", "l")
    })
  )

  it.effect("can be cancelled, and acknowledges input that it never asked for", () =>
    Effect.gen(function* () {
      const { ask, begin } = yield* start
      const { taskId } = yield* begin()
      for (const method of ["tasks/update", "tasks/cancel"]) {
        const acknowledged = yield* ask(2, method, { taskId, inputResponses: {} })
        assert.nestedPropertyVal(acknowledged, "result.resultType", "complete")
        assert.notNestedProperty(acknowledged, "result.status")
      }
      assert.nestedPropertyVal(yield* ask(3, "tasks/get", { taskId }), "result.status", "cancelled")
    })
  )

  it.effect("keeps a refusal as the result that it is", () =>
    Effect.gen(function* () {
      const { ask, begin } = yield* start
      const { taskId, waiting } = yield* begin()
      yield* Deferred.fail(waiting.verdict, new MonitorError({ reason: "notFound", message: "no such cluster" }))
      const done = yield* ask(2, "tasks/get", { taskId })
      assert.nestedPropertyVal(done, "result.status", "completed")
      assert.nestedPropertyVal(done, "result.result.isError", true)
    })
  )

  it.effect("is refused at once where its arguments make no sense", () =>
    Effect.gen(function* () {
      const { call, peer } = yield* start
      yield* call(1, { timeoutSeconds: 1801 }, tasks)
      const refused = yield* peer.next
      assert.nestedPropertyVal(refused, "result.resultType", "complete")
      assert.nestedPropertyVal(refused, "result.isError", true)
    })
  )
})

describe("a wait of a client that does not declare tasks", () => {
  it.effect("is never a task; with a progress token it tells how it goes", () =>
    Effect.gen(function* () {
      const { call, peer, stage } = yield* start
      yield* call(1, {}, envelope({}, { progressToken: "p" }))
      const waiting = yield* Queue.take(stage.waiting)
      yield* waiting.progress?.(entryOf(update({ progress: 40 })), true, undefined) ?? Effect.void
      yield* waiting.progress?.(entryOf(update({ progress: 40 })), false, undefined) ?? Effect.void
      yield* Deferred.succeed(waiting.verdict, reached)
      const told = [yield* peer.next, yield* peer.next]
      assert.deepStrictEqual(
        told.map((one) => decodeProgress(one).params),
        [
          { progressToken: "p", progress: 1 },
          { progressToken: "p", progress: 2 }
        ]
      )
      assert.nestedPropertyVal(yield* peer.next, "result.resultType", "complete")
    })
  )
})
