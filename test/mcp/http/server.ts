import { request } from "node:http"
import { Effect, type Layer, Queue } from "effect"
import { type HttpServerOptions, serveHttp } from "../../../src/mcp/serve/httpServer.ts"
import type { ClusterMonitor } from "../../../src/monitor/ClusterMonitor.ts"
import { heldMessage } from "../schema.ts"
import { envelope, modern } from "../wire.ts"

/** A server of ours on a free port of this machine. */
export const startHttp = (layer: Layer.Layer<ClusterMonitor>, options: Partial<HttpServerOptions> = {}) =>
  Effect.map(
    serveHttp({ version: "1.2.3", host: "127.0.0.1", port: 0, allowedHosts: [], maxSessions: 1000, ...options }).pipe(
      Effect.provide(layer)
    ),
    ({ port }) => port
  )

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | ReadonlyArray<string> | undefined>>
  /** The messages of the body, one by one as they come, whether it is a stream or a single object. */
  readonly next: Effect.Effect<unknown>
  /** Everything that came, once the body has ended. */
  readonly text: Effect.Effect<string>
  /** Reads on, where the request was sent to a client that does not read. */
  readonly read: Effect.Effect<void>
  /** Goes away without a word. */
  readonly hangUp: Effect.Effect<void>
}

export interface Sent {
  readonly method?: string
  readonly path?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Buffer
  /** A client that takes the headers, and then nothing. */
  readonly reads?: boolean
}

/** One HTTP request as it is written here, header by header. */
export const send = (port: number, { body, headers = {}, method = "POST", path = "/mcp", reads = true }: Sent) =>
  Effect.callback<Answer, Error>((resume) => {
    const messages = Effect.runSync(Queue.unbounded<unknown>())
    const ended = Promise.withResolvers<string>()
    const sent = request({ host: "127.0.0.1", port, path, method, agent: false, headers }, (response) => {
      let text = ""
      let rest = ""
      const stream = response.headers["content-type"] === "text/event-stream"
      response.setEncoding("utf8")
      response.on("data", (chunk: string) => {
        text += chunk
        rest += chunk
        for (let end = rest.indexOf("\n\n"); stream && end >= 0; end = rest.indexOf("\n\n")) {
          const data = /^data: (.*)$/mu.exec(rest.slice(0, end))?.[1]
          rest = rest.slice(end + 2)
          if (data !== undefined) Queue.offerUnsafe(messages, JSON.parse(data))
        }
      })
      response.on("end", () => {
        if (!stream && text !== "") Queue.offerUnsafe(messages, JSON.parse(text))
      })
      response.on("close", () => ended.resolve(text)).on("error", () => ended.resolve(text))
      if (!reads) response.pause()
      resume(
        Effect.succeed({
          status: response.statusCode ?? 0,
          headers: response.headers,
          next: Effect.map(Queue.take(messages), heldMessage),
          text: Effect.promise(() => ended.promise),
          read: Effect.sync(() => void response.resume()),
          hangUp: Effect.sync(() => void sent.destroy())
        })
      )
    })
    sent.on("error", (error) => resume(Effect.fail(error)))
    sent.end(body)
  })

export const accepts = { accept: "application/json, text/event-stream", "content-type": "application/json" }

/** The headers that go with a request of the modern era. */
export const headersOf = (method: string, name?: string): Readonly<Record<string, string>> => ({
  ...accepts,
  "mcp-protocol-version": "2026-07-28",
  "mcp-method": method,
  ...(name === undefined ? {} : { "mcp-name": name })
})

/** A request of the modern era with all that belongs to it. */
export const sendModern = (
  port: number,
  method: string,
  params: Readonly<Record<string, unknown>> = {},
  {
    extensions = {},
    headers = {}
  }: { readonly extensions?: object; readonly headers?: Readonly<Record<string, string>> } = {}
) => {
  const name = [params["name"], params["uri"], params["taskId"]].find((value) => typeof value === "string")
  return send(port, {
    headers: { ...headersOf(method, name), ...headers },
    body: JSON.stringify(modern(1, method, params, envelope(extensions)))
  })
}
