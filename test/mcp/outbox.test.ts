import { assert, it } from "@effect/vitest"
import { Deferred, Effect, Queue } from "effect"
import type { ProgressUpdate } from "../../src/domain/update/progressUpdate.ts"
import { makeOutbox } from "../../src/mcp/transport/outbox.ts"
import { milestone, update } from "./updates.ts"

/** An outbox whose client takes each update only when told to. */
const slowClient = Effect.gen(function* () {
  const sending = yield* Queue.unbounded<{
    readonly key: string
    readonly update: ProgressUpdate
    readonly taken: Deferred.Deferred<void>
  }>()
  const outbox = yield* makeOutbox<string>((key, sent) =>
    Effect.gen(function* () {
      const taken = yield* Deferred.make<void>()
      yield* Queue.offer(sending, { key, update: sent, taken })
      yield* Deferred.await(taken)
    })
  )
  return { outbox, sending }
})

it.effect("sends what is offered, one at a time", () =>
  Effect.gen(function* () {
    const { outbox, sending } = yield* slowClient
    yield* outbox.offer("a", update({ progress: 1 }))
    yield* outbox.offer("b", update({ progress: 2 }))
    const first = yield* Queue.take(sending)
    assert.deepStrictEqual([first.key, first.update.progress], ["a", 1])
    assert.strictEqual(yield* Queue.size(sending), 0)
    yield* Deferred.succeed(first.taken, undefined)
    const second = yield* Queue.take(sending)
    assert.deepStrictEqual([second.key, second.update.progress], ["b", 2])
  })
)

it.effect("merges what waits for the same subscription, and loses no milestone", () =>
  Effect.gen(function* () {
    const { outbox, sending } = yield* slowClient
    yield* outbox.offer("a", update({ progress: 1 }))
    const first = yield* Queue.take(sending)
    for (let n = 2; n <= 9; n += 1) {
      yield* outbox.offer("a", update({ progress: n, milestones: [milestone(n, `step ${n}`)] }))
    }
    yield* Deferred.succeed(first.taken, undefined)
    const merged = yield* Queue.take(sending)
    assert.strictEqual(merged.update.progress, 9)
    assert.deepStrictEqual(
      merged.update.milestones?.map(({ message }) => message),
      [2, 3, 4, 5, 6, 7, 8, 9].map((n) => `step ${n}`)
    )
    yield* Deferred.succeed(merged.taken, undefined)
    yield* Effect.yieldNow
    assert.strictEqual(yield* Queue.size(sending), 0)
  })
)

it.effect("lets subscriptions take turns, however much one of them has to say", () =>
  Effect.gen(function* () {
    const { outbox, sending } = yield* slowClient
    yield* outbox.offer("loud", update())
    const order: Array<string> = []
    for (let n = 0; n < 4; n += 1) {
      const { key, taken } = yield* Queue.take(sending)
      order.push(key)
      if (n === 0) yield* outbox.offer("quiet", update())
      yield* outbox.offer("loud", update())
      yield* Deferred.succeed(taken, undefined)
    }
    assert.deepStrictEqual(order, ["loud", "quiet", "loud", "loud"])
  })
)

it.effect("drops what waits for a forgotten subscription", () =>
  Effect.gen(function* () {
    const { outbox, sending } = yield* slowClient
    yield* outbox.offer("a", update())
    const first = yield* Queue.take(sending)
    yield* outbox.offer("gone", update())
    yield* outbox.offer("b", update())
    yield* outbox.forget("gone")
    yield* Deferred.succeed(first.taken, undefined)
    assert.strictEqual((yield* Queue.take(sending)).key, "b")
  })
)
