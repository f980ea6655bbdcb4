import { assert, describe, it } from "@effect/vitest"
import { Duration, Effect, Logger, Metric, References } from "effect"
import { TestClock } from "effect/testing"
import { cluster, type FakeApi, fakeApi, list, type OpenWatch, status } from "./fakeApi.ts"
import { advanceUntil, kubeFor, quick, type Subscriber, subscribe, until } from "./support.ts"

const only = (api: FakeApi): OpenWatch => {
  const [watch] = api.watches
  return watch ?? assert.fail("no watch is open")
}
const open = (api: FakeApi) =>
  until(
    () => api.watches.size === 1,
    () => api.seen.map(({ verb }) => verb)
  )
const told = <A>(subscriber: Subscriber<A>, ...tags: ReadonlyArray<string>) =>
  Effect.andThen(
    until(
      () => subscriber.signals.length >= tags.length,
      () => [subscriber.tags(), subscriber.failure()]
    ),
    Effect.sync(() => assert.deepStrictEqual(subscriber.tags(), tags))
  )

/** What one of our counters says for ClusterDeployments. */
const counted = (id: string) =>
  Effect.map(Metric.snapshot, (metrics) => {
    const found = metrics.find((metric) => metric.id === id && metric.attributes?.["resource"] === "clusterdeployments")
    return found?.type === "Counter" ? Number(found.state.count) : 0
  })

/** An API with one cluster at version 5, a subscriber that is synced, and its watch open. */
const started = Effect.fnUntraced(function* (settings = quick) {
  const api = yield* fakeApi
  api.answers.list = list([cluster("demo", "3")], "5")
  const kube = yield* kubeFor(api.url, settings)
  const subscriber = yield* subscribe(kube.watchClusterDeployments("prod"))
  yield* open(api)
  return { api, kube, subscriber }
})

