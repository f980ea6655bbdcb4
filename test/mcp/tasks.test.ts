import { assert, describe, it } from "@effect/vitest"
import { Deferred, Duration, Effect, Fiber, Stream } from "effect"
import { TestClock } from "effect/testing"
import { errorCodes, RequestFailure } from "../../src/mcp/failures/failures.ts"
import { makeTasks, type Report } from "../../src/mcp/tasks/registry.ts"
import { describeTask, type Task } from "../../src/mcp/tasks/Task.ts"
import { Replica } from "../../src/monitor/replica.ts"

const start = Effect.gen(function* () {
  const tasks = yield* Effect.provideService(makeTasks, Replica, "00c0ffee")
  const begin = Effect.fnUntraced(function* (owner = "me", seconds = 60) {
    const verdict = yield* Deferred.make<{ readonly content: string }, RequestFailure>()
    const reporting = yield* Deferred.make<Report>()
    const left = yield* Deferred.make<void>()
    const task = yield* tasks.start(owner, {
      lasts: Duration.seconds(seconds),
      first: "Looking.",
      run: (report) =>
        Deferred.succeed(reporting, report).pipe(
          Effect.andThen(Deferred.await(verdict)),
          Effect.onInterrupt(() => Deferred.succeed(left, undefined))
        )
    })
    return { task, verdict, report: yield* Deferred.await(reporting), left: Deferred.await(left) }
  })
  const refusal = (effect: Effect.Effect<unknown, RequestFailure>) =>
    Effect.map(Effect.flip(effect), ({ code, message }) => ({ code, message }))
  return { begin, refusal, tasks }
})

describe("a task of a token", () => {
  it.effect("ends with it, and is no more", () =>
    Effect.gen(function* () {
      const { refusal, tasks } = yield* start
      const removed = yield* Deferred.make<void>()
      const left = yield* Deferred.make<void>()
      const { taskId } = yield* tasks.start("token", {
        lasts: Duration.minutes(1),
        first: "Looking.",
        revoked: Deferred.await(removed),
        run: () => Effect.onInterrupt(Effect.never, () => Deferred.succeed(left, undefined))
      })
      yield* tasks.get("token", taskId)
      yield* Deferred.succeed(removed, undefined)
      yield* Deferred.await(left)
      yield* TestClock.adjust("1 millis")
      assert.strictEqual((yield* refusal(tasks.get("token", taskId))).code, errorCodes.invalidParams)
    })
  )
})

