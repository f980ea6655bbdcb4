import { assert, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { TestClock } from "effect/testing"
import { makeSimulator } from "../../src/simulator/makeSimulator.ts"
import { clusterDeployment } from "../contract/apiServerContract.ts"
import { statusOf, textAt, type WatchReader } from "../contract/readers.ts"
import { clusters, events, eventually, get, watch } from "./support.ts"

const demo = clusterDeployment("kcm-system", "demo")
const takes = (reader: WatchReader, count: number) => Effect.promise(() => reader.take(count))
const ending = (reader: WatchReader) => Effect.promise(() => reader.rest().then(() => "clean", String))

it.effect("answers with a Status until cleared, and with Retry-After where told to", () =>
  Effect.gen(function* () {
    const simulator = yield* makeSimulator()
    yield* simulator.fault({ _tag: "Status", status: 429, retryAfterSeconds: 3 })
    const { headers, status, text } = yield* get(simulator, clusters)
    assert.deepStrictEqual([status, headers.get("retry-after")], [429, "3"])
    assert.strictEqual(statusOf(JSON.parse(text)).reason, "TooManyRequests")
    yield* simulator.fault({ _tag: "Status", status: 403, message: "clusterdeployments is forbidden" })
    assert.strictEqual(
      statusOf(JSON.parse((yield* get(simulator, "/version")).text)).message,
      "clusterdeployments is forbidden"
    )
    yield* simulator.clear
    assert.strictEqual((yield* get(simulator, clusters)).status, 200)
  })
)

it.effect("narrows a fault to a resource and a kind of request, as often as told", () =>
  Effect.gen(function* () {
    const simulator = yield* makeSimulator()
    yield* simulator.put(demo)
    yield* simulator.fault(
      { _tag: "Status", status: 500 },
      { resource: "clusterdeployments", request: "list", times: 2 }
    )
    const statuses = []
    for (const path of [events, `${clusters}/demo`, clusters, `${clusters}?limit=1`, clusters]) {
      statuses.push((yield* get(simulator, path)).status)
    }
    yield* watch(simulator, `${clusters}?watch=true`)
    assert.deepStrictEqual(statuses, [200, 200, 500, 500, 200])
  })
)

it.effect("drops a plain answer and a watch after so many bytes", () =>
  Effect.gen(function* () {
    const simulator = yield* makeSimulator()
    yield* simulator.put(demo)
    for (const afterBytes of [0, 1, 100]) {
      yield* simulator.fault({ _tag: "Drop", afterBytes }, { times: 1 })
      yield* Effect.flip(get(simulator, clusters))
    }
    yield* simulator.fault({ _tag: "Drop", afterBytes: 10 }, { times: 1, request: "watch" })
    const reader = yield* watch(
      simulator,
      `${clusters}?watch=true&sendInitialEvents=false&resourceVersionMatch=NotOlderThan`
    )
    yield* simulator.put(demo)
    assert.notStrictEqual(yield* ending(reader), "clean")
    assert.strictEqual((yield* get(simulator, clusters)).status, 200)
    yield* eventually(simulator, (stats) => stats.openWatches === 0)
  })
)

it.effect("counts no watch for ever that is dropped and reset at once", () =>
  Effect.gen(function* () {
    const simulator = yield* makeSimulator()
    const reader = yield* watch(simulator, `${clusters}?watch=true`)
    yield* simulator.fault({ _tag: "Drop", afterBytes: 0 }, { request: "watch", times: 1 })
    yield* simulator.closeWatches("reset")
    assert.notStrictEqual(yield* ending(reader), "clean")
    yield* eventually(simulator, (stats) => stats.openWatches === 0 && stats.openConnections === 0)
  })
)

it.effect("drops a watch that is open already", () =>
  Effect.gen(function* () {
    const simulator = yield* makeSimulator()
    const [spared, reader] = [
      yield* watch(simulator, `${events}?watch=true`),
      yield* watch(simulator, `${clusters}?watch=true`)
    ]
    yield* simulator.fault({ _tag: "Drop", afterBytes: 0 }, { resource: "clusterdeployments", times: 1 })
    assert.notStrictEqual(yield* ending(reader), "clean")
    yield* simulator.closeWatches("clean")
    assert.strictEqual(yield* ending(spared), "clean")
  })
)

it.effect("falls silent in the midst of a watch, without a word and without an end", () =>
  Effect.gen(function* () {
    const simulator = yield* makeSimulator()
    yield* simulator.put(demo)
    const open = yield* watch(simulator, `${clusters}?watch=true`)
    yield* takes(open, 1)
    yield* simulator.fault({ _tag: "Silent" })
    const late = yield* watch(simulator, `${clusters}?watch=true&timeoutSeconds=5`)
    yield* simulator.put(demo)
    yield* TestClock.adjust("1 hour")
    const heard = Effect.raceFirst(
      Effect.promise(() => Promise.race([open.take(1), late.take(1)])).pipe(Effect.as("something")),
      get(simulator, "/healthz").pipe(Effect.as("an answer"))
    )
    // Even the health check gets headers only: nothing at all is heard until the fault is cleared.
    const fiber = yield* Effect.forkChild(heard, { startImmediately: true })
    yield* eventually(simulator, (stats) => stats.requests.at(-1) === "GET /healthz")
    assert.isUndefined(fiber.pollUnsafe())
    yield* Fiber.interrupt(fiber)
    yield* simulator.clear
    const healed = yield* watch(simulator, `${clusters}?watch=true`)
    yield* takes(healed, 1)
  })
)

it.effect("puts garbage between the events of open and of new watches", () =>
  Effect.gen(function* () {
    const simulator = yield* makeSimulator()
    yield* simulator.put(demo)
    const open = yield* watch(simulator, `${clusters}?watch=true`)
    yield* takes(open, 1)
    yield* simulator.fault({ _tag: "Garbage", text: "}{ not JSON" }, { times: 2 })
    yield* simulator.put(demo)
    const late = yield* watch(simulator, `${clusters}?watch=true`)
    const types = [...(yield* takes(open, 2)), ...(yield* takes(late, 2))].map(({ type }) => type)
    assert.deepStrictEqual(types, ["UNREADABLE", "MODIFIED", "ADDED", "UNREADABLE"])
  })
)

it.effect("expires a watch inside its stream, and ends it", () =>
  Effect.gen(function* () {
    const simulator = yield* makeSimulator()
    yield* simulator.fault({ _tag: "ExpiredInStream" }, { times: 1 })
    const reader = yield* watch(simulator, `${clusters}?watch=true`)
    const [line] = yield* takes(reader, 1)
    assert.deepStrictEqual(
      [line?.type, statusOf(line?.object).code, textAt(line?.object, "reason")],
      ["ERROR", 410, "Expired"]
    )
    assert.strictEqual(yield* ending(reader), "clean")
  })
)

it.effect("waits before an answer", () =>
  Effect.gen(function* () {
    const simulator = yield* makeSimulator()
    yield* simulator.fault({ _tag: "Slow", delay: "30 seconds" })
    const fiber = yield* Effect.forkChild(get(simulator, clusters), { startImmediately: true })
    yield* eventually(simulator, (stats) => stats.requests.length === 1)
    yield* TestClock.adjust("29 seconds")
    assert.isUndefined(fiber.pollUnsafe())
    yield* TestClock.adjust("1 second")
    assert.strictEqual((yield* Fiber.join(fiber)).status, 200)
  })
)