describe("a watch", () => {
  it.live("tells the list first, then every change", () =>
    Effect.gen(function* () {
      const { api, subscriber } = yield* started()
      const { query, path } = only(api)
      assert.strictEqual(path, "/apis/k0rdent.mirantis.com/v1beta1/namespaces/prod/clusterdeployments")
      assert.strictEqual(query.get("resourceVersion"), "5")
      assert.strictEqual(query.get("allowWatchBookmarks"), "true")
      assert.isAtLeast(Number(query.get("timeoutSeconds")), 300)
      assert.isAtMost(Number(query.get("timeoutSeconds")), 600)
      only(api).send("ADDED", cluster("other", "6"))
      only(api).send("MODIFIED", cluster("demo", "7"))
      only(api).send("DELETED", cluster("demo", "8"))
      yield* told(subscriber, "Synced", "Upserted", "Upserted", "Deleted")
    })
  )

  it.live("resumes silently from the last version after a clean end", () =>
    Effect.gen(function* () {
      const { api, subscriber } = yield* started()
      only(api).send("MODIFIED", cluster("demo", "7"))
      only(api).send("BOOKMARK", { metadata: { resourceVersion: "9" } })
      const before = yield* counted("k0rdent_cluster_monitor_watch_restarts_total")
      only(api).end()
      yield* until(() => api.count("watch") === 2)
      yield* open(api)
      assert.strictEqual(only(api).query.get("resourceVersion"), "9")
      only(api).send("MODIFIED", cluster("demo", "10"))
      yield* told(subscriber, "Synced", "Upserted", "Upserted")
      assert.strictEqual(api.count("list"), 1)
      assert.strictEqual((yield* counted("k0rdent_cluster_monitor_watch_restarts_total")) - before, 1)
    })
  )

  it.live("tells a change that was cut off in mid-line once, after it resumed", () =>
    Effect.gen(function* () {
      const { api, subscriber } = yield* started()
      const line = JSON.stringify({ type: "MODIFIED", object: cluster("demo", "7") })
      only(api).raw(line.slice(0, 40))
      yield* Effect.sleep(20)
      only(api).cut()
      yield* told(subscriber, "Synced", "Interrupted", "Resumed")
      yield* open(api)
      assert.strictEqual(only(api).query.get("resourceVersion"), "5")
      only(api).raw(line.slice(0, 40))
      yield* Effect.sleep(20)
      only(api).raw(`${line.slice(40)}\n`)
      yield* told(subscriber, "Synced", "Interrupted", "Resumed", "Upserted")
    })
  )

  it.live("reads characters that are split between two packets", () =>
    Effect.gen(function* () {
      const { api, subscriber } = yield* started()
      const line = Buffer.from(
        `${JSON.stringify({ type: "MODIFIED", object: cluster("demo", "7", { spec: { template: "größe" } }) })}\n`
      )
      const cut = line.indexOf(Buffer.from("ö")) + 1
      only(api).raw(line.subarray(0, cut))
      yield* Effect.sleep(20)
      only(api).raw(line.subarray(cut))
      yield* told(subscriber, "Synced", "Upserted")
      const [, signal] = subscriber.signals
      assert.strictEqual(signal?._tag === "Upserted" ? signal.object.template : "", "größe")
    })
  )

  it.live("lists again, silently, when its version is gone: told by the HTTP status", () =>
    Effect.gen(function* () {
      const { api, subscriber } = yield* started()
      api.answers.list = list([cluster("demo", "20"), cluster("new", "21")], "22")
      const usual = api.answers.watch
      api.answers.watch = (response, seen) =>
        seen.query.get("resourceVersion") === "5" ? status(410)(response, seen) : usual(response, seen)
      only(api).end()
      yield* told(subscriber, "Synced", "Synced")
      yield* open(api)
      assert.strictEqual(only(api).query.get("resourceVersion"), "22")
    })
  )

  for (const [how, object] of [
    ["an ERROR event with code 410", { kind: "Status", code: 410, reason: "Expired" }],
    ["an ERROR event that bears the reason alone", { kind: "Status", status: "Failure", reason: "Expired" }],
    [
      "an API server that has lost its history",
      { kind: "Status", code: 504, reason: "Timeout", message: "Timeout: Too large resource version: 5, current: 1" }
    ]
  ] as const) {
    it.live(`lists again, silently, when its version is gone: told by ${how}`, () =>
      Effect.gen(function* () {
        const { api, subscriber } = yield* started()
        api.answers.list = list([], "22")
        only(api).send("ERROR", object)
        yield* told(subscriber, "Synced", "Synced")
        yield* until(() => [...api.watches].some(({ query }) => query.get("resourceVersion") === "22"))
      })
    )
  }

  it.effect("retries after 1 s, 2 s and 4 s, then fails with the last error", () =>
    Effect.gen(function* () {
      const { api, subscriber } = yield* started({})
      yield* Effect.promise(() => api.kill())
      yield* told(subscriber, "Synced", "Interrupted")
      yield* TestClock.adjust("999 millis")
      assert.strictEqual(subscriber.signals.length, 2)
      yield* TestClock.adjust("1 millis")
      yield* told(subscriber, "Synced", "Interrupted", "Interrupted")
      yield* TestClock.adjust("2 seconds")
      yield* told(subscriber, "Synced", "Interrupted", "Interrupted", "Interrupted")
      assert.deepStrictEqual(
        subscriber.signals.flatMap((signal) =>
          signal._tag === "Interrupted" ? [[signal.attempt, signal.attempts]] : []
        ),
        [
          [1, 3],
          [2, 3],
          [3, 3]
        ]
      )
      assert.isUndefined(subscriber.failure())
      yield* TestClock.adjust("4 seconds")
      yield* until(() => subscriber.failure() !== undefined)
      assert.strictEqual(subscriber.failure()?.reason, "transport")
      assert.include(subscriber.failure()?.message, "refused")
    })
  )

  it.live("comes back when the server is started again, and has lost nothing", () =>
    Effect.gen(function* () {
      const { api, subscriber } = yield* started()
      yield* Effect.promise(() => api.kill())
      yield* told(subscriber, "Synced", "Interrupted")
      yield* Effect.promise(() => api.listen())
      yield* open(api)
      assert.strictEqual(only(api).query.get("resourceVersion"), "5")
      only(api).send("MODIFIED", cluster("demo", "6"))
      yield* until(() => subscriber.tags().at(-1) === "Upserted")
      assert.strictEqual(subscriber.tags().filter((tag) => tag === "Resumed").length, 1)
    })
  )

  it.live("counts anew after each watch that told something", () =>
    Effect.gen(function* () {
      const { api, subscriber } = yield* started()
      for (let version = 6; version < 16; version++) {
        yield* until(() => api.watches.size === 1)
        only(api).send("MODIFIED", cluster("demo", String(version)))
        yield* until(() => subscriber.tags().filter((tag) => tag === "Upserted").length === version - 5)
        const connections = api.count("watch")
        only(api).cut()
        yield* until(
          () => api.count("watch") > connections,
          () => subscriber.failure()
        )
      }
      const attempts = subscriber.signals.flatMap((signal) => (signal._tag === "Interrupted" ? [signal.attempt] : []))
      assert.deepStrictEqual(attempts, Array(10).fill(1))
    })
  )

  it.live("does not count anew when the connection alone works", () =>
    Effect.gen(function* () {
      const { api, subscriber } = yield* started()
      api.answers.watch = api.watch((watch) => setImmediate(watch.cut))
      only(api).cut()
      yield* until(() => subscriber.failure() !== undefined, subscriber.tags)
      assert.strictEqual(api.count("watch"), 4)
    })
  )

  it.live("does not count anew when it is only told again what it knows", () =>
    Effect.gen(function* () {
      const { api, subscriber } = yield* started()
      api.answers.watch = api.watch((watch) => {
        watch.send("BOOKMARK", { metadata: { resourceVersion: "5" } })
        setTimeout(watch.cut, 20)
      })
      only(api).cut()
      yield* until(() => subscriber.failure() !== undefined, subscriber.tags)
      assert.strictEqual(api.count("watch"), 4)
    })
  )

  it.live("tells the end of an outage once", () =>
    Effect.gen(function* () {
      const { api, subscriber } = yield* started()
      only(api).cut()
      yield* told(subscriber, "Synced", "Interrupted", "Resumed")
      yield* open(api)
      only(api).end()
      yield* until(() => api.count("watch") === 3 && api.watches.size === 1)
      only(api).send("MODIFIED", cluster("demo", "6"))
      yield* told(subscriber, "Synced", "Interrupted", "Resumed", "Upserted")
    })
  )

  it.effect("counts anew after it was open for 2 s, though there was nothing to tell", () =>
    Effect.gen(function* () {
      const { api, subscriber } = yield* started({})
      for (let round = 1; round <= 5; round++) {
        only(api).cut()
        yield* until(() => subscriber.signals.length === 2 * round)
        yield* TestClock.adjust("1 second")
        yield* until(() => subscriber.signals.length === 2 * round + 1)
        yield* open(api)
        yield* TestClock.adjust("2 seconds")
      }
      assert.isUndefined(subscriber.failure())
    })
  )

  it.live("does not spin when every watch ends as soon as it begins", () =>
    Effect.gen(function* () {
      const { api, subscriber } = yield* started()
      api.answers.watch = api.watch((watch) => watch.end())
      only(api).end()
      yield* until(() => subscriber.failure() !== undefined, subscriber.tags)
      assert.strictEqual(subscriber.failure()?.reason, "protocol")
      assert.isAtMost(api.count("watch"), 9)
    })
  )

  it.live("does not spin when every version is gone as soon as it was listed", () =>
    Effect.gen(function* () {
      const { api, subscriber } = yield* started()
      api.answers.watch = status(410)
      only(api).end()
      yield* until(() => subscriber.failure() !== undefined, subscriber.tags)
      assert.isAtMost(api.count("list"), 9)
    })
  )

  it.effect("waits as long as the server asks, silently and for at most a minute in a row", () =>
    Effect.gen(function* () {
      const { api, subscriber } = yield* started({})
      api.answers.watch = status(429, {}, { "retry-after": "7" })
      only(api).end()
      const elapsed = yield* advanceUntil(
        () => subscriber.signals.length === 2,
        () => api.seen.length
      )
      assert.isAtLeast(elapsed, 60_000)
      assert.isAtMost(api.count("watch"), 11)
      yield* told(subscriber, "Synced", "Interrupted")
    })
  )

  it.effect("takes a server that is initializing its storage for one that asks to wait", () =>
    Effect.gen(function* () {
      const { api, subscriber } = yield* started({})
      const usual = api.answers.watch
      api.answers.watch = status(429, { message: "storage is (re)initializing" })
      only(api).end()
      yield* until(() => api.count("watch") === 2)
      api.answers.watch = usual
      yield* advanceUntil(() => api.watches.size === 1)
      only(api).send("MODIFIED", cluster("demo", "6"))
      yield* told(subscriber, "Synced", "Upserted")
    })
  )

  it.effect("opens a silent watch anew after 80 s, and calls that no outage", () =>
    Effect.gen(function* () {
      const { api, subscriber } = yield* started({})
      only(api).send("MODIFIED", cluster("demo", "8"))
      yield* told(subscriber, "Synced", "Upserted")
      yield* TestClock.adjust("79 seconds")
      assert.strictEqual(api.count("watch"), 1)
      yield* TestClock.adjust("1 seconds")
      yield* until(() => api.count("watch") === 2)
      yield* open(api)
      assert.strictEqual(only(api).query.get("resourceVersion"), "8")
      assert.deepStrictEqual(subscriber.tags(), ["Synced", "Upserted"])
    })
  )

  it.live("calls it an outage when the connection was half-open and no new one is answered", () =>
    Effect.gen(function* () {
      const { api, subscriber } = yield* started({
        ...quick,
        idleTimeout: Duration.millis(1100),
        headersTimeout: Duration.millis(500)
      })
      api.answers.watch = () => {}
      yield* told(subscriber, "Synced", "Interrupted")
      const [, signal] = subscriber.signals
      assert.include(signal?._tag === "Interrupted" ? signal.detail : "", "did not answer in time")
    })
  )

  it.live("fails at once when the right to watch is taken away, and names it", () =>
    Effect.gen(function* () {
      const { api, subscriber } = yield* started()
      api.answers.watch = status(403, { message: 'User "bob" cannot watch' })
      only(api).end()
      yield* until(() => subscriber.failure() !== undefined)
      const { reason, verb, resource, namespace, message } = subscriber.failure() ?? assert.fail("it goes on")
      assert.deepStrictEqual([reason, verb, resource, namespace], ["forbidden", "watch", "clusterdeployments", "prod"])
      assert.strictEqual(
        message,
        'The management cluster does not grant the right to watch clusterdeployments.k0rdent.mirantis.com in namespace "prod" to the user "bob" (403)'
      )
      assert.strictEqual(api.count("watch"), 2)
    })
  )

  it.live("asks again about a refusal by a server that is just coming back", () =>
    Effect.gen(function* () {
      const { api, subscriber } = yield* started()
      const usual = api.answers.watch
      api.answers.watch = status(403)
      only(api).cut()
      yield* until(() => api.count("watch") === 2)
      api.answers.watch = usual
      yield* told(subscriber, "Synced", "Interrupted", "Resumed")
    })
  )

  it.live("skips what it cannot read, logs it once per watch with the count, and tells nothing of its content", () =>
    Effect.gen(function* () {
      const logged: Array<string> = []
      const logger = Logger.make(({ message, fiber }) => {
        logged.push(JSON.stringify([message, fiber.getRef(References.CurrentLogAnnotations)]))
      })
      const before = yield* counted("k0rdent_cluster_monitor_decode_failures_total")
      yield* Effect.gen(function* () {
        const { api, subscriber } = yield* started()
        only(api).raw('{"type":"MODIFIED","object":{"token":"hush"\n\n')
        only(api).send("SHOUTED", { metadata: {} })
        only(api).send("MODIFIED", { metadata: { name: "odd", resourceVersion: "6" }, spec: { config: "hush" } })
        only(api).send("MODIFIED", cluster("demo", "7"))
        yield* told(subscriber, "Synced", "Upserted")
        assert.deepStrictEqual(logged, [])
        only(api).end()
        yield* until(() => api.count("watch") === 2)
      }).pipe(Effect.scoped, Effect.provide(Logger.layer([logger])))
      assert.strictEqual(logged.length, 1)
      assert.include(logged[0], "Skipped 3")
      assert.notInclude(logged[0], "hush")
      assert.strictEqual((yield* counted("k0rdent_cluster_monitor_decode_failures_total")) - before, 3)
    })
  )
})

