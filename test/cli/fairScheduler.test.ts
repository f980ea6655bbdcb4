import { assert, it } from "@effect/vitest"
import { Effect, Fiber, Latch, Scheduler } from "effect"
import { makeFairScheduler } from "../../src/cli/fairScheduler.ts"

/** Keeps the event loop to itself for so long. */
const toil = (ms: number) =>
  Effect.sync(() => {
    const until = performance.now() + ms
    while (performance.now() < until);
  })

/** How often somebody who waits for his turn gets it while fibers that were woken together toil. */
const turnsOfOthers = (scheduler: Scheduler.Scheduler, fibers: number, ms: number) =>
  Effect.gen(function* () {
    const start = yield* Latch.make(false)
    let turns = 0
    let toiling = true
    const next = () => {
      turns += 1
      if (toiling) setImmediate(next)
    }
    yield* Effect.forkChild(
      Effect.andThen(
        start.await,
        Effect.sync(() => setImmediate(next))
      ),
      { startImmediately: true }
    )
    const all = yield* Effect.forkChild(
      Effect.forEach(Array.from({ length: fibers }), () => Effect.andThen(start.await, toil(ms)), {
        concurrency: "unbounded"
      }),
      { startImmediately: true }
    )
    start.openUnsafe()
    yield* Fiber.join(all)
    toiling = false
    return turns
  }).pipe(Effect.provideService(Scheduler.Scheduler, scheduler))

it.live("fibers that were woken together do not keep everybody else waiting", () =>
  Effect.gen(function* () {
    assert.isAtMost(yield* turnsOfOthers(new Scheduler.MixedScheduler(), 8, 15), 2, "so it is without")
    assert.isAtLeast(yield* turnsOfOthers(makeFairScheduler(), 8, 15), 7)
  })
)

it.live("fibers that do little are run together", () =>
  Effect.gen(function* () {
    assert.isAtMost(yield* turnsOfOthers(makeFairScheduler(), 100, 0), 3)
  })
)
