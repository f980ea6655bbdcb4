import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { deployment, makeFakeKube } from "./fakeKube.ts"
import { pass, settle, subscribe, withMonitor } from "./harness.ts"

const cluster = deployment("kcm-system/demo")

describe("deletion", () => {
  const ways = {
    "the watch says so": (kube: ReturnType<typeof makeFakeKube>) => kube.remove(cluster),
    "a relist no longer holds the cluster": (kube: ReturnType<typeof makeFakeKube>) =>
      Effect.andThen(
        kube.change((clusters) => clusters.delete("kcm-system/demo")),
        kube.relist("kcm-system")
      ),
    "a relist holds another cluster of that name": (kube: ReturnType<typeof makeFakeKube>) =>
      Effect.andThen(
        kube.change((clusters) => clusters.set("kcm-system/demo", { ...cluster, uid: "another" })),
        kube.relist("kcm-system")
      ),
    "another cluster of that name appears": (kube: ReturnType<typeof makeFakeKube>) =>
      kube.put({ ...cluster, uid: "another" })
  }
  for (const [way, happen] of Object.entries(ways)) {
    it.effect(`is the end when ${way}`, () => {
      const kube = makeFakeKube([cluster, deployment("kcm-system/demo-eu")])
      return withMonitor(kube, (monitor) =>
        Effect.gen(function* () {
          const reader = yield* subscribe(monitor)
          yield* happen(kube)
          yield* settle
          assert.strictEqual(reader.updates.length, 2)
          assert.include(reader.updates[1]?.message, "ClusterDeployment deleted")
          assert.strictEqual(reader.updates[1]?.terminal, true)
          assert.isTrue(reader.ended())
          assert.strictEqual(kube.openWatches(), 0)
        })
      )
    })
  }

  it.effect("of a neighbour is nobody's end", () => {
    const neighbour = deployment("kcm-system/demo-eu")
    const kube = makeFakeKube([cluster, neighbour])
    return withMonitor(kube, (monitor) =>
      Effect.gen(function* () {
        const reader = yield* subscribe(monitor)
        yield* kube.remove(neighbour)
        yield* kube.relist("kcm-system")
        yield* pass("1 minute")
        assert.isFalse(reader.ended())
        assert.isFalse(reader.updates.some(({ terminal }) => terminal))
      })
    )
  })
})
