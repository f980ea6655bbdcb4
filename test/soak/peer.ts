import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process"
import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js"
import { JSONRPCMessageSchema, ResultSchema } from "@modelcontextprotocol/sdk/types.js"
import { Deferred, Effect, Exit, Option, Predicate, Queue, Schema } from "effect"
import { ProgressUpdate } from "../../src/domain/update/progressUpdate.ts"
import { StrictClient } from "../mcp/schema.ts"
import { planted } from "./world.ts"

const program = fileURLToPath(new URL("../../dist/bin/k0rdent-mcp.mjs", import.meta.url))

/** How a client may go, or be lost. */
export const losses = ["stdin end", "client killed", "SIGTERM", "SIGINT", "server killed"] as const
export type Loss = (typeof losses)[number]

export type Reply = { readonly ok: true } | { readonly ok: false; readonly message: string }

export interface Ended {
  readonly code: number | null
  readonly signal: string | null
  readonly at: number
}

/** One built server as a child process, and the client that speaks to it. */
export interface Peer {
  readonly name: string
  readonly pid: number
  /** Undefined when the client is gone before the answer. */
  readonly call: (method: string, uri: string) => Effect.Effect<Reply | undefined>
  /** The client does not read for a while, as if it were stopped. */
  readonly read: (on: boolean) => void
  /** The server is stopped and goes on, as on a laptop that sleeps. */
  readonly stop: (on: boolean) => void
  readonly lose: (how: Loss) => Effect.Effect<Ended>
  readonly isAlive: () => boolean
  /** Resident memory in MiB. */
  readonly memory: () => number
}

/** What a peer reports to the model. */
export interface Listener {
  readonly update: (peer: string, uri: string, update: ProgressUpdate) => void
  readonly wrong: (what: string) => void
}

const Notification = Schema.Struct({
  method: Schema.Literal("notifications/resources/updated"),
  params: Schema.Struct({ uri: Schema.String, _meta: Schema.Struct({ delta: ProgressUpdate }) })
})
const decodeNotification = Schema.decodeUnknownOption(Notification)
const Answer = Schema.Struct({
  id: Schema.Int,
  error: Schema.optionalKey(Schema.Struct({ code: Schema.Int, message: Schema.String }))
})
const decodeAnswer = Schema.decodeUnknownOption(Answer)
const decodeLine = Schema.decodeUnknownOption(Schema.fromJsonString(Schema.Unknown))

/** Calls `onLine` for each whole line. */
const byLine = (onLine: (line: string) => void) => {
  let rest = ""
  return (chunk: string) => {
    const parts = (rest + chunk).split("\n")
    rest = parts.pop() ?? ""
    for (const part of parts) onLine(part)
  }
}

interface Speaker {
  readonly start: Effect.Effect<void>
  readonly hear: (message: unknown) => void
  readonly call: (method: string, params: Record<string, unknown>) => Effect.Effect<Reply>
}

/** A client as somebody writes it in an afternoon. */
const handWritten = (child: ChildProcessWithoutNullStreams): Speaker => {
  const waiting = new Map<number, Deferred.Deferred<Reply>>()
  let last = 0
  const call: Speaker["call"] = (method, params) =>
    Effect.suspend(() => {
      last += 1
      const reply = Deferred.makeUnsafe<Reply>()
      waiting.set(last, reply)
      child.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", id: last, method, params })}\n`)
      return Deferred.await(reply)
    })
  return {
    call,
    hear: (message) => {
      const answer = Option.getOrUndefined(decodeAnswer(message))
      const reply = answer === undefined ? undefined : waiting.get(answer.id)
      if (answer === undefined || reply === undefined) return
      waiting.delete(answer.id)
      Deferred.doneUnsafe(
        reply,
        Exit.succeed(answer.error === undefined ? { ok: true } : { ok: false, message: answer.error.message })
      )
    },
    start: Effect.andThen(
      call("initialize", {
        protocolVersion: "2025-11-25",
        capabilities: {},
        clientInfo: { name: "soak-by-hand", version: "1" }
      }),
      Effect.sync(() => void child.stdin.write('{"jsonrpc":"2.0","method":"notifications/initialized"}\n'))
    )
  }
}

