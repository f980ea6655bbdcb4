import { Effect, Layer, Stream } from "effect"
import { Kube } from "../../src/kube/Kube.ts"
import { layerKube } from "../../src/kube/layer.ts"
import { ClusterMonitor } from "../../src/monitor/ClusterMonitor.ts"
import { layerClusterMonitor } from "../../src/monitor/layer.ts"
import { defaultSettings } from "../../src/monitor/settings.ts"
import { finish, ready } from "./report.ts"
import { clusterNames, lastReason, namespaces } from "./workload.ts"

// Fifty subscriptions of the monitor: everything is decoded, filtered and told.
const program = Effect.gen(function* () {
  const monitor = yield* ClusterMonitor
  const kube = yield* Kube
  for (const namespace of namespaces) {
    for (const name of clusterNames) {
      const updates = yield* monitor.open({ namespace, name }, { client: "bench" })
      yield* Effect.forkScoped(Stream.runDrain(updates))
    }
  }
  const baseline = yield* ready
  yield* Effect.forEach(
    namespaces,
    (namespace) =>
      kube.watchEvents(namespace).pipe(
        Stream.takeUntil(
          (signal) =>
            (signal._tag === "Upserted" && signal.object.reason === lastReason) ||
            (signal._tag === "Synced" && signal.items.some((event) => event.reason === lastReason))
        ),
        Stream.runDrain
      ),
    { concurrency: "unbounded" }
  )
  yield* finish(baseline)
})

const kube = layerKube({ kubeconfigPath: process.argv[2] ?? "" })
const settings = { ...defaultSettings, maxPerClient: 100 }
await Effect.runPromise(
  Effect.scoped(program).pipe(Effect.provide(layerClusterMonitor(settings).pipe(Layer.provideMerge(kube))))
)
