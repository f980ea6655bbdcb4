import { type ChildProcess, execFile, execFileSync, spawn } from "node:child_process"
import { existsSync } from "node:fs"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import { Deferred, Effect, Exit, Queue, Schema } from "effect"
import { heldMessage } from "../mcp/schema.ts"

const root = fileURLToPath(new URL("../..", import.meta.url))

/** The built program; built now where nobody has. */
export const program = fileURLToPath(new URL("../../dist/bin/k0rdent-mcp.mjs", import.meta.url))
if (!existsSync(program)) execFileSync(process.execPath, ["scripts/build.ts"], { cwd: root })

export class ProcessError extends Schema.TaggedError<ProcessError>()("ProcessError", { message: Schema.String }) {}

export interface Ended {
  readonly code: number | null
  readonly signal: string | null
  /** Milliseconds since the end was asked for, where somebody did. */
  readonly at: number
}

/** Fails when something takes longer, by the clock on the wall, than it may. */
export const within = <A, E>(ms: number, what: string, effect: Effect.Effect<A, E>) =>
  Effect.raceFirst(
    effect,
    Effect.callback<never, ProcessError>((resume) => {
      const timer = setTimeout(
        () => resume(Effect.fail(new ProcessError({ message: `${what} took longer than ${ms} ms` }))),
        ms
      )
      return Effect.sync(() => clearTimeout(timer))
    })
  )

const decodeLine = Schema.decodeUnknownSync(Schema.fromJsonString(Schema.Record(Schema.String, Schema.Unknown)))

/** The built server, or a script in its place, as a child, spoken to by hand. Killed when the scope closes, if it still lives. */
export const startServer = Effect.fnUntraced(function* (
  env: Readonly<Record<string, string>>,
  args: ReadonlyArray<string> = [],
  script = program
) {
  const ended = yield* Deferred.make<Ended>()
  const frames = yield* Queue.unbounded<Readonly<Record<string, unknown>>>()
  const errors: Array<string> = []
  const child = yield* Effect.acquireRelease(
    Effect.sync((): ChildProcess => {
      const started = spawn(process.execPath, [script, ...args], {
        stdio: "pipe",
        env: { PATH: process.env["PATH"] ?? "", HOME: "/nonexistent", ...env }
      })
      started.once("exit", (code, signal) => {
        Deferred.doneUnsafe(ended, Exit.succeed({ code, signal, at: performance.now() }))
      })
      // What is not JSON fails here, and with it the test: stdout carries protocol only.
      createInterface({ input: started.stdout }).on("line", (line) => Queue.offerUnsafe(frames, decodeLine(line)))
      createInterface({ input: started.stderr }).on("line", (line) => errors.push(line))
      started.stdin.on("error", () => undefined)
      return started
    }),
    (started) => Effect.sync(() => started.kill("SIGKILL"))
  )
  const write = (text: string) => Effect.sync(() => void child.stdin?.write(text))
  const request = (id: number, method: string, params: Record<string, unknown> = {}) =>
    write(`${JSON.stringify({ jsonrpc: "2.0", id, method, params })}\n`)
  return {
    child,
    errors,
    write,
    request,
    next: Effect.map(within(10_000, "the next message", Queue.take(frames)), heldMessage),
    /** The exit, and how long it took after `cause`. */
    endedAfter: (cause: () => void) =>
      Effect.suspend(() => {
        const began = performance.now()
        cause()
        return Effect.map(within(10_000, "the exit", Deferred.await(ended)), ({ at, ...rest }) => ({
          ...rest,
          ms: at - began
        }))
      }),
    ended: within(10_000, "the exit", Deferred.await(ended)),
    initialize: Effect.andThen(
      request(0, "initialize", {
        protocolVersion: "2025-11-25",
        capabilities: {},
        clientInfo: { name: "test", version: "1" }
      }),
      within(10_000, "initialize", Queue.take(frames))
    )
  }
})

/** Runs the built program to its end, with an input where it reads one. */
export const runProgram = (env: Readonly<Record<string, string>>, args: ReadonlyArray<string>, input = "") =>
  within(
    20_000,
    `k0rdent-mcp ${args.join(" ")}`,
    Effect.callback<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }>((resume) => {
      const child = execFile(
        process.execPath,
        [program, ...args],
        { env: { PATH: process.env["PATH"] ?? "", HOME: "/nonexistent", ...env } },
        (_error, stdout, stderr) => resume(Effect.succeed({ code: child.exitCode, stdout, stderr }))
      )
      child.stdin?.on("error", () => undefined).end(input)
      return Effect.sync(() => void child.kill("SIGKILL"))
    })
  )
