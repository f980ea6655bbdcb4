import { PassThrough } from "node:stream"
import { assert, describe, it } from "@effect/vitest"
import { Duration, Effect, Fiber, Queue } from "effect"
import { TestClock } from "effect/testing"
import { makeStdio } from "../../src/mcp/transport/stdio/stdio.ts"
import type { JsonRpcMessage } from "../../src/mcp/transport/Transport.ts"

const request = { jsonrpc: "2.0", id: 1, method: "ping" } as const

/** A transport between two streams, with what it received and what it wrote. */
const connection = Effect.fnUntraced(function* (options: { readonly maxLineBytes?: number } = {}) {
  const input = new PassThrough()
  const output = new PassThrough({ highWaterMark: 1024 })
  const { ended, transport } = yield* makeStdio({ input, output, ...options })
  const received = yield* Queue.unbounded<JsonRpcMessage>()
  transport.onmessage = (message) => void Queue.offerUnsafe(received, message)
  yield* Effect.promise(() => transport.start())
  const written = Effect.promise(async (): Promise<unknown> => {
    for (;;) {
      const chunk: unknown = output.read()
      if (Buffer.isBuffer(chunk)) return JSON.parse(chunk.toString())
      await new Promise((resolve) => output.once("readable", resolve))
    }
  })
  return { input, output, ended, transport, received, written }
})

describe("what the stdio transport reads", () => {
  it.effect("puts messages together wherever the chunks end", () =>
    Effect.gen(function* () {
      const { input, received } = yield* connection()
      const bytes = Buffer.from(
        `${JSON.stringify({ ...request, method: "größe" })}\r\n\n  \n${JSON.stringify(request)}\n`
      )
      for (const byte of bytes) input.write(Buffer.from([byte]))
      assert.deepStrictEqual(yield* Queue.take(received), { ...request, method: "größe" })
      assert.deepStrictEqual(yield* Queue.take(received), request)
    })
  )

  const refusals: ReadonlyArray<readonly [string, Uint8Array | string, number, string | number | null]> = [
    ["text that is not JSON", "hello", -32700, null],
    ["half a message", '{"jsonrpc":"2.0"', -32700, null],
    ["bytes that are not UTF-8", Buffer.from([0x22, 0xc3, 0x28, 0x22]), -32700, null],
    ["a batch", "[]", -32600, null],
    ["a batch of one", JSON.stringify([request]), -32600, null],
    ["a number", "42", -32600, null],
    ["null", "null", -32600, null],
    ["another JSON-RPC", '{"jsonrpc":"1.0","id":7,"method":"ping"}', -32600, 7],
    ["a method that is no text", '{"jsonrpc":"2.0","id":"x","method":5}', -32600, "x"],
    ["params that are a list", '{"jsonrpc":"2.0","id":8,"method":"ping","params":[1]}', -32602, 8],
    ["params that are a number", '{"jsonrpc":"2.0","id":8,"method":"ping","params":1}', -32600, 8],
    [
      "a fraction for a progressToken",
      '{"jsonrpc":"2.0","id":8,"method":"ping","params":{"_meta":{"progressToken":1.5}}}',
      -32602,
      8
    ],
    ["an id that is null", '{"jsonrpc":"2.0","id":null,"method":"ping"}', -32600, null],
    ["a line longer than allowed", "x".repeat(1001), -32600, null],
    ["nesting without end", "[".repeat(1000), -32700, null]
  ]
  it.effect.each(refusals)("answers %s with an error and goes on", ([_name, line, code, id]) =>
    Effect.gen(function* () {
      const { input, received, written } = yield* connection({ maxLineBytes: 1000 })
      input.write(line)
      input.write(`\n${JSON.stringify(request)}\n`)
      const answer = yield* written
      assert.deepInclude(answer, { jsonrpc: "2.0", id })
      assert.nestedPropertyVal(answer, "error.code", code)
      assert.deepStrictEqual(yield* Queue.take(received), request)
    })
  )

  it.effect("does not answer an answer, however broken", () =>
    Effect.gen(function* () {
      const { input, output, received } = yield* connection()
      input.write('{"jsonrpc":"2.0","id":null,"error":{"code":"x"}}\n')
      input.write(`${JSON.stringify(request)}\n`)
      yield* Queue.take(received)
      assert.isNull(output.read())
    })
  )
})

