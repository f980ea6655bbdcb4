import { assert, it } from "@effect/vitest"
import { Cause, Effect, Exit, Fiber, Metric, Stream } from "effect"
import { TestClock } from "effect/testing"
import type { ProgressUpdate } from "../../src/domain/update/progressUpdate.ts"
import { makeOutbox, outboxCapacity } from "../../src/monitor/subscription/outbox.ts"
import { metric, settle } from "./harness.ts"

const update = (n: number, over: Partial<ProgressUpdate> = {}): ProgressUpdate => {
  const timestamp = `2026-01-01T00:00:${String(n).padStart(2, "0")}.000Z`
  return {
    timestamp,
    phase: "Provisioning",
    message: `message ${n}`,
    source: "event",
    severity: "info",
    metadata: {
      name: "demo",
      namespace: "kcm-system",
      templateRef: { name: "azure" },
      credentialRef: { name: "azure" },
      provider: "azure",
      region: "eastus",
      createdAt: ""
    },
    services: [],
    milestones: [
      {
        timestamp,
        reason: `Milestone${n}`,
        message: "it happened",
        relatedObject: { kind: "Cluster", namespace: "kcm-system", name: "demo" }
      }
    ],
    ...over
  }
}

it.effect("hands out what was offered, in order, and ends when it is closed", () =>
  Effect.gen(function* () {
    const outbox = yield* makeOutbox
    const reading = yield* Effect.forkChild(Stream.runCollect(outbox.updates))
    yield* settle
    for (const n of [1, 2, 3]) {
      outbox.offer(update(n), 0)
      yield* settle
    }
    yield* outbox.close(Exit.void)
    assert.deepStrictEqual(yield* Fiber.join(reading), [update(1), update(2), update(3)])
  })
)

it.effect("merges the oldest when nobody reads: every milestone, the newest words and the end are kept", () =>
  Effect.gen(function* () {
    const outbox = yield* makeOutbox
    for (let n = 1; n <= 30; n++) outbox.offer(update(n, n === 30 ? { terminal: true } : {}), 0)
    yield* outbox.close(Exit.void)
    const read = yield* Stream.runCollect(outbox.updates)
    assert.strictEqual(read.length, outboxCapacity)
    assert.deepStrictEqual(
      read.flatMap(({ milestones }) => (milestones ?? []).map(({ reason }) => reason)),
      Array.from({ length: 30 }, (_, index) => `Milestone${index + 1}`)
    )
    assert.deepStrictEqual(read.at(-1), update(30, { terminal: true }))
    assert.strictEqual(read[0]?.message, "message 23")
  })
)

it.effect("measures how long the oldest cause of an update waited", () =>
  Effect.gen(function* () {
    const outbox = yield* makeOutbox
    for (let n = 0; n <= outboxCapacity; n++) outbox.offer(update(n), n * 1000)
    yield* TestClock.adjust("20 seconds")
    yield* outbox.close(Exit.void)
    yield* Stream.runDrain(outbox.updates)
    assert.strictEqual(yield* metric("updates_published_total"), outboxCapacity)
    const latency = (yield* Metric.snapshot).find(({ id }) => id.endsWith("update_latency_seconds"))
    assert.strictEqual(latency?.type === "Histogram" ? latency.state.max : undefined, 20)
  }).pipe(Effect.provideService(Metric.MetricRegistry, new Map()))
)

it.effect("passes a defect on to its reader, and nothing else", () =>
  Effect.gen(function* () {
    const broken = yield* makeOutbox
    yield* broken.close(Exit.die("a bug"))
    const exit = yield* Effect.exit(Stream.runCollect(broken.updates))
    assert.isTrue(Exit.isFailure(exit) && Cause.hasDies(exit.cause))
    const interrupted = yield* makeOutbox
    yield* interrupted.close(Exit.interrupt())
    assert.deepStrictEqual(yield* Stream.runCollect(interrupted.updates), [])
  })
)
