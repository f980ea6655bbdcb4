import type { Readable, Writable } from "node:stream"
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js"
import { type JSONRPCMessage, JSONRPCMessageSchema, type RequestId } from "@modelcontextprotocol/sdk/types.js"
import { Deferred, Duration, Effect, Exit, Layer, Option, Queue, Schema } from "effect"
import { errorCodes } from "./failures.ts"
import { type Line, makeLineCutter } from "./lines.ts"
import { type Ending, McpTransport } from "./McpTransport.ts"

export interface StdioOptions {
  readonly input: Readable
  readonly output: Writable
  /** A client that takes no byte for this long is given up. */
  readonly patience?: Duration.Input
  /** The longest line that is read. */
  readonly maxLineBytes?: number
}

const defaultPatience = Duration.seconds(30)
// No message of MCP that makes sense to us is longer than a few kilobytes.
const defaultMaxLineBytes = 4 * 1024 * 1024

// The patience is measured per slice, so that a long message may take long as long as the client reads on. A slice is a
// quarter of what a pipe holds on Linux.
const sliceBytes = 16 * 1024

// Unsent bytes above which nothing more is read, and below which reading goes on: whoever asks must also listen.
const highWater = 4 * 1024 * 1024
const lowWater = 1024 * 1024

interface Outgoing {
  readonly bytes: Buffer
  readonly sent: Deferred.Deferred<void>
}

const decodeId = Schema.decodeUnknownOption(Schema.Struct({ id: Schema.Union([Schema.String, Schema.Int]) }))
const isAnswer = Schema.is(
  Schema.Union([Schema.Struct({ result: Schema.Unknown }), Schema.Struct({ error: Schema.Unknown })])
)

/** JSON-RPC 2.0 section 5: `id` is null where the request's own could not be read. */
const protocolError = (id: RequestId | null, code: number, message: string) => ({
  jsonrpc: "2.0",
  id,
  error: { code, message }
})

const parseJson = Schema.decodeUnknownOption(Schema.fromJsonString(Schema.Unknown))

/**
 * MCP over a pair of byte streams, one JSON-RPC message a line (MCP 2025-11-25, basic/transports, "stdio").
 *
 * The SDK's own transport notices neither the end of its input nor a broken output, and waits without bound for a
 * client that does not read; this one ends in all three cases, and says how. Messages leave in the order of `send`, one
 * write at a time; `send` resolves when the stream has taken the bytes, or when the client is gone.
 */
export const makeStdio = Effect.fnUntraced(function* (options: StdioOptions) {
  const { input, output } = options
  const patience = Duration.fromInputUnsafe(options.patience ?? defaultPatience)
  const cut = makeLineCutter(options.maxLineBytes ?? defaultMaxLineBytes)
  const outgoing = yield* Queue.unbounded<Outgoing>()
  const ended = yield* Deferred.make<Ending>()
  const broken = yield* Deferred.make<void>()
  let unsent = 0
  let open = true

  const end = (ending: Ending) => {
    Deferred.doneUnsafe(ended, Exit.succeed(ending))
    if (ending !== "inputEnded") Deferred.doneUnsafe(broken, Exit.void)
  }

  const write = (bytes: Buffer) =>
    Effect.callback<void>((resume) => {
      output.write(bytes, (error) => {
        if (error !== null && error !== undefined) end("outputClosed")
        resume(Effect.void)
      })
    })

  const writeAll = Effect.fnUntraced(function* (bytes: Buffer) {
    for (let from = 0; from < bytes.length; from += sliceBytes) {
      if (yield* Deferred.isDone(broken)) return
      const taken = yield* write(bytes.subarray(from, from + sliceBytes)).pipe(
        Effect.raceFirst(Deferred.await(broken)),
        Effect.timeoutOption(patience)
      )
      if (Option.isNone(taken)) end("notReading")
    }
  })

  const writer = Effect.forever(
    Effect.gen(function* () {
      const next = yield* Queue.take(outgoing)
      yield* writeAll(next.bytes)
      unsent -= next.bytes.length
      if (unsent < lowWater && open) input.resume()
      yield* Deferred.succeed(next.sent, undefined)
    })
  )

  const enqueue = (message: unknown): Deferred.Deferred<void> => {
    const bytes = Buffer.from(`${JSON.stringify(message)}\n`)
    const sent = Deferred.makeUnsafe<void>()
    unsent += bytes.length
    if (unsent > highWater) input.pause()
    if (!Queue.offerUnsafe(outgoing, { bytes, sent })) Deferred.doneUnsafe(sent, Exit.void)
    return sent
  }

  const refuse = (id: RequestId | null, code: number, message: string) => void enqueue(protocolError(id, code, message))

  const understand = (line: Line): JSONRPCMessage | undefined => {
    switch (line._tag) {
      case "TooLong":
        refuse(
          null,
          errorCodes.invalidRequest,
          `a message may have at most ${options.maxLineBytes ?? defaultMaxLineBytes} bytes`
        )
        return undefined
      case "Undecodable":
        refuse(null, errorCodes.parseError, "the line is not UTF-8")
        return undefined
      case "Text": {
        if (line.text.trim() === "") return undefined
        const json = parseJson(line.text)
        if (Option.isNone(json)) {
          refuse(null, errorCodes.parseError, "the line is not JSON")
          return undefined
        }
        if (Array.isArray(json.value)) {
          refuse(
            null,
            errorCodes.invalidRequest,
            "batches are not part of MCP since 2025-06-18: send one message a line"
          )
          return undefined
        }
        const message = JSONRPCMessageSchema.safeParse(json.value)
        if (message.success) return message.data
        // An answer that is not well-formed concerns no request of ours: to answer it could go on for ever.
        if (isAnswer(json.value)) return undefined
        const id = Option.match(decodeId(json.value), { onNone: () => null, onSome: (known) => known.id })
        refuse(id, errorCodes.invalidRequest, "the message is not a JSON-RPC 2.0 request or notification")
        return undefined
      }
    }
  }

  const onData = (chunk: Buffer) => {
    for (const line of cut(chunk)) {
      const message = understand(line)
      if (message !== undefined) transport.onmessage?.(message)
    }
  }
  const onInputEnd = () => end("inputEnded")
  const onOutputEnd = () => end("outputClosed")

  const transport: Transport = {
    start: async () => {
      input.on("data", onData)
    },
    send: (message) => runPromise(Deferred.await(enqueue(message)).pipe(Effect.raceFirst(Deferred.await(broken)))),
    close: async () => {
      if (!open) return
      open = false
      input.off("data", onData)
      input.pause()
      transport.onclose?.()
    }
  }

  const runPromise = Effect.runPromiseWith(yield* Effect.context<never>())
  yield* Effect.acquireRelease(
    Effect.sync(() => {
      input.on("end", onInputEnd).on("close", onInputEnd).on("error", onInputEnd)
      output.on("close", onOutputEnd).on("error", onOutputEnd)
    }),
    () =>
      Effect.sync(() => {
        open = false
        input.off("data", onData).off("end", onInputEnd).off("close", onInputEnd)
        output.off("close", onOutputEnd)
        // The error listeners stay: a broken pipe that is noticed later must not end the process with a stack.
        end("outputClosed")
      })
  )
  yield* Effect.forkScoped(writer, { startImmediately: true })
  return McpTransport.of({ transport, ended: Deferred.await(ended) })
})

/** `McpTransport` over a pair of byte streams, as a process has with its parent. */
export const layerStdio = (options: StdioOptions) => Layer.effect(McpTransport, makeStdio(options))
