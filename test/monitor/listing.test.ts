import { assert, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { targetKey } from "../../src/domain/names.ts"
import { KubeError } from "../../src/kube/errors/KubeError.ts"
import { ClusterMonitor } from "../../src/monitor/ClusterMonitor.ts"
import { layerClusterMonitor } from "../../src/monitor/layer.ts"
import { compilePolicy } from "../../src/monitor/policy.ts"
import { defaultSettings } from "../../src/monitor/settings.ts"
import { deployment, type FakeKube, forbidden, makeFakeKube } from "./fakeKube.ts"

const run = <A, E>(
  kube: FakeKube,
  namespaceFilter: string,
  body: (monitor: ClusterMonitor["Service"]) => Effect.Effect<A, E>
) =>
  Effect.flatMap(ClusterMonitor, body).pipe(
    Effect.provide(layerClusterMonitor({ ...defaultSettings, namespaceFilter }).pipe(Layer.provide(kube.layer)))
  )

/** All pages; none may be empty but the only one. */
const readAll = Effect.fnUntraced(function* (
  monitor: ClusterMonitor["Service"],
  pageSize?: number,
  between: Effect.Effect<unknown> = Effect.void
) {
  const pages: Array<ReadonlyArray<string>> = []
  let cursor: string | undefined
  do {
    const page: {
      readonly clusters: ReadonlyArray<{ namespace: string; name: string }>
      readonly nextCursor?: string
    } = yield* monitor.list({
      ...(cursor === undefined ? {} : { cursor }),
      ...(pageSize === undefined ? {} : { pageSize })
    })
    pages.push(page.clusters.map(targetKey))
    cursor = page.nextCursor
    yield* between
  } while (cursor !== undefined)
  if (pages.length > 1) for (const page of pages) assert.isNotEmpty(page)
  return pages
})

const many = (count: number, namespaces: ReadonlyArray<string>) =>
  Array.from({ length: count }, (_, index) => {
    const namespace = namespaces[index % namespaces.length] ?? ""
    return deployment(`${namespace}/c${String(index).padStart(5, "0")}`)
  })
const keys = (clusters: ReadonlyArray<{ namespace: string; name: string }>) => clusters.map(targetKey).toSorted()

it.effect("an empty management cluster is one empty page", () =>
  run(makeFakeKube(), "", (monitor) =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* monitor.list(), { clusters: [] })
    })
  )
)

it.effect("every cluster is given exactly once, a hundred a page", () => {
  const all = many(1234, ["a", "a-b", "b"])
  return run(makeFakeKube(all), "", (monitor) =>
    Effect.gen(function* () {
      const pages = yield* readAll(monitor)
      assert.deepStrictEqual(pages.flat(), keys(all))
      assert.deepStrictEqual(
        pages.map((page) => page.length),
        [...Array.from({ length: 12 }, () => 100), 34]
      )
    })
  )
})

it.effect("a last page that is full is not followed by an empty one", () =>
  run(makeFakeKube(many(200, ["a"])), "", (monitor) =>
    Effect.gen(function* () {
      assert.deepStrictEqual(
        (yield* readAll(monitor)).map((page) => page.length),
        [100, 100]
      )
    })
  )
)

it.effect("what the policy hides leaves no gaps, however much it is", () => {
  const hidden = many(2500, ["hidden-a", "hidden-z"])
  const shown = many(30, ["m-shown"])
  return run(makeFakeKube([...hidden, ...shown]), ".*-shown", (monitor) =>
    Effect.gen(function* () {
      const pages = yield* readAll(monitor, 10)
      assert.deepStrictEqual(pages.flat(), keys(shown))
      assert.deepStrictEqual(
        pages.map((page) => page.length),
        [10, 10, 10]
      )
    })
  )
})

it.effect("an expired continue token loses and repeats nothing", () => {
  const all = many(900, ["a", "a-b", "b"])
  const kube = makeFakeKube(all)
  return run(kube, "", (monitor) =>
    Effect.gen(function* () {
      const pages = yield* readAll(monitor, 70, kube.compact)
      assert.deepStrictEqual(pages.flat(), keys(all))
    })
  )
})

it.effect("a continue token that expires within a page loses and repeats nothing", () => {
  const all = many(1200, ["a", "b"])
  const kube = makeFakeKube(all)
  return run(kube, "", (monitor) =>
    Effect.gen(function* () {
      for (const nth of [1, 2, 3]) {
        yield* kube.expireToken(nth)
        const pages = yield* readAll(monitor, 500)
        assert.deepStrictEqual(pages.flat(), keys(all))
      }
    })
  )
})

it.effect("a cluster that is deleted between two pages costs no other one", () => {
  const all = many(300, ["a"])
  const kube = makeFakeKube(all)
  return run(kube, "", (monitor) =>
    Effect.gen(function* () {
      const first = yield* monitor.list()
      const last = first.clusters.at(-1)
      assert.isDefined(last)
      yield* kube.change((clusters) => clusters.delete("a/c00099"))
      const second = yield* monitor.list({ cursor: first.nextCursor ?? "" })
      assert.strictEqual(second.clusters[0]?.name, "c00100")
    })
  )
})

