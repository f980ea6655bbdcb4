import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { cluster, fakeApi, list } from "./fakeApi.ts"
import { kubeFor, quick, subscribe, until } from "./support.ts"

describe("a watch", () => {
  it.live("tells the list first, then every change", () =>
    Effect.gen(function* () {
      const api = yield* fakeApi
      api.answers.list = list([cluster("demo", "3")], "5")
      const kube = yield* kubeFor(api.url, quick)
      const subscriber = yield* subscribe(kube.watchClusterDeployments("prod"))
      yield* until(() => api.watches.size === 1)
      const [watch] = api.watches
      assert.strictEqual(watch?.query.get("resourceVersion"), "5")
      assert.strictEqual(watch?.query.get("allowWatchBookmarks"), "true")
      watch?.send("ADDED", cluster("other", "6"))
      watch?.send("MODIFIED", cluster("demo", "7"))
      watch?.send("DELETED", cluster("demo", "8"))
      yield* until(() => subscriber.signals.length === 4, subscriber.tags)
      assert.deepStrictEqual(subscriber.tags(), ["Synced", "Upserted", "Upserted", "Deleted"])
    })
  )
})
