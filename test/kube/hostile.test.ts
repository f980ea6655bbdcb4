import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { type Answer, cluster, fakeApi, list } from "./fakeApi.ts"
import { kubeFor, quick, subscribe, until } from "./support.ts"

const mebi = 1024 * 1024

/** Writes without end, as fast as it is read. */
const endless =
  (piece: string): Answer =>
  (response) => {
    response.writeHead(200, { "content-type": "application/json" })
    const write = () => {
      while (!response.destroyed) if (!response.write(piece)) return void response.once("drain", write)
    }
    write()
  }

const refused = Effect.fnUntraced(function* (answer: Answer) {
  const api = yield* fakeApi
  api.answers.list = answer
  const kube = yield* kubeFor(api.url, quick)
  const error = yield* Effect.flip(kube.listEvents("prod"))
  return { api, error }
})

describe("a hostile API server", () => {
  it.live("ends a list whose body has no end, and closes the connection", () =>
    Effect.gen(function* () {
      const { api, error } = yield* refused(endless(`"${"x".repeat(64 * 1024)}",`))
      assert.strictEqual(error.reason, "protocol")
      assert.include(error.message, "larger than 16 MiB")
      yield* until(() => api.sockets.size === 0)
    })
  )

  it.live("does not make a memory of brackets", () =>
    Effect.gen(function* () {
      const before = process.memoryUsage().rss
      const { error } = yield* refused((response) => void response.end("[".repeat(15 * mebi)))
      assert.include(error.message, "nested beyond any use")
      assert.isBelow(process.memoryUsage().rss - before, 200 * mebi)
    })
  )

  it.live("is told that its pages have no end: the same token again", () =>
    Effect.gen(function* () {
      const { api, error } = yield* refused(list([], "1", "again"))
      assert.include(error.message, "its pages have no end")
      assert.isAtMost(api.count("list"), 3)
    })
  )

  it.live("is told that its pages have no end: another token each time", () =>
    Effect.gen(function* () {
      let page = 0
      const { error } = yield* refused((response, seen) => list([], "1", `page-${++page}`)(response, seen))
      assert.include(error.message, "its pages have no end")
    })
  )

  it.live("is told that its pages are too large together", () =>
    Effect.gen(function* () {
      let page = 0
      const filler = "x".repeat(8 * mebi)
      const { error } = yield* refused(
        (response) => void response.end(JSON.stringify({ metadata: { continue: `page-${++page}` }, items: [], filler }))
      )
      assert.include(error.message, "larger than 64 MiB")
      assert.isAtMost(page, 10)
    })
  )

  it.live("is read to its end where its objects are merely many", () =>
    Effect.gen(function* () {
      const api = yield* fakeApi
      const filler = "x".repeat(7 * 1024)
      const items = Array.from({ length: 500 }, (_, index) => cluster(`c-${index}`, "2", { spec: { filler } }))
      let page = 0
      api.answers.list = (response, seen) => {
        page += 1
        list(items, "2", page < 20 ? `page-${page}` : undefined)(response, seen)
      }
      const kube = yield* kubeFor(api.url, quick)
      const subscriber = yield* subscribe(kube.watchClusterDeployments("prod"))
      yield* until(() => subscriber.signals.length === 1, subscriber.failure)
      assert.deepStrictEqual([subscriber.tags(), page], [["Synced"], 20])
    })
  )

  it.live("is asked for smaller pages where its objects are large", () =>
    Effect.gen(function* () {
      const api = yield* fakeApi
      api.answers.list = (response, seen) =>
        Number(seen.query.get("limit")) > 50
          ? void response.end(`{"filler":"${"x".repeat(17 * mebi)}"}`)
          : list([cluster("demo", "2")], "2")(response, seen)
      const kube = yield* kubeFor(api.url, quick)
      const subscriber = yield* subscribe(kube.watchClusterDeployments("prod"))
      yield* until(() => subscriber.signals.length === 1)
      assert.deepStrictEqual(subscriber.tags(), ["Synced"])
    })
  )

  it.live("is asked for smaller pages where one page alone is wanted", () =>
    Effect.gen(function* () {
      const api = yield* fakeApi
      api.answers.list = (response, seen) =>
        Number(seen.query.get("limit")) > 5
          ? void response.end(`{"filler":"${"x".repeat(17 * mebi)}"}`)
          : list([cluster("demo", "2")], "2", "more")(response, seen)
      const kube = yield* kubeFor(api.url, quick)
      const { continue: next, items } = yield* kube.listClusterDeployments({ limit: 250 })
      assert.deepStrictEqual([items.map(({ name }) => name), next], [["demo"], "more"])
    })
  )

  it.live("cannot fill a namespace through a watch", () =>
    Effect.gen(function* () {
      const api = yield* fakeApi
      api.answers.watch = api.watch((open) => {
        for (let index = 0; index < 30; index++) open.send("ADDED", cluster(`demo-${index}`, String(index + 2)))
      })
      const kube = yield* kubeFor(api.url, { ...quick, mostObjects: 20 })
      const subscriber = yield* subscribe(kube.watchClusterDeployments("prod"))
      yield* until(
        () => subscriber.failure() !== undefined,
        () => subscriber.tags()
      )
      assert.include(subscriber.failure()?.message, "holds more than 20 objects")
    })
  )

  it.live("cannot send a line without end, or one of brackets", () =>
    Effect.gen(function* () {
      const api = yield* fakeApi
      const kube = yield* kubeFor(api.url, quick)
      for (const piece of [`"${"x".repeat(64 * 1024)}`, `${"[".repeat(mebi)}\n`]) {
        api.answers.watch = endless(piece)
        const subscriber = yield* subscribe(kube.watchClusterDeployments("prod"))
        yield* until(
          () => subscriber.failure() !== undefined,
          () => subscriber.tags()
        )
        assert.strictEqual(subscriber.failure()?.reason, "protocol")
        yield* subscriber.leave
      }
    })
  )
})
