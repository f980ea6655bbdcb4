import type { JSONRPCNotification } from "@modelcontextprotocol/sdk/types.js"
import { Array as Arr, Effect, Stream } from "effect"
import type { Tasks } from "../tasks/registry.ts"
import { describeTask, type Task } from "../tasks/Task.ts"
import type { JsonObject } from "../transport/json.ts"

/** A task that a client wants to be told of. */
export interface Followed {
  readonly taskId: string
  readonly states: Stream.Stream<Task>
}

// More than one client may have; what comes after that many is left out unseen.
const mostTaskIds = 1000

/** The tasks that are this client's; those of others, and those that are gone, are left out. */
export const followTasks = (
  tasks: Tasks,
  owner: string,
  taskIds: ReadonlyArray<string> = []
): Effect.Effect<ReadonlyArray<Followed>> =>
  Effect.map(
    Effect.forEach([...new Set(taskIds)].slice(0, mostTaskIds), (taskId) =>
      Effect.option(Effect.map(tasks.follow(owner, taskId), (states) => ({ taskId, states })))
    ),
    Arr.getSomes
  )

/** Tells each state of each task, the whole of it, until all of them are over (SEP-2663, "Task Status Notifications"). */
export const tellTasks = (
  followed: ReadonlyArray<Followed>,
  meta: JsonObject,
  notify: (message: JSONRPCNotification) => Effect.Effect<void>
): Effect.Effect<void> =>
  Effect.forEach(
    followed,
    ({ states }) =>
      Stream.runForEach(states, (task) =>
        notify({ jsonrpc: "2.0", method: "notifications/tasks", params: { ...describeTask(task), _meta: { ...meta } } })
      ),
    { concurrency: "unbounded", discard: true }
  )