describe("what the stdio transport writes", () => {
  it.effect("keeps the order, one message a line", () =>
    Effect.gen(function* () {
      const { output, transport } = yield* connection()
      const messages = [1, 2, 3].map((id) => ({
        jsonrpc: "2.0" as const,
        id,
        result: { text: "a\nb".repeat(id * 2000) }
      }))
      const sent = yield* Effect.forkChild(Effect.promise(() => Promise.all(messages.map((it) => transport.send(it)))))
      const chunks: Array<Buffer> = []
      output.on("data", (chunk: Buffer) => chunks.push(chunk))
      yield* Fiber.join(sent)
      const lines = Buffer.concat(chunks).toString().trimEnd().split("\n")
      assert.deepStrictEqual(
        lines.map((line): unknown => JSON.parse(line)),
        messages
      )
    })
  )

  it.effect("gives a client up that takes no byte for 30 seconds", () =>
    Effect.gen(function* () {
      const { ended, transport } = yield* connection()
      const big = { jsonrpc: "2.0" as const, id: 1, result: { text: "x".repeat(100_000) } }
      const sent = yield* Effect.forkChild(Effect.promise(() => transport.send(big)))
      const end = yield* Effect.forkChild(ended)
      yield* TestClock.adjust("29 seconds")
      assert.isUndefined(end.pollUnsafe())
      yield* TestClock.adjust("2 seconds")
      assert.strictEqual(yield* Fiber.join(end), "notReading")
      yield* Fiber.join(sent)
    })
  )

  it.effect("has patience with a client that reads slowly", () =>
    Effect.gen(function* () {
      const { ended, output, transport } = yield* connection()
      const big = { jsonrpc: "2.0" as const, id: 1, result: { text: "x".repeat(200_000) } }
      const sent = yield* Effect.forkChild(Effect.promise(() => transport.send(big)))
      const end = yield* Effect.forkChild(ended)
      while (sent.pollUnsafe() === undefined) {
        yield* TestClock.adjust(Duration.seconds(20))
        output.read()
        yield* Effect.promise(() => new Promise((resolve) => setImmediate(resolve)))
      }
      assert.isUndefined(end.pollUnsafe())
    })
  )

  it.effect("stops reading from a client that asks but does not listen, and goes on when it does", () =>
    Effect.gen(function* () {
      const { input, output, transport } = yield* connection()
      const big = { jsonrpc: "2.0" as const, id: 1, result: { text: "x".repeat(1_000_000) } }
      const sent = Promise.all(Array.from({ length: 5 }, () => transport.send(big)))
      assert.isTrue(input.isPaused())
      output.resume()
      yield* Effect.promise(() => sent)
      assert.isFalse(input.isPaused())
    })
  )
})

describe("how the stdio transport ends", () => {
  it.effect("notices the end of its input", () =>
    Effect.gen(function* () {
      const { ended, input } = yield* connection()
      input.end()
      assert.strictEqual(yield* ended, "inputEnded")
    })
  )

  it.effect("reads the last line also where it has no line break", () =>
    Effect.gen(function* () {
      const { ended, input, received } = yield* connection()
      input.end(JSON.stringify(request))
      assert.deepStrictEqual(yield* Queue.take(received), request)
      assert.strictEqual(yield* ended, "inputEnded")
    })
  )

  it.effect("does not take half a line of a broken input for a whole one", () =>
    Effect.gen(function* () {
      const { ended, input, received } = yield* connection()
      input.write(`${JSON.stringify(request)}\n${JSON.stringify(request)}`)
      yield* Queue.take(received)
      input.destroy(new Error("reset"))
      yield* ended
      assert.strictEqual(yield* Queue.size(received), 0)
    })
  )

  it.effect("notices an input that breaks", () =>
    Effect.gen(function* () {
      const { ended, input } = yield* connection()
      input.destroy(new Error("reset"))
      assert.strictEqual(yield* ended, "inputEnded")
    })
  )

  it.effect("notices a broken output, and lets no sender wait for it", () =>
    Effect.gen(function* () {
      const { ended, output, transport } = yield* connection()
      const sent = transport.send({ jsonrpc: "2.0", id: 1, result: { text: "x".repeat(100_000) } })
      output.destroy(new Error("EPIPE"))
      assert.strictEqual(yield* ended, "outputClosed")
      yield* Effect.promise(() => sent)
      yield* Effect.promise(() => transport.send({ jsonrpc: "2.0", id: 2, result: {} }))
    })
  )

  it.effect("tells the SDK once that it is closed", () =>
    Effect.gen(function* () {
      const { transport } = yield* connection()
      let closed = 0
      transport.onclose = () => {
        closed += 1
      }
      yield* Effect.promise(() => transport.close())
      yield* Effect.promise(() => transport.close())
      assert.strictEqual(closed, 1)
    })
  )
})
