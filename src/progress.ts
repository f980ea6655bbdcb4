/**
 * The pure core alone: no Node.js, no client, no clock. Feed it what watches say, or a recording, and it tells the story.
 */
export { type ClusterDeployment, type ClusterStatus, decodeClusterDeployment } from "./domain/clusterDeployment.ts"
export { type Condition, decodeConditions } from "./domain/condition.ts"
export { decodeKubeEvent, type KubeEvent } from "./domain/event/kubeEvent.ts"
export { ClusterTarget } from "./domain/names.ts"
export { Phase, type Stage, stages } from "./domain/phase.ts"
export { type KubeObject, type ParsedLine, parseRecordingLine, type RecordingLine } from "./domain/recording.ts"
export { mergeUpdates } from "./domain/update/mergeUpdates.ts"
export { Milestone, ProgressUpdate, ServiceStatus, Severity } from "./domain/update/progressUpdate.ts"
export { WatchSignal } from "./domain/watchSignal.ts"
export { begin, step, wakeAt } from "./progress/narrator.ts"
export { clustersIn, replay } from "./progress/replay.ts"
export { Input } from "./progress/state/input.ts"
export type { Narration } from "./progress/state/state.ts"