describe("the first list of a watch", () => {
  it.live("fails at once, because somebody is waiting for the answer", () =>
    Effect.gen(function* () {
      const api = yield* fakeApi
      api.answers.list = status(500, { message: "etcdserver: leader changed" })
      const kube = yield* kubeFor(api.url, quick)
      const subscriber = yield* subscribe(kube.watchClusterDeployments("prod"))
      yield* until(() => subscriber.failure() !== undefined)
      assert.strictEqual(subscriber.failure()?.reason, "server")
      assert.include(subscriber.failure()?.message, "leader changed")
      assert.strictEqual(api.count("list"), 1)
    })
  )

  it.effect("waits for up to 10 s where the server asks for it", () =>
    Effect.gen(function* () {
      const api = yield* fakeApi
      api.answers.list = status(503, {}, { "retry-after": "4" })
      const kube = yield* kubeFor(api.url, {})
      const subscriber = yield* subscribe(kube.watchClusterDeployments("prod"))
      const elapsed = yield* advanceUntil(() => subscriber.failure() !== undefined)
      assert.isAtLeast(elapsed, 10_000)
      assert.isAtLeast(api.count("list"), 3)
      assert.strictEqual(subscriber.failure()?.reason, "throttled")
      assert.strictEqual(subscriber.failure()?.retryAfterMs, 4000)
    })
  )

  it.live("is read page by page", () =>
    Effect.gen(function* () {
      const api = yield* fakeApi
      api.answers.list = (response, seen) => {
        const at = Number(seen.query.get("continue") ?? 0)
        assert.strictEqual(seen.query.get("limit"), "2")
        list([cluster(`c${at}`, "1"), cluster(`d${at}`, "1")], "9", at < 2 ? String(at + 1) : undefined)(response, seen)
      }
      const kube = yield* kubeFor(api.url, { ...quick, pageSize: 2 })
      const subscriber = yield* subscribe(kube.watchClusterDeployments("prod"))
      yield* told(subscriber, "Synced")
      const [synced] = subscriber.signals
      assert.deepStrictEqual(synced?._tag === "Synced" ? synced.items.map(({ name }) => name) : [], [
        "c0",
        "d0",
        "c1",
        "d1",
        "c2",
        "d2"
      ])
    })
  )

  it.live("begins again when its pages expire half-way", () =>
    Effect.gen(function* () {
      const api = yield* fakeApi
      api.answers.list = (response, seen) => {
        if (seen.query.has("continue")) return status(410)(response, seen)
        const whole = !seen.query.has("limit")
        list(
          whole ? [cluster("a", "1"), cluster("b", "2")] : [cluster("a", "1")],
          "9",
          whole ? undefined : "next"
        )(response, seen)
      }
      const kube = yield* kubeFor(api.url, quick)
      const subscriber = yield* subscribe(kube.watchClusterDeployments("prod"))
      yield* told(subscriber, "Synced")
      const [synced] = subscriber.signals
      assert.strictEqual(synced?._tag === "Synced" ? synced.items.length : 0, 2)
    })
  )
})
