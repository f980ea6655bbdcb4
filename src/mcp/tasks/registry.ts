import { randomUUID } from "node:crypto"
import {
  Clock,
  Deferred,
  Duration,
  Effect,
  FiberMap,
  Metric,
  Result,
  type Scope,
  Stream,
  SubscriptionRef
} from "effect"
import { madeElsewhere, Replica } from "../../monitor/replica.ts"
import { errorCodes, RequestFailure } from "../failures/failures.ts"
import type { JsonObject } from "../transport/json.ts"
import { quoted } from "../uri.ts"
import { isOver, type Task, type TaskState } from "./Task.ts"

/** Tells how the work goes: a sentence, and when there may be another. */
export type Report = (sentence: string, nextLook?: Duration.Duration) => Effect.Effect<void>

/** What is to be done as a task. */
export interface Work<R> {
  /** Succeeds when whoever began it may see nothing of it any more; never where absent. */
  readonly revoked?: Effect.Effect<void>
  /** The most that it takes. */
  readonly lasts: Duration.Duration
  /** What is told before it tells something itself. */
  readonly first: string
  readonly run: (report: Report) => Effect.Effect<JsonObject, RequestFailure, R>
}

/** The calls that go on in the background, until their time to live is over. */
export interface Tasks {
  readonly start: <R>(owner: string, work: Work<R>) => Effect.Effect<Task, RequestFailure, R>
  readonly get: (owner: string, taskId: string) => Effect.Effect<Task, RequestFailure>
  /** A task's states from the present one to its end; a slow reader misses some, never the last. */
  readonly follow: (owner: string, taskId: string) => Effect.Effect<Stream.Stream<Task>, RequestFailure>
  /** Asks it to stop. It may be over already. */
  readonly cancel: (owner: string, taskId: string) => Effect.Effect<void, RequestFailure>
}

interface Entry {
  readonly task: SubscriptionRef.SubscriptionRef<Task>
  readonly cancelled: Deferred.Deferred<void>
}

// A result is kept for as long as a client may be away, and a person at lunch.
const keptFor = Duration.minutes(30)
const mostPerOwner = 50
const mostTotal = 1000
const usualPollInterval = Duration.seconds(5)
const pollBounds = { minimum: Duration.seconds(1), maximum: Duration.minutes(1) }

const active = Metric.gauge("k0rdent_mcp_tasks_active", { description: "Tasks that are kept now, at work or over" })

const outlived = {
  code: errorCodes.internalError,
  message: "the task took longer than it may live; call the tool again"
}

const tooMany = new RequestFailure({
  code: errorCodes.internalError,
  message: `too many tasks are at work: at most ${mostPerOwner} for one client; cancel one, or wait for one to end`,
  data: { reason: "limitExceeded" }
})

