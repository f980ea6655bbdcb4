/**
 * The monitor as a library. Nothing runs on import; what a layer needs is left as its requirement.
 *
 * A program that embeds it composes `layerKube` and `layerClusterMonitor`, and asks `ClusterMonitor`; one that offers it
 * over MCP adds `mcpServerLayer` over an `McpTransport` of its own.
 */
export { type ClusterDeployment, type ClusterStatus, decodeClusterDeployment } from "./domain/clusterDeployment.ts"
export { type Condition, decodeConditions } from "./domain/condition.ts"
export { decodeKubeEvent, type KubeEvent } from "./domain/event/kubeEvent.ts"
export { ClusterTarget, NamespaceName, ObjectName } from "./domain/names.ts"
export { Phase, type Stage, stages } from "./domain/phase.ts"
export { type KubeObject, type ParsedLine, parseRecordingLine, type RecordingLine } from "./domain/recording.ts"
export { mergeUpdates } from "./domain/update/mergeUpdates.ts"
export {
  ClusterMetadata,
  ConditionSummary,
  Milestone,
  ObjectReference,
  ProgressUpdate,
  ServiceStatus,
  Severity,
  Source
} from "./domain/update/progressUpdate.ts"
export { WatchSignal } from "./domain/watchSignal.ts"
export { KubeError } from "./kube/errors/KubeError.ts"
export { Kube, type Page } from "./kube/Kube.ts"
export { layerKube } from "./kube/layer.ts"
export { defaultKubeSettings, type KubeSettings } from "./kube/settings.ts"
export type { McpServerOptions } from "./mcp/offer/options.ts"
export type { ToolNameStyle } from "./mcp/offer/toolNames.ts"
export { McpSession, mcpServerLayer, serveSession } from "./mcp/serve/serveSession.ts"
export { type Ending, McpTransport } from "./mcp/transport/McpTransport.ts"
export { layerStdio, type StdioOptions } from "./mcp/transport/stdio/stdio.ts"
export { type ClusterUri, canonicalUri, formatClusterUri, InvalidUri, parseClusterUri } from "./mcp/uri.ts"
export { ClusterMonitor, type SubscribeOptions } from "./monitor/ClusterMonitor.ts"
export { MonitorError } from "./monitor/errors.ts"
export { layerClusterMonitor } from "./monitor/layer.ts"
export type { MonitorableCluster } from "./monitor/look/monitorable.ts"
export { InvalidNamespaceFilter } from "./monitor/policy.ts"
export { defaultSettings, type MonitorSettings } from "./monitor/settings.ts"
export { begin, step, wakeAt } from "./progress/narrator.ts"
export { clustersIn, replay } from "./progress/replay.ts"
export { Input } from "./progress/state/input.ts"
export type { Narration } from "./progress/state/state.ts"
