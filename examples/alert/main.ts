// A message when a cluster fails, and one when it is well again: node main.ts NAMESPACE/NAME
import { Console, Effect, Layer, Stream } from "effect"
import { ClusterMonitor, defaultSettings, layerClusterMonitor, layerKube, type ProgressUpdate } from "k0rdent-mcp"

const [namespace = "", name = ""] = (process.argv[2] ?? "").split("/")

/** Only when it begins, and when it ends: a Failed can be taken back. */
const changes = Stream.mapAccum(
  () => false,
  (failed: boolean, update: ProgressUpdate) => {
    const fails = update.phase === "Failed"
    return [fails, fails === failed ? [] : [update]] as const
  }
)

// Yours: a pager, a chat, a mail.
const notify = ({ message, phase }: ProgressUpdate) =>
  Console.log(phase === "Failed" ? `ALERT ${namespace}/${name}: ${message}` : `OK ${namespace}/${name}: ${phase}`)

const alert = ClusterMonitor.use((monitor) =>
  monitor.subscribe({ namespace, name }).pipe(changes, Stream.runForEach(notify))
)

const management = layerClusterMonitor(defaultSettings).pipe(Layer.provide(layerKube()))
await Effect.runPromise(alert.pipe(Effect.provide(management)))