it.effect("without cluster-wide rights the context's namespace and the global one are listed", () => {
  const all = many(600, ["kcm-system", "other", "team-a"])
  const kube = makeFakeKube(all)
  return run(kube, "", (monitor) =>
    Effect.gen(function* () {
      yield* kube.refuse("*", forbidden("list", "clusterdeployments"))
      const pages = yield* readAll(monitor, 90, kube.compact)
      assert.deepStrictEqual(
        pages.flat(),
        keys(all).filter((key) => !key.startsWith("other/"))
      )
      yield* kube.refuse("kcm-system", forbidden("list", "clusterdeployments", "kcm-system"))
      assert.deepStrictEqual(
        (yield* readAll(monitor)).flat(),
        keys(all).filter((key) => key.startsWith("team-a/"))
      )
    })
  )
})

it.effect("the policy holds for the fallback namespaces too", () => {
  const kube = makeFakeKube(many(9, ["kcm-system", "team-a"]))
  return run(kube, "team-.*", (monitor) =>
    Effect.gen(function* () {
      yield* kube.refuse("*", forbidden("list", "clusterdeployments"))
      const page = yield* monitor.list()
      assert.deepStrictEqual(new Set(page.clusters.map(({ namespace }) => namespace)), new Set(["team-a"]))
      assert.notInclude(kube.requests, "kcm-system")
    })
  )
})

it.effect("namespaces that a filter names are known, whoever's filter it is", () => {
  const kube = makeFakeKube(many(9, ["team-b", "team-c", "team-d"]))
  return run(kube, "team-b|team-c|other.*", (monitor) =>
    Effect.gen(function* () {
      yield* kube.refuse("*", forbidden("list", "clusterdeployments"))
      assert.deepStrictEqual(
        new Set((yield* readAll(monitor)).flat().map((key) => key.split("/")[0])),
        new Set(["team-b", "team-c"])
      )
      const namespaces = yield* compilePolicy({ namespaceFilter: "team-c|team-d", devAllowAny: false })
      const { clusters } = yield* monitor.list({ namespaces })
      assert.deepStrictEqual(new Set(clusters.map(({ namespace }) => namespace)), new Set(["team-c"]))
    })
  )
})

it.effect("where nothing may be listed, the missing right is named", () => {
  const kube = makeFakeKube(many(9, ["team-a"]))
  return run(kube, "", (monitor) =>
    Effect.gen(function* () {
      yield* kube.refuse("*", forbidden("list", "clusterdeployments"))
      yield* kube.refuse("team-a", forbidden("list", "clusterdeployments", "team-a"))
      yield* kube.refuse("kcm-system", forbidden("list", "clusterdeployments", "kcm-system"))
      const error = yield* Effect.flip(monitor.list())
      assert.strictEqual(error.reason, "forbidden")
      assert.include(error.message, 'the right to list clusterdeployments in namespace "kcm-system" is missing')
    })
  )
})

it.effect("a cursor that no list gave is refused", () =>
  run(makeFakeKube(many(9, ["team-a"])), "", (monitor) =>
    Effect.gen(function* () {
      const broken = [
        "",
        "nonsense",
        "%%%",
        Buffer.from("{}").toString("base64url"),
        Buffer.from('{"v":2,"after":"a/b"}').toString("base64url"),
        Buffer.from('{"v":1}').toString("base64url")
      ]
      for (const cursor of broken) {
        const error = yield* Effect.flip(monitor.list({ cursor }))
        assert.strictEqual(error.reason, "invalidCursor", cursor)
        assert.include(error.message, "ask again without a cursor")
      }
    })
  )
)

it.effect("a cursor tells nothing of what lies behind it, and is of no use to another server", () => {
  const kube = makeFakeKube(many(300, ["a-team", "hidden"]))
  return run(kube, "a-team", (monitor) =>
    Effect.gen(function* () {
      const { nextCursor = "" } = yield* monitor.list({ pageSize: 100 })
      assert.notInclude(Buffer.from(nextCursor, "base64url").toString("latin1"), "hidden")
      const other = yield* Effect.flip(
        run(makeFakeKube(many(9, ["hidden"])), "", (elsewhere) => elsewhere.list({ cursor: nextCursor }))
      )
      assert.match(other.message, /was not given by this list|another replica/u)
    })
  )
})

it.effect("continue tokens that are never honoured are an error, not a loop", () => {
  const kube = makeFakeKube(many(2000, ["a"]))
  return run(kube, "nothing", (monitor) =>
    Effect.gen(function* () {
      yield* kube.refuse("continue", new KubeError({ reason: "expired", status: 410, message: "the token is too old" }))
      const error = yield* Effect.flip(monitor.list())
      assert.strictEqual(error.reason, "unavailable")
      assert.isBelow(kube.requests.length, 20)
    })
  )
})
