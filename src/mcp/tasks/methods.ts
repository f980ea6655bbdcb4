import { Effect, Result, Schema } from "effect"
import { invalidParams, type RequestFailure } from "../failures/failures.ts"
import type { JsonObject } from "../transport/json.ts"
import type { Tasks } from "./registry.ts"
import { describeTask } from "./Task.ts"

const decode = Schema.decodeUnknownResult(Schema.Struct({ taskId: Schema.String }))

type TaskMethod = (tasks: Tasks, owner: string, taskId: string) => Effect.Effect<JsonObject, RequestFailure>

/** What can be done with a task (SEP-2663). */
const methods: ReadonlyMap<string, TaskMethod> = new Map<string, TaskMethod>([
  ["tasks/get", (tasks, owner, taskId) => Effect.map(tasks.get(owner, taskId), describeTask)],
  // None of our tasks asks for input: whatever comes is acknowledged, and means nothing.
  ["tasks/update", (tasks, owner, taskId) => Effect.as(tasks.get(owner, taskId), {})],
  ["tasks/cancel", (tasks, owner, taskId) => Effect.as(tasks.cancel(owner, taskId), {})]
])

export const isTaskMethod = (method: string): boolean => methods.has(method)

/** Answers a request about a task of this owner's. */
export const callTaskMethod = (
  method: string,
  params: unknown,
  tasks: Tasks,
  owner: string
): Effect.Effect<JsonObject, RequestFailure> => {
  const decoded = decode(params)
  if (Result.isFailure(decoded)) return Effect.fail(invalidParams(method, decoded.failure.issue))
  const run = methods.get(method)
  return run === undefined ? Effect.succeed({}) : run(tasks, owner, decoded.success.taskId)
}
