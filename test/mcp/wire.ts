import { createInterface } from "node:readline"
import { PassThrough } from "node:stream"
import { Effect, Layer, Queue } from "effect"
import type { McpServerOptions } from "../../src/mcp/offer/options.ts"
import { serveSession } from "../../src/mcp/serve/serveSession.ts"
import { McpTransport } from "../../src/mcp/transport/McpTransport.ts"
import { makeStdio } from "../../src/mcp/transport/stdio/stdio.ts"
import type { ClusterMonitor } from "../../src/monitor/ClusterMonitor.ts"
import { heldMessage } from "./schema.ts"

/** A server of ours at the other end of two byte streams, spoken to line by line. */
export const connectWire = Effect.fnUntraced(function* (
  layer: Layer.Layer<ClusterMonitor>,
  options: Partial<McpServerOptions> = {}
) {
  const input = new PassThrough()
  const output = new PassThrough()
  const lines = yield* Queue.unbounded<string>()
  createInterface({ input: output }).on("line", (line) => void Queue.offerUnsafe(lines, line))
  const transport = yield* makeStdio({ input, output })
  const session = yield* Effect.forkScoped(
    serveSession({ version: "1.2.3", ...options }).pipe(
      Effect.provide(Layer.merge(layer, Layer.succeed(McpTransport, transport)))
    ),
    { startImmediately: true }
  )
  const write = (...messages: ReadonlyArray<unknown>) =>
    Effect.sync(() => {
      for (const message of messages) {
        input.write(`${typeof message === "string" ? message : JSON.stringify(message)}\n`)
      }
    })
  const nextLine = Queue.take(lines)
  return {
    session,
    write,
    /** The next line as it stands in the stream. */
    nextLine,
    next: Effect.map(nextLine, (line): unknown => heldMessage(JSON.parse(line))),
    end: Effect.sync(() => void input.end()),
    initialize: Effect.fnUntraced(function* (protocolVersion = "2025-11-25", more: object = {}) {
      const params = { protocolVersion, capabilities: {}, clientInfo: { name: "test", version: "1" }, ...more }
      yield* write({ jsonrpc: "2.0", id: "init", method: "initialize", params })
      return yield* nextLine
    })
  }
})

/** `_meta` as every request of the modern era bears it. */
export const envelope = (extensions: object = {}, more: object = {}) => ({
  "io.modelcontextprotocol/protocolVersion": "2026-07-28",
  "io.modelcontextprotocol/clientInfo": { name: "test", version: "1" },
  "io.modelcontextprotocol/clientCapabilities": { extensions },
  ...more
})

/** A request of the modern era. */
export const modern = (id: number | string, method: string, params: object = {}, meta: object = envelope()) => ({
  jsonrpc: "2.0",
  id,
  method,
  params: { ...params, _meta: meta }
})
