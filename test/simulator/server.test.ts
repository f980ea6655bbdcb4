import { connect } from "node:net"
import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import { makeSimulator } from "../../src/simulator/makeSimulator.ts"
import { clusterDeployment, kubeEvent } from "../contract/apiServerContract.ts"
import { statusOf, textAt } from "../contract/readers.ts"
import { clusters, events, eventually, get, watch } from "./support.ts"

const cluster = (name: string, message?: string) => clusterDeployment("kcm-system", name, {}, message)

it.effect("counts open watches, and forgets one at once when its client leaves", () =>
  Effect.gen(function* () {
    const simulator = yield* makeSimulator()
    yield* Effect.scoped(
      Effect.gen(function* () {
        yield* watch(simulator, `${clusters}?watch=true`)
        yield* watch(simulator, `${events}?watch=true`)
        assert.strictEqual((yield* simulator.stats).openWatches, 2)
      })
    )
    const { requests } = yield* eventually(simulator, (stats) => stats.openWatches === 0 && stats.openConnections === 0)
    assert.deepStrictEqual(requests, [`GET ${clusters}?watch=true`, `GET ${events}?watch=true`])
  })
)

it.effect("sends a bookmark every minute, and one more before the end of a watch", () =>
  Effect.gen(function* () {
    const simulator = yield* makeSimulator()
    const reader = yield* watch(
      simulator,
      `${clusters}?watch=true&resourceVersion=1001&allowWatchBookmarks=true&timeoutSeconds=90`
    )
    yield* TestClock.adjust("59 seconds")
    yield* simulator.put(kubeEvent("kcm-system", "a.1", "demo"))
    yield* simulator.put(cluster("demo"))
    yield* TestClock.adjust("1 second")
    yield* TestClock.adjust("27 seconds")
    yield* simulator.put(cluster("demo", "step 1"))
    yield* TestClock.adjust("3 seconds")
    const lines = yield* Effect.promise(() => reader.rest())
    assert.deepStrictEqual(
      lines.map(({ object, type }) => `${type} ${textAt(object, "metadata.resourceVersion")}`),
      ["ADDED 1003", "BOOKMARK 1003", "MODIFIED 1004", "BOOKMARK 1004"]
    )
    assert.strictEqual((yield* eventually(simulator, (stats) => stats.openWatches === 0)).openWatches, 0)
  })
)

it.effect("sends no bookmark to a watch that did not ask for any", () =>
  Effect.gen(function* () {
    const simulator = yield* makeSimulator()
    const reader = yield* watch(simulator, `${clusters}?watch=true&timeoutSeconds=90`)
    yield* TestClock.adjust("90 seconds")
    assert.deepStrictEqual(yield* Effect.promise(() => reader.rest()), [])
  })
)

it.effect("stays silent on a version from the future, and tells only what is newer", () =>
  Effect.gen(function* () {
    const simulator = yield* makeSimulator()
    const reader = yield* watch(simulator, `${clusters}?watch=true&resourceVersion=1003&timeoutSeconds=10`)
    for (const name of ["one", "two", "three"]) yield* simulator.put(cluster(name))
    yield* TestClock.adjust("10 seconds")
    const lines = yield* Effect.promise(() => reader.rest())
    assert.deepStrictEqual(
      lines.map(({ object }) => textAt(object, "metadata.name")),
      ["three"]
    )
    const { status, text } = yield* get(simulator, `${clusters}?resourceVersion=99999`)
    assert.strictEqual(status, 504)
    assert.match(text, /Too large resource version: 99999, current: 1004/u)
  })
)

it.effect("ends watches cleanly or by reset, and takes new ones", () =>
  Effect.gen(function* () {
    const simulator = yield* makeSimulator()
    yield* simulator.put(cluster("demo"))
    const clean = yield* watch(simulator, `${clusters}?watch=true`)
    yield* simulator.closeWatches("clean")
    assert.strictEqual((yield* Effect.promise(() => clean.rest())).length, 1)
    const cut = yield* watch(simulator, `${clusters}?watch=true`)
    yield* Effect.promise(() => cut.take(1))
    yield* simulator.closeWatches("reset")
    const failure = yield* Effect.promise(() => cut.rest().then(() => "ended cleanly", String))
    assert.match(failure, /terminated|ECONNRESET/u)
    yield* eventually(simulator, (stats) => stats.openWatches === 0)
  })
)

