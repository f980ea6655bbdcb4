import { Duration, Effect } from "effect"
import type { ProgressUpdate } from "../../domain/update/progressUpdate.ts"
import { ClusterMonitor } from "../../monitor/ClusterMonitor.ts"
import { layerCluster } from "../cluster.ts"
import { durationFlag } from "../duration.ts"
import { readEnvironment, type Settings } from "../environment.ts"
import { readTarget } from "../target.ts"
import { terminalScreen } from "../terminal/screen.ts"
import { show } from "../terminal/story.ts"
import { parseFlags } from "../usage.ts"

/** How a story's end becomes an exit code: 0 Ready, 1 Failed or deleted, 2 no connection, 3 timeout. */
export const exitCodeOf = (last: ProgressUpdate | undefined): number => {
  if (last?.terminal !== true || last.reason === "WatchGivenUp") return 2
  if (last.reason === "Timeout") return 3
  return last.phase === "Ready" && last.reason !== "Deleted" ? 0 : 1
}

/** K0RDENT_MONITOR_TIMEOUT_MAX bounds what a server's clients may ask for, not what somebody does in a terminal of his own. */
const upTo = (timeout: Duration.Duration, settings: Settings): Settings => ({
  ...settings,
  monitor: { ...settings.monitor, timeoutMax: Duration.max(settings.monitor.timeoutMax, timeout) }
})

/** `k0rdent-mcp watch NAMESPACE/NAME`: one cluster's story in the terminal. */
export const watchCommand = Effect.fn("watchCommand")(function* (args: ReadonlyArray<string>) {
  const { positionals, values } = yield* parseFlags("watch", {
    args: [...args],
    options: { timeout: { type: "string" } },
    allowPositionals: true
  })
  const target = yield* readTarget("watch", positionals)
  const timeout = values.timeout === undefined ? undefined : yield* durationFlag("--timeout", values.timeout, 1_814_400)
  const settings = yield* readEnvironment(process.env)
  const last = yield* Effect.flatMap(ClusterMonitor, (monitor) =>
    show(
      monitor.subscribe(target, { client: "watch", ...(timeout === undefined ? {} : { timeout }) }),
      terminalScreen(process.stdout)
    )
  ).pipe(Effect.provide(layerCluster(timeout === undefined ? settings : upTo(timeout, settings))))
  return exitCodeOf(last)
})
