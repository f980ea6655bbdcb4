import { type ChildProcess, spawn } from "node:child_process"
import { constants } from "node:fs"
import { access, stat } from "node:fs/promises"
import { delimiter, join } from "node:path"
import { Data, Deferred, Effect, Exit, Option, Predicate } from "effect"

/** A program that could not be started, or printed without end. */
export class ProcessFault extends Data.TaggedError("ProcessFault")<{
  readonly reason: "notFound" | "notExecutable" | "noInterpreter" | "tooMuchOutput"
}> {}

export interface Finished {
  /** Absent where a signal ended it. */
  readonly code?: number
  readonly stdout: Buffer
  /** The end of it. */
  readonly stderr: string
}

const mostOutput = 1024 * 1024
const mostErrors = 4096
/** A grandchild may hold the pipe open after the child has ended. */
const afterExit = "1 second"

const isProgram = (path: string): Effect.Effect<boolean> =>
  Effect.tryPromise(async () => {
    await access(path, constants.X_OK)
    return (await stat(path)).isFile()
  }).pipe(Effect.orElseSucceed(() => false))

const isThere = (path: string): Effect.Effect<boolean> =>
  Effect.tryPromise(() => stat(path)).pipe(
    Effect.as(true),
    Effect.orElseSucceed(() => false)
  )

/**
 * Where a command is, looked up as Go does: in the PATH of this process, not in one that is meant for the child. On
 * Windows the system does it.
 */
const locate = Effect.fnUntraced(function* (command: string) {
  if (process.platform === "win32") return command
  const candidates = command.includes("/")
    ? [command]
    : (process.env["PATH"] ?? "")
        .split(delimiter)
        .filter((folder) => folder.startsWith("/"))
        .map((folder) => join(folder, command))
  const found = yield* Effect.findFirst(candidates, isProgram)
  if (Option.isSome(found)) return found.value
  const there = command.includes("/") && (yield* isThere(command))
  return yield* new ProcessFault({ reason: there ? "notExecutable" : "notFound" })
})

/** Ends a child with everything that it has started: it leads a process group of its own. */
const endGroup = (child: ChildProcess) =>
  Effect.sync(() => {
    if (child.pid === undefined) return
    try {
      if (process.platform === "win32") child.kill("SIGKILL")
      else process.kill(-child.pid, "SIGKILL")
    } catch {
      // ESRCH: all of them have ended already.
    }
  })

const collect = (child: ChildProcess, over: Deferred.Deferred<never, ProcessFault>) => {
  const output: Array<Buffer> = []
  let size = 0
  let errors = Buffer.alloc(0)
  child.stdout?.on("data", (chunk: Buffer) => {
    size += chunk.length
    if (size > mostOutput) Deferred.doneUnsafe(over, Exit.fail(new ProcessFault({ reason: "tooMuchOutput" })))
    else output.push(chunk)
  })
  child.stderr?.on("data", (chunk: Buffer) => {
    errors = Buffer.concat([errors, chunk]).subarray(-mostErrors)
  })
  return () => ({ stdout: Buffer.concat(output), stderr: errors.toString("utf8") })
}

/**
 * Runs a program to its end. It has no input, because there is nobody who could answer a question, and no terminal. When
 * the effect is interrupted or fails, the program ends with its children.
 */
export const runProcess = Effect.fnUntraced(function* (
  command: string,
  args: ReadonlyArray<string>,
  env: Readonly<Record<string, string | undefined>>
) {
  const path = yield* locate(command)
  return yield* Effect.acquireUseRelease(
    Effect.sync(() =>
      spawn(path, args, {
        env,
        detached: process.platform !== "win32",
        stdio: ["ignore", "pipe", "pipe"],
        windowsHide: true
      })
    ),
    (child) =>
      Effect.gen(function* () {
        const over = yield* Deferred.make<never, ProcessFault>()
        const exited = yield* Deferred.make<number | null>()
        const closed = yield* Deferred.make<void>()
        child.once("error", (cause) => {
          const absent = Predicate.hasProperty(cause, "code") && cause.code === "ENOENT"
          // Where the program itself was found, what is missing is what its first line names.
          const reason = !absent ? "notExecutable" : process.platform === "win32" ? "notFound" : "noInterpreter"
          Deferred.doneUnsafe(over, Exit.fail(new ProcessFault({ reason })))
        })
        child.once("exit", (code) => Deferred.doneUnsafe(exited, Exit.succeed(code)))
        child.once("close", () => Deferred.doneUnsafe(closed, Exit.void))
        const collected = collect(child, over)
        const code = yield* Effect.raceFirst(Deferred.await(exited), Deferred.await(over))
        yield* Effect.timeoutOption(Effect.raceFirst(Deferred.await(closed), Deferred.await(over)), afterExit)
        const finished: Finished = { ...collected(), ...(code === null ? {} : { code }) }
        return finished
      }),
    (child, exit) =>
      Effect.andThen(
        Exit.isSuccess(exit) ? Effect.void : endGroup(child),
        Effect.sync(() => {
          child.stdout?.destroy()
          child.stderr?.destroy()
        })
      )
  )
})
