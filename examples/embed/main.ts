// Every update of one cluster to a webhook, as a small service: node main.ts NAMESPACE/NAME URL
import { Effect, Layer, Schedule, Stream } from "effect"
import { ClusterMonitor, defaultSettings, layerClusterMonitor, layerKube, type ProgressUpdate } from "k0rdent-mcp"

const [cluster = "", webhook = ""] = process.argv.slice(2)
const [namespace = "", name = ""] = cluster.split("/")

const post = (update: ProgressUpdate) =>
  Effect.tryPromise(async (signal) => {
    const response = await fetch(webhook, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(update),
      signal
    })
    if (!response.ok) throw new Error(`the webhook answered ${response.status}`)
  }).pipe(Effect.retry({ schedule: Schedule.spaced("1 second"), times: 5 }))

const service = ClusterMonitor.use((monitor) => monitor.subscribe({ namespace, name }).pipe(Stream.runForEach(post)))

const management = layerClusterMonitor(defaultSettings).pipe(Layer.provide(layerKube()))
await Effect.runPromise(service.pipe(Effect.provide(management)))