describe("a task", () => {
  it.effect("is at work at once, under a name that nobody guesses and that names the replica", () =>
    Effect.gen(function* () {
      const { begin } = yield* start
      const { task } = yield* begin()
      assert.match(task.taskId, /^00c0ffee\.[0-9a-f-]{36}$/u)
      assert.deepStrictEqual(describeTask(task), {
        taskId: task.taskId,
        status: "working",
        statusMessage: "Looking.",
        createdAt: "1970-01-01T00:00:00.000Z",
        lastUpdatedAt: "1970-01-01T00:00:00.000Z",
        ttlMs: 60_000 + 30 * 60_000,
        pollIntervalMs: 5000
      })
    })
  )

  it.effect("tells the last sentence and when to look again, within reason", () =>
    Effect.gen(function* () {
      const { begin, tasks } = yield* start
      const { report, task } = yield* begin()
      yield* TestClock.adjust("3 seconds")
      yield* report("Machines come up.", Duration.seconds(17))
      const told = yield* tasks.get("me", task.taskId)
      assert.deepInclude(describeTask(told), {
        statusMessage: "Machines come up.",
        pollIntervalMs: 17_000,
        lastUpdatedAt: "1970-01-01T00:00:03.000Z"
      })
      yield* report("More.", Duration.hours(2))
      assert.strictEqual((yield* tasks.get("me", task.taskId)).pollIntervalMs, 60_000)
    })
  )

  it.effect("keeps what the call gave, or the error that it failed with", () =>
    Effect.gen(function* () {
      const { begin, tasks } = yield* start
      const good = yield* begin()
      const bad = yield* begin()
      yield* Deferred.succeed(good.verdict, { content: "x" })
      yield* Deferred.fail(bad.verdict, new RequestFailure({ code: errorCodes.internalError, message: "no" }))
      yield* TestClock.adjust("1 second")
      assert.deepInclude(describeTask(yield* tasks.get("me", good.task.taskId)), {
        status: "completed",
        result: { content: "x" }
      })
      assert.deepInclude(describeTask(yield* tasks.get("me", bad.task.taskId)), {
        status: "failed",
        error: { code: -32603, message: "no" }
      })
    })
  )

  it.effect("stops when it is cancelled, and can be cancelled again", () =>
    Effect.gen(function* () {
      const { begin, tasks } = yield* start
      const { left, task } = yield* begin()
      yield* tasks.cancel("me", task.taskId)
      yield* left
      yield* TestClock.adjust("1 second")
      assert.strictEqual((yield* tasks.get("me", task.taskId)).state.status, "cancelled")
      yield* tasks.cancel("me", task.taskId)
    })
  )

  it.effect("is over and forgotten when its time to live is", () =>
    Effect.gen(function* () {
      const { begin, refusal, tasks } = yield* start
      const { task } = yield* begin()
      const states = yield* tasks.follow("me", task.taskId)
      const all = yield* Effect.forkChild(Stream.runCollect(states))
      yield* TestClock.adjust(Duration.millis(task.ttlMs))
      assert.deepStrictEqual((yield* Fiber.join(all)).at(-1)?.state.status, "failed")
      const { code, message } = yield* refusal(tasks.get("me", task.taskId))
      assert.strictEqual(code, -32602)
      assert.include(message, "there is no task")
    })
  )

  it.effect("is nobody else's, and says so where it was made by another replica", () =>
    Effect.gen(function* () {
      const { begin, refusal, tasks } = yield* start
      const { task } = yield* begin()
      for (const ask of [tasks.get, tasks.cancel, tasks.follow]) {
        const { code, message } = yield* refusal(ask("you", task.taskId))
        assert.strictEqual(code, -32602)
        assert.include(message, "there is no task")
      }
      const elsewhere = yield* refusal(tasks.get("me", task.taskId.replace("00c0ffee", "0badf00d")))
      assert.strictEqual(elsewhere.code, -32602)
      assert.include(elsewhere.message, "was made by replica 0badf00d, and this is replica 00c0ffee")
    })
  )

  it.effect("makes room for the next, if it is over; else the next is refused", () =>
    Effect.gen(function* () {
      const { begin, refusal, tasks } = yield* start
      const first = yield* begin()
      yield* Effect.replicateEffect(begin(), 49)
      const run = () => Effect.never
      const more = tasks.start("me", { lasts: Duration.seconds(1), first: "", run })
      assert.include((yield* refusal(more)).message, "too many tasks are at work: at most 50 for one client")
      yield* begin("you")
      yield* Deferred.succeed(first.verdict, { content: "x" })
      yield* TestClock.adjust("1 second")
      yield* more
      assert.strictEqual((yield* refusal(tasks.get("me", first.task.taskId))).code, -32602)
    })
  )

  it.effect("is followed to its end; a slow follower misses some states, never the last", () =>
    Effect.gen(function* () {
      const { begin, tasks } = yield* start
      const { report, task, verdict } = yield* begin()
      const seen: Array<Task> = []
      const states = yield* tasks.follow("me", task.taskId)
      const following = yield* Effect.forkChild(
        Stream.runForEach(states, (state) =>
          Effect.andThen(
            Effect.sleep("10 seconds"),
            Effect.sync(() => seen.push(state))
          )
        )
      )
      yield* TestClock.adjust("1 second")
      for (let n = 0; n < 100; n += 1) yield* report(`Sentence ${n}.`)
      yield* Deferred.succeed(verdict, { content: "x" })
      yield* TestClock.adjust("2 minutes")
      yield* Fiber.join(following)
      assert.isBelow(seen.length, 10)
      assert.strictEqual(seen.at(-1)?.state.status, "completed")
    })
  )
})
