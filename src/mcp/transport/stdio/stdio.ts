import type { Readable, Writable } from "node:stream"
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js"
import type { JSONRPCMessage } from "@modelcontextprotocol/sdk/types.js"
import { Deferred, Duration, Effect, Exit, Layer, Option, Queue } from "effect"
import { errorCodes } from "../../failures/failures.ts"
import { type Incoming, type Refusal, refusal, understand } from "../incoming.ts"
import { type Ending, McpTransport } from "../McpTransport.ts"
import { makeRequestIds, type RequestIds } from "../requestIds.ts"
import { type Line, makeLineCutter } from "./lines.ts"

/** The two streams, and what a client on them may do. */
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

// The only version of MCP in which several messages may stand in one array.
const versionWithBatches = "2025-03-26"

const readLine = (line: Line, ids: RequestIds, batches: boolean): ReadonlyArray<Incoming> => {
  switch (line._tag) {
    case "TooLong":
      return [refusal(errorCodes.invalidRequest, `a message may have at most ${line.maxBytes} bytes`)]
    case "Undecodable":
      return [refusal(errorCodes.parseError, "the line is not UTF-8")]
    case "Text":
      return understand(line.text, ids, batches)
  }
}

interface Outgoing {
  readonly bytes: Buffer
  readonly sent: Deferred.Deferred<void>
  /** The first slice, where it has been written already; done when the stream has taken it. */
  readonly begun: Deferred.Deferred<void> | undefined
}

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
  const lines = makeLineCutter(options.maxLineBytes ?? defaultMaxLineBytes)
  const outgoing = yield* Queue.unbounded<Outgoing>()
  const ended = yield* Deferred.make<Ending>()
  const broken = yield* Deferred.make<void>()
  const ids = makeRequestIds()
  let unsent = 0
  /** Messages that the writer has not done with. */
  let waiting = 0
  let open = true
  let batches = false

  const end = (ending: Ending) => {
    Deferred.doneUnsafe(ended, Exit.succeed(ending))
    if (ending !== "inputEnded") Deferred.doneUnsafe(broken, Exit.void)
  }

  /** Writes a slice; done when the stream has taken it. */
  const write = (bytes: Buffer): Deferred.Deferred<void> => {
    const taken = Deferred.makeUnsafe<void>()
    output.write(bytes, (error) => {
      if (error !== null && error !== undefined) end("outputClosed")
      Deferred.doneUnsafe(taken, Exit.void)
    })
    return taken
  }

  const writeAll = Effect.fnUntraced(function* ({ begun, bytes }: Outgoing) {
    for (let from = 0; from < bytes.length; from += sliceBytes) {
      if (Deferred.isDoneUnsafe(broken)) return
      const first = from === 0 ? begun : undefined
      const slice = first ?? write(bytes.subarray(from, from + sliceBytes))
      // A pipe with room has taken it by now.
      if (Deferred.isDoneUnsafe(slice)) continue
      const taken = yield* Deferred.await(slice).pipe(
        Effect.raceFirst(Deferred.await(broken)),
        Effect.timeoutOption(patience)
      )
      if (Option.isNone(taken)) end("notReading")
    }
  })

  const writer = Effect.forever(
    Effect.gen(function* () {
      const next = yield* Queue.take(outgoing)
      yield* writeAll(next)
      waiting -= 1
      unsent -= next.bytes.length
      if (unsent < lowWater && open) input.resume()
      yield* Deferred.succeed(next.sent, undefined)
    })
  )

  const enqueue = (message: JSONRPCMessage | Refusal): Deferred.Deferred<void> => {
    const bytes = Buffer.from(`${ids.write(message)}\n`)
    const sent = Deferred.makeUnsafe<void>()
    // What nobody is ahead of leaves at once, before the writer's turn has come.
    const begun = waiting === 0 && !Deferred.isDoneUnsafe(broken) ? write(bytes.subarray(0, sliceBytes)) : undefined
    waiting += 1
    unsent += bytes.length
    if (unsent > highWater) input.pause()
    if (!Queue.offerUnsafe(outgoing, { begun, bytes, sent })) Deferred.doneUnsafe(sent, Exit.void)
    return sent
  }

  const receive = (received: ReadonlyArray<Line>) => {
    for (const incoming of received.flatMap((line) => readLine(line, ids, batches))) {
      if (incoming._tag === "Message") transport.onmessage?.(incoming.message)
      if (incoming._tag === "Refused") enqueue(incoming.error)
    }
  }
  const onData = (chunk: Buffer) => receive(lines.push(chunk))
  // Whoever ends its input without a last line break has still said what stands there.
  const onInputEnd = () => {
    if (open) receive(lines.rest())
    end("inputEnded")
  }
  const onInputLost = () => end("inputEnded")
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
    },
    setProtocolVersion: (version) => {
      batches = version === versionWithBatches
    }
  }

  const runPromise = Effect.runPromiseWith(yield* Effect.context<never>())
  yield* Effect.acquireRelease(
    Effect.sync(() => {
      input.on("end", onInputEnd).on("close", onInputLost).on("error", onInputLost)
      output.on("close", onOutputEnd).on("error", onOutputEnd)
    }),
    () =>
      Effect.sync(() => {
        open = false
        input.off("data", onData).off("end", onInputEnd).off("close", onInputLost)
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
