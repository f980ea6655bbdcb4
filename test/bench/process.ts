import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { readFileSync } from "node:fs"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import { Effect, Queue, Schema, type Scope } from "effect"

const decodeLine = Schema.decodeUnknownSync(Schema.fromJsonString(Schema.Record(Schema.String, Schema.Unknown)))

export interface Child {
  readonly pid: number
  readonly say: (line: object) => void
  /** The next line that has this key. */
  readonly line: (key: string) => Effect.Effect<Readonly<Record<string, unknown>>>
  /** The same, with the moment at which it came: what the bench itself does with it is nobody's delay. */
  readonly arrival: (key: string) => Effect.Effect<Arrival>
}

interface Arrival {
  readonly at: number
  readonly line: Readonly<Record<string, unknown>>
}

/** A script of the bench, or the built program, as a child that is gone when the scope closes. It speaks JSON, one object a line. */
export const startChild = (
  script: string,
  args: ReadonlyArray<string> = [],
  env: Readonly<Record<string, string>> = {}
): Effect.Effect<Child, never, Scope.Scope> =>
  Effect.gen(function* () {
    const lines = yield* Queue.unbounded<Arrival>()
    const child = yield* Effect.acquireRelease(
      Effect.sync(() => {
        const path = fileURLToPath(new URL(script, import.meta.url))
        return spawn(process.execPath, [path, ...args], {
          stdio: ["pipe", "pipe", "inherit"],
          env: { ...process.env, ...env }
        })
      }),
      end
    )
    createInterface({ input: child.stdout }).on("line", (text) => {
      const at = now()
      Queue.offerUnsafe(lines, { at, line: decodeLine(text) })
    })
    const arrival = (key: string): Effect.Effect<Arrival> =>
      Effect.flatMap(Queue.take(lines), (one) => (key in one.line ? Effect.succeed(one) : arrival(key)))
    return {
      pid: child.pid ?? 0,
      say: (message) => void child.stdin.write(`${JSON.stringify(message)}\n`),
      line: (key) => Effect.map(arrival(key), ({ line }) => line),
      arrival
    }
  })

const end = (child: ChildProcess) =>
  Effect.promise(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill("SIGKILL")
    await once(child, "exit")
  })

/** Milliseconds that mean the same in every process of this machine. */
export const now = (): number => performance.timeOrigin + performance.now()

/** An API server of the bench's own. */
export const startApiServer = Effect.fnUntraced(function* (options: {
  readonly namespaces: ReadonlyArray<string>
  readonly clusters: number
  readonly events: number
}) {
  const api = yield* startChild("./apiServer.ts", [JSON.stringify(options)])
  const { port } = yield* api.line("port")
  return { ...api, server: `http://127.0.0.1:${port}` }
})

/** Processor time that a process has used so far, in ms. */
export const cpuMs = (pid: number): number => {
  const [, rest = ""] = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")
  const fields = rest.split(" ")
  // utime and stime in clock ticks, of which Linux has a hundred a second (proc(5)).
  return (Number(fields[11]) + Number(fields[12])) * 10
}

/** Resident memory of a process, in MiB. */
export const rssMiB = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/u.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? Number.NaN) / 1024
