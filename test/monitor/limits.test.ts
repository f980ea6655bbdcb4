import { assert, it } from "@effect/vitest"
import { Effect, Exit, Scope } from "effect"
import { deployment, makeFakeKube } from "./fakeKube.ts"
import { demo, subscribe, withMonitor } from "./harness.ts"

const cluster = () => makeFakeKube([deployment("kcm-system/demo")])

it.effect("a client is refused one more than its share, and served again when one is given back", () =>
  withMonitor(
    cluster(),
    (monitor) =>
      Effect.gen(function* () {
        const first = yield* subscribe(monitor, demo, { client: "a" })
        yield* subscribe(monitor, demo, { client: "a" })
        const refusal = yield* Effect.flip(subscribe(monitor, demo, { client: "a" }))
        assert.strictEqual(refusal.reason, "limitExceeded")
        assert.strictEqual(refusal.message, "per-client subscription limit exceeded (max: 2)")
        yield* subscribe(monitor, demo, { client: "b" })
        yield* first.unsubscribe
        yield* subscribe(monitor, demo, { client: "a" })
      }),
    { maxPerClient: 2 }
  )
)

it.effect("all clients together are refused one more than the server's share", () =>
  withMonitor(
    cluster(),
    (monitor) =>
      Effect.gen(function* () {
        yield* subscribe(monitor, demo, { client: "a" })
        yield* subscribe(monitor, demo, { client: "a" })
        const third = yield* subscribe(monitor, demo, { client: "b" })
        const refusal = yield* Effect.flip(subscribe(monitor, demo, { client: "c" }))
        assert.strictEqual(refusal.message, "server subscription limit exceeded (max: 3)")
        yield* third.unsubscribe
        yield* subscribe(monitor, demo, { client: "c" })
      }),
    { maxPerClient: 2, maxTotal: 3 }
  )
)

it.effect("refusals cost nobody anything: a hundred strangers leave every permit where it was", () =>
  withMonitor(
    cluster(),
    (monitor) =>
      Effect.gen(function* () {
        const held = yield* subscribe(monitor, demo, { client: "a" })
        for (let n = 0; n < 100; n++) {
          yield* Effect.flip(Effect.scoped(monitor.open(demo, { client: `stranger-${n}` })))
        }
        yield* held.unsubscribe
        // Had a stranger's refusal kept the client's own permit, this would be refused.
        yield* subscribe(monitor, demo, { client: "stranger-0" })
      }),
    { maxPerClient: 1, maxTotal: 1 }
  )
)

it.effect("a cluster that is not there costs no permit", () =>
  withMonitor(
    cluster(),
    (monitor) =>
      Effect.gen(function* () {
        const missing = { ...demo, name: "missing" }
        for (let n = 0; n < 3; n++) yield* Effect.flip(Effect.scoped(monitor.open(missing, { client: "a" })))
        yield* subscribe(monitor, demo, { client: "a" })
      }),
    { maxPerClient: 1, maxTotal: 1 }
  )
)

it.effect("a hundred at the same moment get exactly what there is", () =>
  withMonitor(cluster(), (monitor) =>
    Effect.gen(function* () {
      const scope = yield* Scope.make()
      const exits = yield* Effect.forEach(
        Array.from({ length: 100 }),
        () => Effect.exit(Scope.provide(monitor.open(demo, { client: "a" }), scope)),
        { concurrency: "unbounded" }
      )
      assert.strictEqual(exits.filter(Exit.isSuccess).length, 10)
      yield* Scope.close(scope, Exit.void)
      yield* subscribe(monitor, demo, { client: "a" })
    })
  )
)
