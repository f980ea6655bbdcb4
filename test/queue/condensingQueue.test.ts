import { assert, describe, it } from "@effect/vitest"
import { Cause, Effect, Exit, Fiber, References, Schema } from "effect"
import { makeCondensingQueue } from "../../src/queue/condensingQueue.ts"

const capacity = 8

/** Numbers of which only the newest of each key matters: its key is what is left of it by five. */
const newestOfEachKey = (pending: ReadonlyArray<number>): ReadonlyArray<number> => {
  const kept = new Map<number, number>()
  for (const item of pending) {
    kept.delete(item % 5)
    kept.set(item % 5, item)
  }
  return [...kept.values()]
}

const Steps = Schema.Array(Schema.Union([Schema.Literals(["take", "takeAll"]), Schema.Int]))

describe("a condensing queue", () => {
  it.effect.prop(
    "gives everything in order to a reader who keeps up",
    { items: Schema.Array(Schema.Int) },
    ({ items }) =>
      Effect.gen(function* () {
        const queue = makeCondensingQueue<number>({ capacity, condense: () => assert.fail("nobody was slow") })
        const taken: Array<number> = []
        for (const item of items) {
          queue.offer(item)
          taken.push(yield* queue.take)
        }
        assert.deepStrictEqual(taken, [...items])
      }),
    { arbitrary: { runs: 50 } }
  )

  it.effect.prop(
    "never holds more than its capacity, keeps the order, and ends with the newest of everything that matters",
    { steps: Steps },
    ({ steps }) =>
      Effect.gen(function* () {
        let pending = 0
        const condense = (items: ReadonlyArray<number>) => {
          const condensed = newestOfEachKey(items)
          pending = condensed.length
          return condensed
        }
        const queue = makeCondensingQueue<number>({ capacity, condense })
        const taken: Array<number> = []
        let offered = 0
        for (const step of steps) {
          if (typeof step === "number") {
            pending += 1
            queue.offer(offered)
            offered += 1
          } else if (pending > 0 && step === "takeAll") {
            const all = yield* queue.takeAll
            assert.isAtMost(all.length, capacity)
            taken.push(...all)
            pending = 0
          } else if (pending > 0) {
            taken.push(yield* queue.take)
            pending -= 1
          }
        }
        queue.end(Cause.die("the end"))
        for (;;) {
          const rest = yield* Effect.exit(queue.take)
          if (Exit.isFailure(rest)) break
          taken.push(rest.value)
        }
        assert.deepStrictEqual(
          taken,
          taken.toSorted((a, b) => a - b)
        )
        const all = Array.from({ length: offered }, (_, index) => index)
        assert.deepStrictEqual(newestOfEachKey(taken), newestOfEachKey(all))
      }),
    { arbitrary: { runs: 200 } }
  )

  it.effect("wakes a reader who waits, also by its end", () =>
    Effect.gen(function* () {
      const queue = makeCondensingQueue<string, string>({ capacity, condense: (pending) => pending })
      const first = yield* Effect.forkChild(queue.take, { startImmediately: true })
      queue.offer("news")
      assert.strictEqual(yield* Fiber.join(first), "news")
      const second = yield* Effect.forkChild(Effect.flip(queue.takeAll), { startImmediately: true })
      queue.end(Cause.fail("over"))
      assert.strictEqual(yield* Fiber.join(second), "over")
    })
  )

  it.effect("gives what is pending before its end, and nothing that comes after it", () =>
    Effect.gen(function* () {
      const queue = makeCondensingQueue<string, string>({ capacity, condense: (pending) => pending })
      queue.offer("last words")
      queue.end(Cause.fail("over"))
      queue.end(Cause.fail("over again"))
      queue.offer("too late")
      assert.deepStrictEqual(yield* queue.takeAll, ["last words"])
      assert.strictEqual(yield* Effect.flip(queue.take), "over")
    })
  )

  it.effect("loses nothing to a reader who is interrupted while it waits", () =>
    Effect.gen(function* () {
      const queue = makeCondensingQueue<string>({ capacity, condense: (pending) => pending })
      const waiting = yield* Effect.forkChild(queue.take, { startImmediately: true })
      yield* Fiber.interrupt(waiting)
      queue.offer("news")
      assert.strictEqual(yield* queue.take, "news")
    })
  )

  it.effect("wakes a reader who has looked in vain, and has not begun to wait", () =>
    Effect.gen(function* () {
      for (const steps of Array.from({ length: 12 }, (_, index) => index)) {
        const queue = makeCondensingQueue<string>({ capacity, condense: (pending) => pending })
        // Whoever takes few steps at a time lets others have their turn between his look and his waiting.
        const reader = yield* queue.take.pipe(Effect.provideService(References.MaxOpsBeforeYield, 3), Effect.forkChild)
        yield* Effect.forEach(Array.from({ length: steps }), () => Effect.yieldNow)
        queue.offer("news")
        assert.strictEqual(yield* Fiber.join(reader), "news", `after ${steps} steps`)
      }
    })
  )

  it.effect("takes back what nobody wants any more, and nothing else", () =>
    Effect.gen(function* () {
      const queue = makeCondensingQueue<number>({ capacity, condense: (pending) => pending })
      assert.isTrue(queue.isEmpty())
      for (const item of [1, 2, 3, 4]) queue.offer(item)
      queue.drop((item) => item % 2 === 0)
      assert.deepStrictEqual(yield* queue.takeAll, [1, 3])
      assert.isTrue(queue.isEmpty())
    })
  )
})