it.live("restarts on its port with its objects, and without history where that is lost", () =>
  Effect.gen(function* () {
    const simulator = yield* makeSimulator()
    yield* simulator.put(cluster("demo"))
    const before = textAt(JSON.parse((yield* get(simulator, clusters)).text), "metadata.resourceVersion")
    yield* simulator.put(cluster("demo", "step 1"))
    yield* Effect.forkChild(simulator.restart({ down: "200 millis", loseHistory: true }), { startImmediately: true })
    const refused = yield* Effect.flip(Effect.sleep("50 millis").pipe(Effect.andThen(get(simulator, clusters))))
    assert.strictEqual(refused.code, "ECONNREFUSED")
    yield* Effect.sleep("400 millis")
    const reader = yield* watch(simulator, `${clusters}?watch=true&resourceVersion=${before}`)
    const [error] = yield* Effect.promise(() => reader.take(1))
    assert.strictEqual(statusOf(error?.object).code, 410)
    assert.strictEqual((yield* get(simulator, `${clusters}/demo`)).status, 200)
  })
)

it.effect("tells of the end of the old object and the beginning of the new one where the uid changes", () =>
  Effect.gen(function* () {
    const simulator = yield* makeSimulator()
    const one = cluster("demo")
    yield* simulator.put({ ...one, metadata: { ...one.metadata, uid: "first" } })
    const reader = yield* watch(simulator, `${clusters}?watch=true`)
    yield* simulator.apply({ type: "MODIFIED", object: { ...one, metadata: { ...one.metadata, uid: "second" } } })
    const lines = yield* Effect.promise(() => reader.take(3))
    assert.deepStrictEqual(
      lines.map(({ object, type }) => `${type} ${textAt(object, "metadata.uid")}`),
      ["ADDED first", "DELETED first", "ADDED second"]
    )
  })
)

it.effect("can be written by nobody but its owner", () =>
  Effect.gen(function* () {
    const simulator = yield* makeSimulator()
    for (const method of ["POST", "PUT", "PATCH", "DELETE"]) {
      const { status, text } = yield* get(simulator, clusters, { method })
      assert.strictEqual(status, 405, method)
      assert.strictEqual(statusOf(JSON.parse(text)).reason, "MethodNotAllowed")
    }
  })
)

it.effect("answers strange paths with 404, and strange queries with 400", () =>
  Effect.gen(function* () {
    const simulator = yield* makeSimulator()
    for (const path of [
      "/nope",
      "/apis/x/v1/y",
      "/api/v1/pods",
      "/%zz",
      "//",
      "/api/v1/namespaces/a/events/b/c",
      "/apis/k0rdent.mirantis.com/v9"
    ]) {
      assert.strictEqual((yield* get(simulator, path)).status, 404, path)
    }
    for (const query of [
      "limit=x",
      "timeoutSeconds=1.5",
      "continue=%00",
      "labelSelector=%22",
      "fieldSelector=%5C%5C"
    ]) {
      assert.strictEqual((yield* get(simulator, `${clusters}?${query}`)).status, 400, query)
    }
  })
)

it.effect("refuses a port that is taken", () =>
  Effect.gen(function* () {
    const { port } = yield* makeSimulator()
    const error = yield* Effect.flip(makeSimulator({ port }))
    assert.strictEqual(error.reason, "port")
    assert.match(error.message, new RegExp(`127\\.0\\.0\\.1:${port}`, "u"))
  })
)

it.live("cuts a client that does not read its watch, instead of keeping everything for it", () =>
  Effect.gen(function* () {
    const simulator = yield* makeSimulator()
    const socket = yield* Effect.acquireRelease(
      Effect.sync(() => connect(simulator.port, "127.0.0.1")),
      (open) => Effect.sync(() => open.destroy())
    )
    socket.on("error", () => undefined).pause()
    socket.write(`GET ${clusters}?watch=true HTTP/1.1\r\nHost: simulator\r\n\r\n`)
    yield* eventually(simulator, (stats) => stats.openWatches === 1)
    const megabyte = "x".repeat(1024 * 1024)
    for (let n = 0; n < 100; n += 1) yield* simulator.put(cluster("demo", megabyte))
    yield* eventually(simulator, (stats) => stats.openWatches === 0 && stats.openConnections === 0)
  })
)

it.live("lists and watches 2,000 objects quickly", () =>
  Effect.gen(function* () {
    const simulator = yield* makeSimulator()
    const began = performance.now()
    for (let n = 0; n < 2000; n += 1) yield* simulator.put(cluster(`demo-${n}`, "x".repeat(1000)))
    const { text } = yield* get(simulator, clusters)
    assert.isAbove(text.length, 2_000_000)
    const reader = yield* watch(simulator, `${clusters}?watch=true`)
    assert.strictEqual((yield* Effect.promise(() => reader.take(2000))).length, 2000)
    for (let n = 0; n < 2000; n += 1) yield* simulator.put(cluster(`demo-${n}`, "changed"))
    assert.strictEqual((yield* Effect.promise(() => reader.take(2000))).length, 2000)
    assert.isBelow(performance.now() - began, 10_000)
  })
)