/** The official client, on our own pipes, so that they can be broken in every way. */
const official = (child: ChildProcessWithoutNullStreams): Speaker => {
  const transport: Transport = {
    start: async () => {},
    send: async (message) => void child.stdin.write(`${JSON.stringify(message)}\n`),
    close: async () => transport.onclose?.()
  }
  const client = new StrictClient({ name: "soak-by-sdk", version: "1" })
  return {
    hear: (message) => {
      const parsed = JSONRPCMessageSchema.safeParse(message)
      if (parsed.success) transport.onmessage?.(parsed.data)
    },
    start: Effect.promise(() => client.connect(transport)),
    call: (method, params) =>
      Effect.promise(() =>
        client.request({ method, params }, ResultSchema, { timeout: 180_000 }).then(
          (): Reply => ({ ok: true }),
          (error): Reply => ({
            ok: false,
            message: Predicate.hasProperty(error, "message") ? String(error.message) : "it was refused"
          })
        )
      )
  }
}

export type PeerKind = "official" | "handWritten"

/** Starts a server and connects a client to it. Killed when the scope closes, if it still lives. */
export const startPeer = Effect.fnUntraced(function* (options: {
  readonly name: string
  readonly kind: PeerKind
  readonly kubeconfig: string
  readonly listener: Listener
}) {
  const { kind, listener, name } = options
  const ended = yield* Deferred.make<Ended>()
  const child = yield* Effect.acquireRelease(
    Effect.sync(() =>
      spawn(process.execPath, [program], {
        stdio: "pipe",
        env: { PATH: process.env["PATH"] ?? "", HOME: "/nonexistent", K0RDENT_MGMT_KUBECONFIG_PATH: options.kubeconfig }
      })
    ),
    (started) => Effect.sync(() => started.kill("SIGKILL"))
  )
  child.once("exit", (code, signal) => {
    Deferred.doneUnsafe(ended, Exit.succeed({ code, signal, at: performance.now() }))
  })
  // A client that is gone cannot be written to; that is what losing it is about.
  child.stdin.on("error", () => undefined)
  child.stdout.on("error", () => undefined)
  const speaker = kind === "official" ? official(child) : handWritten(child)

  const checkSecret = (line: string) => {
    if (line.includes(planted)) listener.wrong(`${name} told the secret of spec.config: ${line.slice(0, 500)}`)
  }
  const lines = yield* Queue.unbounded<string>()
  child.stdout.setEncoding("utf8").on(
    "data",
    byLine((line) => Queue.offerUnsafe(lines, line))
  )
  const hear = Effect.fnUntraced(function* (line: string) {
    checkSecret(line)
    const message = decodeLine(line)
    if (Option.isNone(message)) return listener.wrong(`${name} wrote to stdout what is not JSON: ${line}`)
    const update = Option.getOrUndefined(decodeNotification(message.value))
    if (update !== undefined) return listener.update(name, update.params.uri, update.params._meta.delta)
    if (Predicate.hasProperty(message.value, "method")) listener.wrong(`${name} sent a strange message: ${line}`)
    speaker.hear(message.value)
    // Whoever waits for the answer is to see it before the next line, also when both came at once.
    yield* Effect.sleep("2 millis")
  })
  yield* Effect.forkScoped(Effect.forever(Effect.flatMap(Queue.take(lines), hear)))
  child.stderr.setEncoding("utf8").on(
    "data",
    byLine((line) => {
      checkSecret(line)
      if (/level=(?:ERROR|FATAL)|internal error|at .+:\d+:\d+/iu.test(line)) listener.wrong(`${name} said: ${line}`)
    })
  )

  const whileAlive = <A>(effect: Effect.Effect<A>): Effect.Effect<A | undefined> =>
    Effect.raceFirst(effect, Effect.as(Deferred.await(ended), undefined))
  yield* whileAlive(speaker.start)

  const end: Readonly<Record<Loss, () => void>> = {
    "stdin end": () => child.stdin.end(),
    "client killed": () => {
      child.stdin.destroy()
      child.stdout.destroy()
    },
    SIGTERM: () => child.kill("SIGTERM"),
    SIGINT: () => child.kill("SIGINT"),
    "server killed": () => child.kill("SIGKILL")
  }

  const peer: Peer = {
    name,
    pid: child.pid ?? 0,
    call: (method, uri) => whileAlive(speaker.call(method, { uri })),
    read: (on) => void (on ? child.stdout.resume() : child.stdout.pause()),
    stop: (on) => void child.kill(on ? "SIGSTOP" : "SIGCONT"),
    lose: (how) => Effect.andThen(Effect.sync(end[how]), Deferred.await(ended)),
    isAlive: () => !Deferred.isDoneUnsafe(ended),
    memory: () => {
      const kilobytes = /^VmRSS:\s+(\d+) kB/mu.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))?.[1]
      return Math.round(Number(kilobytes ?? 0) / 1024)
    }
  }
  return peer
})
