import { assert, describe, it } from "@effect/vitest"
import { Duration, Effect, Exit, Scope, Stream } from "effect"
import type { EventInterest } from "../../src/domain/event/eventInterest.ts"
import type { KubeEvent } from "../../src/domain/event/kubeEvent.ts"
import type { WatchSignal } from "../../src/domain/watchSignal.ts"
import { cluster, event, fakeApi, list, status } from "./fakeApi.ts"
import { kubeFor, quick, subscribe, until } from "./support.ts"

const about = (name: string, object: string, at: string, version = "6") => ({
  ...event(name, version, at),
  involvedObject: { kind: "Cluster", namespace: "prod", name: object }
})

const interest = (names: ReadonlyArray<string>, neighbours: ReadonlyArray<string> = []): EventInterest => ({
  names: new Set(names),
  neighbours: new Set(neighbours),
  isKept: () => false,
  isTold: () => false
})

/** The events of each signal. */
const uidsOf = (signals: ReadonlyArray<WatchSignal<KubeEvent>>) =>
  signals.map((signal) =>
    signal._tag === "Synced"
      ? signal.items.map(({ uid }) => uid)
      : signal._tag === "Upserted"
        ? [signal.object.uid]
        : []
  )

describe("subscribers of one namespace", () => {
  it.live("share one watch, and a late one begins with the present state at no cost", () =>
    Effect.gen(function* () {
      const api = yield* fakeApi
      api.answers.list = list([cluster("a", "1")], "5")
      const kube = yield* kubeFor(api.url, quick)
      const first = yield* subscribe(kube.watchClusterDeployments("prod"))
      yield* until(() => api.watches.size === 1)
      for (const watch of api.watches) {
        watch.send("ADDED", cluster("b", "6"))
        watch.send("DELETED", cluster("a", "7"))
      }
      yield* until(() => first.signals.length === 3)
      const second = yield* subscribe(kube.watchClusterDeployments("prod"))
      yield* until(() => second.signals.length === 1)
      const [synced] = second.signals
      assert.deepStrictEqual(synced?._tag === "Synced" ? synced.items.map(({ name }) => name) : [], ["b"])
      for (const watch of api.watches) watch.send("MODIFIED", cluster("b", "8"))
      yield* until(() => first.signals.length === 4 && second.signals.length === 2)
      assert.deepStrictEqual([api.count("list"), api.count("watch")], [1, 1])
    })
  )

  it.live("keep the watch open until the last one leaves", () =>
    Effect.gen(function* () {
      const api = yield* fakeApi
      const kube = yield* kubeFor(api.url, quick)
      const first = yield* subscribe(kube.watchClusterDeployments("prod"))
      const second = yield* subscribe(kube.watchClusterDeployments("prod"))
      yield* until(() => api.watches.size === 1)
      yield* first.leave
      yield* Effect.sleep(200)
      assert.strictEqual(api.watches.size, 1)
      yield* second.leave
      yield* until(() => api.watches.size === 0)
    })
  )

  it.live("have other watches than those of another namespace or another resource", () =>
    Effect.gen(function* () {
      const api = yield* fakeApi
      const kube = yield* kubeFor(api.url, quick)
      yield* subscribe(kube.watchClusterDeployments("prod"))
      yield* subscribe(kube.watchClusterDeployments("test"))
      yield* subscribe(kube.watchEvents("prod"))
      yield* until(() => api.watches.size === 3)
      assert.deepStrictEqual([...api.watches].map(({ path }) => path).sort(), [
        "/api/v1/namespaces/prod/events",
        "/apis/k0rdent.mirantis.com/v1beta1/namespaces/prod/clusterdeployments",
        "/apis/k0rdent.mirantis.com/v1beta1/namespaces/test/clusterdeployments"
      ])
    })
  )

  it.live("who follow one cluster are told of the others when they are new, and their names in the whole state", () =>
    Effect.gen(function* () {
      const api = yield* fakeApi
      api.answers.list = list([cluster("own", "1"), cluster("other", "2")], "5")
      const kube = yield* kubeFor(api.url, quick)
      const follower = yield* subscribe(kube.watchClusterDeployments("prod", "own"))
      const everything = yield* subscribe(kube.watchClusterDeployments("prod"))
      yield* until(() => api.watches.size === 1)
      for (const watch of api.watches) {
        watch.send("MODIFIED", cluster("other", "6"))
        watch.send("ADDED", cluster("new", "7"))
        watch.send("MODIFIED", cluster("new", "8"))
        watch.send("DELETED", cluster("other", "9"))
        watch.send("MODIFIED", cluster("own", "10"))
      }
      yield* until(() => follower.signals.length === 3 && everything.signals.length === 6, everything.tags)
      assert.deepStrictEqual(
        follower.signals.map((signal) =>
          signal._tag === "Synced"
            ? [signal.items.map(({ name }) => name), signal.others]
            : signal._tag === "Upserted"
              ? signal.object.name
              : signal._tag
        ),
        [[["own"], ["other"]], "new", "own"]
      )
    })
  )

  it.live("are told of the events that concern them, and of no others", () =>
    Effect.gen(function* () {
      const api = yield* fakeApi
      const at = "2026-01-01T00:00:00Z"
      api.answers.list = list([about("listed", "own-cluster", at), about("others", "pod-1", at)], "5")
      const kube = yield* kubeFor(api.url, quick)
      const own = yield* subscribe(kube.watchEvents("prod", interest(["own"])))
      yield* until(() => api.watches.size === 1)
      for (const watch of api.watches) {
        watch.send("ADDED", about("foreign", "owner-1", at))
        watch.send("ADDED", about("mine", "kmc-own-0", at))
      }
      yield* until(() => own.signals.length === 2, own.tags)
      assert.deepStrictEqual(uidsOf(own.signals), [["uid-listed"], ["uid-mine"]])
    })
  )

  it.live("find all events of their own when they come late, however many others there were meanwhile", () =>
    Effect.gen(function* () {
      const api = yield* fakeApi
      const at = "2026-01-01T00:00:00Z"
      const kube = yield* kubeFor(api.url, { ...quick, eventsKept: 100 })
      const first = yield* subscribe(kube.watchEvents("prod", interest(["first"], ["second"])))
      yield* until(() => api.watches.size === 1)
      for (const watch of api.watches) {
        watch.send("ADDED", about("early", "second-md-0", at))
        for (let pod = 0; pod < 2000; pod += 1) watch.send("ADDED", about(`e${pod}`, `pod-${pod}`, at))
        watch.send("ADDED", about("last", "first", at))
      }
      yield* until(() => first.signals.length === 2, first.tags)
      const second = yield* subscribe(kube.watchEvents("prod", interest(["second"], ["first"])))
      yield* until(() => second.signals.length === 1)
      assert.deepStrictEqual(uidsOf(second.signals), [["uid-early"]])
      assert.strictEqual(api.count("list"), 1)
    })
  )

  it.live("find events that were there before anybody knew of their cluster", () =>
    Effect.gen(function* () {
      const api = yield* fakeApi
      const at = new Date().toISOString()
      api.answers.list = list([about("young", "third", at), about("old", "third", "2026-01-01T00:00:00Z")], "5")
      const kube = yield* kubeFor(api.url, quick)
      const first = yield* subscribe(kube.watchEvents("prod", interest(["first"])))
      yield* until(() => api.watches.size === 1)
      for (const watch of api.watches) {
        watch.send("ADDED", about("sooner", "third", at))
        watch.send("ADDED", about("gone", "third", at))
        watch.send("ADDED", about("seen", "first", at))
      }
      yield* until(() => first.signals.length === 2, first.tags)
      const third = yield* subscribe(kube.watchEvents("prod", interest(["third"], ["first"])))
      yield* until(() => third.signals.length === 1)
      assert.deepStrictEqual(uidsOf(third.signals), [["uid-young", "uid-sooner", "uid-gone"]])
    })
  )

  it.live("resume from the last event that came, also where it concerned nobody", () =>
    Effect.gen(function* () {
      const api = yield* fakeApi
      const kube = yield* kubeFor(api.url, quick)
      const own = yield* subscribe(kube.watchEvents("prod", interest(["own"])))
      yield* until(() => api.watches.size === 1)
      for (const watch of api.watches) {
        watch.send("ADDED", about("mine", "own", "2026-01-01T00:00:00Z", "7"))
        watch.send("ADDED", about("foreign", "pod", "2026-01-01T00:00:00Z", "9"))
      }
      yield* until(() => own.signals.length === 2)
      for (const watch of api.watches) watch.end()
      yield* until(() => api.count("watch") === 2)
      assert.strictEqual(api.seen.at(-1)?.query.get("resourceVersion"), "9")
    })
  )

  it.live("are told of an outage that is on when they join", () =>
    Effect.gen(function* () {
      const api = yield* fakeApi
      const kube = yield* kubeFor(api.url, { ...quick, retryDelays: [Duration.seconds(1)] })
      const first = yield* subscribe(kube.watchClusterDeployments("prod"))
      yield* until(() => api.watches.size === 1)
      for (const watch of api.watches) watch.cut()
      yield* until(() => first.tags().includes("Interrupted"))
      const second = yield* subscribe(kube.watchClusterDeployments("prod"))
      yield* until(() => second.signals.length === 3, second.tags)
      assert.deepStrictEqual(second.tags(), ["Synced", "Interrupted", "Resumed"])
      const third = yield* subscribe(kube.watchClusterDeployments("prod"))
      yield* until(() => api.watches.size === 1)
      for (const watch of api.watches) watch.send("ADDED", cluster("new", "2"))
      yield* until(() => third.signals.length === 2)
      assert.deepStrictEqual(third.tags(), ["Synced", "Upserted"])
    })
  )

  it.live("all fail with a watch that gives up, and the next one gets a new watch", () =>
    Effect.gen(function* () {
      const api = yield* fakeApi
      api.answers.list = status(403)
      const kube = yield* kubeFor(api.url, { ...quick, linger: Duration.minutes(1) })
      const first = yield* subscribe(kube.watchClusterDeployments("prod"))
      const second = yield* subscribe(kube.watchClusterDeployments("prod"))
      yield* until(() => first.failure() !== undefined && second.failure() !== undefined)
      assert.strictEqual(second.failure()?.reason, "forbidden")
      assert.strictEqual(api.count("list"), 1)
      api.answers.list = list([], "1")
      const third = yield* subscribe(kube.watchClusterDeployments("prod"))
      yield* until(() => third.signals.length === 1, third.failure)
    })
  )

  it.live("do not wait for a slow one, which is told less but nothing wrong", () =>
    Effect.gen(function* () {
      const api = yield* fakeApi
      const kube = yield* kubeFor(api.url, { ...quick, backlog: 10 })
      const slow: Array<string> = []
      let latest = ""
      const known = new Set<string>()
      const gate = Promise.withResolvers<void>()
      yield* kube.watchClusterDeployments("prod").pipe(
        Stream.runForEach((signal) =>
          Effect.promise(async () => {
            slow.push(signal._tag)
            if (signal._tag === "Upserted") {
              known.add(signal.object.name)
              latest = signal.object.resourceVersion
            }
            if (signal._tag === "Deleted") known.delete(signal.object.name)
            await gate.promise
          })
        ),
        Effect.forkScoped({ startImmediately: true })
      )
      const quickOne = yield* subscribe(kube.watchClusterDeployments("prod"))
      yield* until(() => api.watches.size === 1 && slow.length === 1)
      for (const watch of api.watches) {
        for (let version = 2; version < 500; version += 3) {
          watch.send("DELETED", cluster("brief", String(version)))
          watch.send("ADDED", cluster("brief", String(version + 1)))
          watch.send("MODIFIED", cluster("demo", String(version + 2)))
        }
        watch.send("DELETED", cluster("brief", "500"))
        watch.send("MODIFIED", cluster("demo", "501"))
      }
      yield* until(() => quickOne.signals.length === 501)
      gate.resolve()
      yield* until(
        () => latest === "501",
        () => latest
      )
      assert.isBelow(slow.length, 20)
      assert.deepStrictEqual([...known], ["demo"])
    })
  )

  it.live("are told the whole state instead, when too many objects have changed meanwhile", () =>
    Effect.gen(function* () {
      const api = yield* fakeApi
      const kube = yield* kubeFor(api.url, { ...quick, backlog: 10 })
      const known = new Set<string>()
      const tags: Array<string> = []
      const gate = Promise.withResolvers<void>()
      yield* kube.watchClusterDeployments("prod").pipe(
        Stream.runForEach((signal) =>
          Effect.promise(async () => {
            tags.push(signal._tag)
            if (signal._tag === "Synced") {
              known.clear()
              for (const { name } of signal.items) known.add(name)
            }
            if (signal._tag === "Upserted") known.add(signal.object.name)
            if (signal._tag === "Deleted") known.delete(signal.object.name)
            await gate.promise
          })
        ),
        Effect.forkScoped({ startImmediately: true })
      )
      const quickOne = yield* subscribe(kube.watchClusterDeployments("prod"))
      yield* until(() => api.watches.size === 1 && tags.length === 1)
      for (const watch of api.watches) {
        for (let index = 0; index < 300; index++) watch.send("ADDED", cluster(`c${index}`, String(2 + index)))
        watch.send("DELETED", cluster("c7", "400"))
      }
      yield* until(() => quickOne.signals.length === 302)
      gate.resolve()
      yield* until(
        () => known.size === 299 && !known.has("c7"),
        () => known.size
      )
      assert.isBelow(tags.length, 20)
    })
  )

  it.live("get a bounded number of events to begin with: the newest", () =>
    Effect.gen(function* () {
      const api = yield* fakeApi
      const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString()
      api.answers.list = list(
        Array.from({ length: 30 }, (_, minute) => event(`e${minute}`, "1", at((minute * 7) % 30))),
        "5"
      )
      const kube = yield* kubeFor(api.url, { ...quick, eventsKept: 10 })
      const subscriber = yield* subscribe(kube.watchEvents("prod"))
      yield* until(() => subscriber.signals.length === 1)
      const [synced] = subscriber.signals
      const times = synced?._tag === "Synced" ? synced.items.map((item) => item.at).sort((a, b) => a - b) : []
      assert.deepStrictEqual(
        times,
        Array.from({ length: 10 }, (_, index) => Date.parse(at(20 + index)))
      )
    })
  )

  it.live("come and go hundreds of times and leave nothing behind", () =>
    Effect.gen(function* () {
      const api = yield* fakeApi
      const kube = yield* kubeFor(api.url, { ...quick, linger: Duration.millis(1) })
      yield* Effect.forEach(
        Array.from({ length: 300 }, (_, index) => `ns-${index % 7}`),
        (namespace) => kube.watchClusterDeployments(namespace).pipe(Stream.take(1), Stream.runDrain),
        { concurrency: 20 }
      )
      yield* until(
        () => api.watches.size === 0,
        () => api.watches.size
      )
    })
  )

  it.live("are a hundred, and all survive the death and return of the API server", () =>
    Effect.gen(function* () {
      const api = yield* fakeApi
      const kube = yield* kubeFor(api.url, quick)
      const subscribers = yield* Effect.forEach(Array.from({ length: 100 }), (_, index) =>
        subscribe(kube.watchClusterDeployments(`ns-${index}`))
      )
      yield* until(
        () => api.watches.size === 100,
        () => api.watches.size
      )
      yield* Effect.promise(() => api.kill())
      yield* until(() => subscribers.every(({ signals }) => signals.length >= 2))
      yield* Effect.promise(() => api.listen())
      yield* until(() => subscribers.every((one) => one.tags().at(-1) === "Resumed"))
      assert.isTrue(subscribers.every((one) => one.tags().filter((tag) => tag === "Resumed").length === 1))
    })
  )
})

describe("the layer", () => {
  it.live("closes every connection when it is closed", () =>
    Effect.gen(function* () {
      const api = yield* fakeApi
      const scope = yield* Scope.make()
      const kube = yield* kubeFor(api.url, quick).pipe(Scope.provide(scope))
      yield* subscribe(kube.watchClusterDeployments("prod"))
      yield* subscribe(kube.watchEvents("prod"))
      yield* until(() => api.watches.size === 2)
      yield* Scope.close(scope, Exit.void)
      yield* until(
        () => api.sockets.size === 0,
        () => api.sockets.size
      )
    })
  )
})
