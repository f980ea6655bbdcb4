// All clusters that may be seen, in one process, one row each: node main.ts
import { Console, Effect, Layer, Stream } from "effect"
import { ClusterMonitor, defaultSettings, layerClusterMonitor, layerKube, type ProgressUpdate } from "k0rdent-mcp"

const row = ({ message, metadata, phase, progress }: ProgressUpdate) =>
  `${`${metadata.namespace}/${metadata.name}`.padEnd(30)} ${phase.padEnd(14)} ${String(progress ?? "").padStart(3)}  ${message.slice(0, 80)}`

const dashboard = ClusterMonitor.use((monitor) =>
  Effect.gen(function* () {
    const { clusters } = yield* monitor.list()
    const rows = new Map<string, string>()
    const show = (update: ProgressUpdate) =>
      Effect.suspend(() => {
        rows.set(`${update.metadata.namespace}/${update.metadata.name}`, row(update))
        return Console.log(`\n${[...rows.values()].toSorted().join("\n")}`)
      })
    // A namespace is watched once, however many of its clusters are shown.
    yield* Effect.forEach(clusters, (cluster) => monitor.subscribe(cluster).pipe(Stream.runForEach(show)), {
      concurrency: "unbounded",
      discard: true
    })
  })
)

const management = layerClusterMonitor({ ...defaultSettings, maxPerClient: 100 }).pipe(Layer.provide(layerKube()))
await Effect.runPromise(dashboard.pipe(Effect.provide(management)))
