import { Effect } from "effect"
import type { ClusterMonitor } from "../../monitor/ClusterMonitor.ts"
import type { RequestFailure } from "../failures/failures.ts"
import type { Caller } from "../methods/Caller.ts"
import type { JsonObject } from "../transport/json.ts"
import type { Tasks, Work } from "./registry.ts"
import { describeTask } from "./Task.ts"

/**
 * Runs a call in the background and answers with the task that stands for it. What the call would have told as progress
 * becomes the task's status.
 */
export const runAsTask = (
  tasks: Tasks,
  caller: Caller,
  bounds: Pick<Work<never>, "lasts" | "revoked">,
  run: (caller: Caller) => Effect.Effect<JsonObject, RequestFailure, ClusterMonitor>
): Effect.Effect<JsonObject, RequestFailure, ClusterMonitor> =>
  Effect.map(
    tasks.start(caller.client, {
      ...bounds,
      first: "Looking at the cluster.",
      run: (progress) => run({ ...caller, progress })
    }),
    (task) => ({ resultType: "task", ...describeTask(task) })
  )