/** The tasks of one process. They end with the scope. */
export const makeTasks = Effect.gen(function* (): Effect.fn.Return<Tasks, never, Scope.Scope> {
  const replica = yield* Replica
  const entries = new Map<string, Entry>()
  const fibers = yield* FiberMap.make<string, void, never>()
  yield* Metric.update(active, 0)

  const unknown = (taskId: string) => {
    const elsewhere = madeElsewhere(taskId, replica)
    return new RequestFailure({
      code: errorCodes.invalidParams,
      message:
        elsewhere !== undefined
          ? `task ${quoted(taskId)} was made by replica ${elsewhere}, and this is replica ${replica}: a task lives where it was ` +
            "made, and as long as that runs; ask there (Mcp-Name names the task), or call the tool again"
          : `there is no task ${quoted(taskId)} (any more); call the tool again`
    })
  }

  const find = Effect.fnUntraced(function* (owner: string, taskId: string) {
    const entry = entries.get(taskId)
    if (entry === undefined) return yield* unknown(taskId)
    const task = yield* SubscriptionRef.get(entry.task)
    return task.owner === owner ? entry : yield* unknown(taskId)
  })

  const change = (entry: Entry, next: (task: Task) => Partial<Task>) =>
    Effect.flatMap(Clock.currentTimeMillis, (now) =>
      SubscriptionRef.update(entry.task, (task) => ({ ...task, ...next(task), lastUpdatedAt: now }))
    )

  const forget = (taskId: string) =>
    Effect.suspend(() => {
      entries.delete(taskId)
      return Metric.update(active, entries.size)
    })

  // Whoever starts more than may be kept loses results first, the oldest of his own; work is never dropped for work.
  const makeRoom = Effect.fnUntraced(function* (owner: string) {
    const tasks = yield* Effect.forEach([...entries.values()], ({ task }) => SubscriptionRef.get(task))
    const own = tasks.filter((task) => task.owner === owner)
    if (own.length < mostPerOwner && tasks.length < mostTotal) return
    const oldest = own.find(isOver)
    if (oldest === undefined) return yield* tooMany
    yield* FiberMap.remove(fibers, oldest.taskId)
    yield* forget(oldest.taskId)
  })

  const live = <R>(entry: Entry, { taskId, ttlMs }: Task, { revoked = Effect.never, run }: Work<R>) =>
    Effect.gen(function* () {
      const report: Report = (statusMessage, nextLook = usualPollInterval) =>
        change(entry, () => ({
          statusMessage,
          pollIntervalMs: Duration.toMillis(Duration.clamp(nextLook, pollBounds))
        }))
      const worked = Effect.map(
        Effect.result(run(report)),
        Result.match({
          onSuccess: (result): TaskState => ({ status: "completed", result }),
          onFailure: ({ code, data, message }): TaskState => ({
            status: "failed",
            error: { code, message, ...(data === undefined ? {} : { data }) }
          })
        })
      )
      const stopped = Effect.as(Deferred.await(entry.cancelled), { status: "cancelled" } as const)
      const late = Effect.as(Effect.sleep(ttlMs), { status: "failed", error: outlived } as const)
      const began = yield* Clock.currentTimeMillis
      const state = yield* Effect.raceAllFirst([worked, stopped, late])
      yield* change(entry, () => ({ state }))
      yield* Effect.sleep(Math.max(0, began + ttlMs - (yield* Clock.currentTimeMillis)))
    }).pipe(Effect.raceFirst(revoked), Effect.ensuring(forget(taskId)))

  return {
    start: Effect.fnUntraced(function* <R>(owner: string, work: Work<R>) {
      yield* makeRoom(owner)
      const now = yield* Clock.currentTimeMillis
      const task: Task = {
        taskId: `${replica}.${randomUUID()}`,
        owner,
        createdAt: now,
        lastUpdatedAt: now,
        ttlMs: Duration.toMillis(Duration.sum(work.lasts, keptFor)),
        pollIntervalMs: Duration.toMillis(usualPollInterval),
        statusMessage: work.first,
        state: { status: "working" }
      }
      const entry: Entry = { task: yield* SubscriptionRef.make(task), cancelled: yield* Deferred.make<void>() }
      entries.set(task.taskId, entry)
      yield* Metric.update(active, entries.size)
      yield* FiberMap.run(fibers, task.taskId, live(entry, task, work))
      return task
    }),
    get: (owner, taskId) => Effect.flatMap(find(owner, taskId), ({ task }) => SubscriptionRef.get(task)),
    follow: (owner, taskId) =>
      Effect.map(find(owner, taskId), ({ task }) =>
        SubscriptionRef.changes(task).pipe(
          Stream.takeUntil(isOver),
          Stream.buffer({ capacity: 1, strategy: "sliding" })
        )
      ),
    cancel: (owner, taskId) =>
      Effect.flatMap(find(owner, taskId), ({ cancelled }) => Effect.asVoid(Deferred.succeed(cancelled, undefined)))
  }
})
