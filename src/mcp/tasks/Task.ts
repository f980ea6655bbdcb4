import { isoInstant } from "../../domain/lenient.ts"
import type { JsonObject } from "../transport/json.ts"

/** How a task stands (SEP-2663, "Task Status"). None of ours ever needs input. */
export type TaskState =
  | { readonly status: "working" }
  /** `result` is what the plain call would have given. */
  | { readonly status: "completed"; readonly result: JsonObject }
  /** `error` is the JSON-RPC error that the plain call would have been answered with. */
  | { readonly status: "failed"; readonly error: JsonObject }
  | { readonly status: "cancelled" }

/** A call that goes on after it was answered. Times are epoch milliseconds. */
export interface Task {
  readonly taskId: string
  /** Who started it; nobody else ever hears of it. */
  readonly owner: string
  readonly createdAt: number
  readonly lastUpdatedAt: number
  /** For how long after its creation it is kept. */
  readonly ttlMs: number
  /** When it is worth asking again. */
  readonly pollIntervalMs: number
  /** The last sentence told. */
  readonly statusMessage: string
  readonly state: TaskState
}

export const isOver = ({ state }: Task): boolean => state.status !== "working"

/** A task as it stands on the wire, with its result or error once there is one. */
export const describeTask = (task: Task): JsonObject => ({
  taskId: task.taskId,
  ...task.state,
  statusMessage: task.statusMessage,
  createdAt: isoInstant(task.createdAt),
  lastUpdatedAt: isoInstant(task.lastUpdatedAt),
  ttlMs: task.ttlMs,
  pollIntervalMs: task.pollIntervalMs
})
