import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import type { ClusterTarget } from "../../src/domain/names.ts"
import { textAt } from "../contract/readers.ts"
import type { Asked } from "./support/audit.ts"
import { ControlPlane, startsWithin } from "./support/ControlPlane.ts"
import { makeLine } from "./support/line.ts"
import { connect } from "./support/mcp.ts"
import { clustersPath } from "./support/objects.ts"
import { eventually } from "./support/patience.ts"
import { makeStage } from "./support/stage.ts"
import { clusterAt } from "./support/states.ts"

/** A cluster that is followed over a line of its own. */
const followed = Effect.gen(function* () {
  const { admin, asked, freshNamespace } = yield* ControlPlane
  const stage = makeStage(admin)
  const line = yield* makeLine
  const target: ClusterTarget = { namespace: yield* freshNamespace, name: "edge" }
  const path = clustersPath(target.namespace)
  yield* stage.apply(yield* clusterAt(target.namespace, target.name, "Initializing"))
  const server = yield* connect(line.kubeconfigPath)
  const told = yield* server.subscribe(target)
  yield* told.update("the first update", () => true)
  return {
    target,
    line,
    told,
    stage,
    /** What was asked for the clusters of the namespace, a watch where it was answered. */
    asked: Effect.map(asked, (all) =>
      all.filter((one) => one.path === path && (one.verb === "list" || one.stage === "ResponseStarted"))
    ),
    version: Effect.map(admin.send("GET", `${path}/edge`), (object) =>
      Number(textAt(object, "metadata.resourceVersion"))
    ),
    system: () => told.updates.filter(({ source }) => source === "system").map(({ reason }) => reason)
  }
})

const from = (asked: Asked | undefined): number => Number(asked?.query.get("resourceVersion"))
const verbs = (asked: ReadonlyArray<Asked>) => asked.map(({ verb }) => verb)

layer(ControlPlane.layer(), { timeout: startsWithin, excludeTestServices: true })("a watch", (it) => {
  it.effect("goes on where it was after its connection broke, and misses nothing", () =>
    Effect.gen(function* () {
      const { asked, line, stage, system, target, told, version } = yield* followed
      const before = yield* version
      yield* line.cut
      yield* told.update("the outage", ({ reason }) => reason === "WatchInterrupted")
      yield* stage.apply(yield* clusterAt(target.namespace, "edge", "Scaling"))
      yield* line.mend
      yield* told.update("the change", ({ phase }) => phase === "Scaling")
      yield* told.update("the recovery", ({ reason }) => reason === "WatchResumed")
      assert.deepStrictEqual(system(), ["WatchInterrupted", "WatchResumed"])
      const [list, first, second, ...more] = yield* asked
      assert.deepStrictEqual([list?.verb, first?.verb, second?.verb, more], ["list", "watch", "watch", []])
      assert.strictEqual(first?.query.get("allowWatchBookmarks"), "true")
      assert.isAtLeast(from(first), before)
      assert.isAtLeast(from(second), from(first))
      assert.isBelow(from(second), yield* version)
    })
  )

  it.effect("lists again after an outage that its version did not survive", () =>
    Effect.gen(function* () {
      const { apiServer, compactEtcd, watchable } = yield* ControlPlane
      const { asked, line, stage, system, target, told } = yield* followed
      yield* line.cut
      yield* told.update("the outage", ({ reason }) => reason === "WatchInterrupted")
      yield* stage.apply(yield* clusterAt(target.namespace, "edge", "Provisioning"))
      yield* stage.apply(yield* clusterAt(target.namespace, "edge", "Scaling"))
      yield* apiServer.kill
      yield* compactEtcd
      yield* apiServer.start
      yield* watchable
      yield* line.mend
      yield* told.update("the change", ({ phase }) => phase === "Scaling")
      yield* stage.apply(yield* clusterAt(target.namespace, "edge", "Ready"))
      yield* told.update("the end", ({ phase }) => phase === "Ready")
      yield* told.update("the recovery", ({ reason }) => reason === "WatchResumed")
      assert.deepStrictEqual(system(), ["WatchInterrupted", "WatchResumed"])
      assert.deepStrictEqual(verbs(yield* asked), ["list", "watch", "watch", "list", "watch"])
    })
  )

  it.effect("lists again in silence where the API server forgets without an outage", () =>
    Effect.gen(function* () {
      const { admin, compactEtcd, freshNamespace } = yield* ControlPlane
      const { asked, stage, system, target, told } = yield* followed
      // What this watch does not hear of moves the version on; a changed CRD makes the API server end its watches, a second
      // later, and begin a cache that knows nothing older than itself.
      yield* stage.apply(yield* clusterAt(yield* freshNamespace, "other", "Scaling"))
      yield* compactEtcd
      yield* admin.send(
        "PATCH",
        "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/clusterdeployments.k0rdent.mirantis.com",
        { spec: { names: { shortNames: ["clusterd", "cld", "edge"] } } }
      )
      yield* stage.apply(yield* clusterAt(yield* freshNamespace, "other", "Scaling"))
      yield* eventually(
        "the second list",
        Effect.map(asked, (all) => verbs(all).join(" ") === "list watch watch list watch" || undefined)
      )
      yield* stage.apply(yield* clusterAt(target.namespace, "edge", "Scaling"))
      yield* told.update("the change", ({ phase }) => phase === "Scaling")
      assert.deepStrictEqual(system(), [])
    })
  )

  it.effect(
    "is kept alive and up to date by bookmarks where nothing happens",
    () =>
      Effect.gen(function* () {
        const { asked, line, stage, system, target, told } = yield* followed
        const { admin, freshNamespace } = yield* ControlPlane
        // Something that this watch does not hear of, but for the version in a bookmark.
        const elsewhere = yield* freshNamespace
        yield* stage.apply(yield* clusterAt(elsewhere, "edge", "Scaling"))
        const moved = yield* admin.send("GET", `${clustersPath(elsewhere)}/edge`)
        // Longer than our server lets a watch be silent; bookmarks come at least every 75 s. The watch of events gets none,
        // for the API server keeps no cache of events: it is opened anew, and nobody is told.
        yield* Effect.sleep("85 seconds")
        assert.deepStrictEqual(verbs(yield* asked), ["list", "watch"])
        yield* line.cut
        yield* told.update("the outage", ({ reason }) => reason === "WatchInterrupted")
        yield* line.mend
        yield* stage.apply(yield* clusterAt(target.namespace, "edge", "Scaling"))
        yield* told.update("the change", ({ phase }) => phase === "Scaling")
        yield* told.update("the recovery", ({ reason }) => reason === "WatchResumed")
        const [, , resumed, ...more] = yield* asked
        assert.deepStrictEqual(more, [])
        assert.isAtLeast(from(resumed), Number(textAt(moved, "metadata.resourceVersion")))
        assert.deepStrictEqual(system(), ["WatchInterrupted", "WatchResumed"])
      }),
    150_000
  )
})
