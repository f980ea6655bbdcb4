import { assert, it } from "@effect/vitest"
import { Effect, Exit, Scope } from "effect"
import { makeLimits } from "../../src/monitor/limits.ts"

const acquireIn = Effect.fnUntraced(function* (acquire: Effect.Effect<void, unknown, Scope.Scope>) {
  const scope = yield* Scope.make()
  yield* Scope.provide(acquire, scope)
  return scope
})

it.effect("a client is refused one more than its share, and served again when one is given back", () =>
  Effect.gen(function* () {
    const limits = yield* makeLimits({ maxPerClient: 2, maxTotal: 100 })
    const first = yield* acquireIn(limits.acquire("a"))
    yield* acquireIn(limits.acquire("a"))
    const refusal = yield* Effect.flip(Effect.scoped(limits.acquire("a")))
    assert.strictEqual(refusal.reason, "limitExceeded")
    assert.strictEqual(refusal.message, "per-client subscription limit exceeded (max: 2)")
    yield* Effect.scoped(limits.acquire("b"))
    yield* Scope.close(first, Exit.void)
    yield* Effect.scoped(limits.acquire("a"))
  })
)

it.effect("all clients together are refused one more than the server's share", () =>
  Effect.gen(function* () {
    const limits = yield* makeLimits({ maxPerClient: 2, maxTotal: 3 })
    yield* acquireIn(limits.acquire("a"))
    yield* acquireIn(limits.acquire("a"))
    const third = yield* acquireIn(limits.acquire("b"))
    const refusal = yield* Effect.flip(Effect.scoped(limits.acquire("c")))
    assert.strictEqual(refusal.message, "server subscription limit exceeded (max: 3)")
    yield* Scope.close(third, Exit.void)
    yield* Effect.scoped(limits.acquire("c"))
  })
)

it.effect("a refused client keeps no permit and leaves no entry", () =>
  Effect.gen(function* () {
    const limits = yield* makeLimits({ maxPerClient: 1, maxTotal: 1 })
    const held = yield* acquireIn(limits.acquire("a"))
    for (let n = 0; n < 100; n++) yield* Effect.flip(Effect.scoped(limits.acquire(`stranger-${n}`)))
    assert.strictEqual(yield* limits.clients, 1)
    yield* Scope.close(held, Exit.void)
    assert.strictEqual(yield* limits.clients, 0)
    // Had a stranger's refusal kept the client's own permit, this would be refused.
    yield* Effect.scoped(limits.acquire("stranger-0"))
  })
)

it.effect("a hundred at the same moment get exactly what there is", () =>
  Effect.gen(function* () {
    const limits = yield* makeLimits({ maxPerClient: 10, maxTotal: 100 })
    const scope = yield* Scope.make()
    const exits = yield* Effect.forEach(
      Array.from({ length: 100 }),
      () => Effect.exit(Scope.provide(limits.acquire("a"), scope)),
      { concurrency: "unbounded" }
    )
    assert.strictEqual(exits.filter(Exit.isSuccess).length, 10)
    yield* Scope.close(scope, Exit.void)
    assert.strictEqual(yield* limits.clients, 0)
  })
)
