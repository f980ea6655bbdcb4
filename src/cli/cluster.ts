import { Effect, Layer } from "effect"
import { layerKubeOnDemand } from "../kube/onDemand.ts"
import type { ClusterMonitor } from "../monitor/ClusterMonitor.ts"
import { layerClusterMonitor } from "../monitor/layer.ts"
import type { Settings } from "./environment.ts"
import { layerLogs } from "./logging.ts"
import { misspeltVariables } from "./misspelt.ts"

const loudly =
  "AUTH_MODE=DEV_ALLOW_ANY: the namespace filter is switched off, every namespace is open to whoever connects. " +
  "For development only."

/** Before anything else is done: a variable that nobody reads is found out late. */
const warnings = ({ kube, monitor }: Settings): ReadonlyArray<string> => [
  ...(monitor.devAllowAny ? [loudly] : []),
  ...misspeltVariables(kube.environment).map(
    ({ meant, name }) => `${name} is not known, and has no effect: did you mean ${meant}?`
  )
]

/** The monitor over the real cluster that the settings name, with the logs on stderr. */
export const layerCluster = (settings: Settings): Layer.Layer<ClusterMonitor> =>
  Layer.effectDiscard(Effect.forEach(warnings(settings), (line) => Effect.logWarning(line))).pipe(
    // The filter was compiled once when the environment was read.
    Layer.provideMerge(Layer.orDie(layerClusterMonitor(settings.monitor))),
    Layer.provide(layerKubeOnDemand(settings.kube)),
    Layer.provideMerge(layerLogs(settings))
  )
