import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http"
import { createServer as createTlsServer } from "node:https"
import type { Socket } from "node:net"
import { Effect } from "effect"
import { certificate, privateKey } from "./certificate.ts"

/** One watch that is open now. */
export interface OpenWatch {
  readonly query: URLSearchParams
  readonly path: string
  readonly send: (type: string, object: unknown) => void
  readonly raw: (bytes: string | Uint8Array) => void
  readonly end: () => void
  readonly cut: () => void
}

export interface Seen {
  readonly verb: "get" | "list" | "watch"
  readonly path: string
  readonly query: URLSearchParams
  readonly authorization: string | undefined
}

export type Answer = (response: ServerResponse, seen: Seen) => void

export const json =
  (body: unknown, code = 200, headers: Record<string, string> = {}): Answer =>
  (response) =>
    void response.writeHead(code, { "content-type": "application/json", ...headers }).end(JSON.stringify(body))

export const status = (
  code: number,
  more: Record<string, unknown> = {},
  headers: Record<string, string> = {}
): Answer => json({ kind: "Status", apiVersion: "v1", status: "Failure", code, ...more }, code, headers)

export const list = (items: ReadonlyArray<unknown>, resourceVersion: string, next?: string): Answer =>
  json({ kind: "List", metadata: { resourceVersion, ...(next === undefined ? {} : { continue: next }) }, items })

export const cluster = (name: string, resourceVersion: string, more: Record<string, unknown> = {}) => ({
  apiVersion: "k0rdent.mirantis.com/v1beta1",
  kind: "ClusterDeployment",
  metadata: { name, namespace: "prod", uid: `uid-${name}`, resourceVersion },
  spec: { template: "aws", credential: "aws" },
  ...more
})

export const event = (name: string, resourceVersion: string, at: string) => ({
  metadata: { name, namespace: "prod", uid: `uid-${name}`, resourceVersion },
  involvedObject: { kind: "ClusterDeployment", namespace: "prod", name: "demo" },
  reason: "Progressing",
  lastTimestamp: at
})

/**
 * A loopback API server that a test scripts precisely: by default lists answer `clusters`, watches stay open. Every
 * answer can be replaced while it runs, it can be killed and started again on its port, and it counts what is open.
 */
export class FakeApi {
  readonly seen: Array<Seen> = []
  readonly watches = new Set<OpenWatch>()
  readonly sockets = new Set<Socket>()
  /** Connections ever made. */
  accepted = 0
  port = 0
  answers: Record<Seen["verb"], Answer>
  #server: Server
  readonly #encrypted: boolean

  constructor(encrypted = false) {
    this.#encrypted = encrypted
    this.answers = { get: status(404), list: list([], "1"), watch: this.watch() }
    this.#server = this.#make()
  }

  get url(): string {
    return this.#encrypted ? `https://localhost:${this.port}` : `http://127.0.0.1:${this.port}`
  }

  /** The usual watch: headers at once, then what the test sends. */
  watch(onOpen: (watch: OpenWatch) => void = () => {}): Answer {
    return (response, { query, path }) => {
      const open: OpenWatch = {
        query,
        path,
        send: (type, object) => void response.write(`${JSON.stringify({ type, object })}\n`),
        raw: (bytes) => void response.write(bytes),
        end: () => void response.end(),
        cut: () => void response.socket?.destroy()
      }
      response.writeHead(200, { "content-type": "application/json" })
      response.flushHeaders()
      this.watches.add(open)
      response.on("close", () => this.watches.delete(open))
      onOpen(open)
    }
  }

  count(verb: Seen["verb"]): number {
    return this.seen.filter((seen) => seen.verb === verb).length
  }

  /** Ends like a killed process: every connection is reset and the port closed. */
  kill(): Promise<void> {
    for (const socket of this.sockets) socket.destroy()
    return new Promise((done) => this.#server.close(() => done()))
  }

  listen(): Promise<void> {
    if (this.port !== 0) this.#server = this.#make()
    return new Promise((done, fail) => {
      this.#server.once("error", fail)
      this.#server.listen(this.port, "127.0.0.1", () => {
        const address = this.#server.address()
        this.port = typeof address === "object" && address !== null ? address.port : 0
        done()
      })
    })
  }

  #make(): Server {
    const onRequest = (request: IncomingMessage, response: ServerResponse) => {
      const url = new URL(request.url ?? "/", "http://localhost")
      const verb = url.searchParams.has("watch")
        ? "watch"
        : /(?:clusterdeployments|events)$/u.test(url.pathname)
          ? "list"
          : "get"
      const seen: Seen = {
        verb,
        path: url.pathname,
        query: url.searchParams,
        authorization: request.headers.authorization
      }
      this.seen.push(seen)
      this.answers[verb](response, seen)
    }
    const server = this.#encrypted
      ? createTlsServer({ cert: certificate, key: privateKey }, onRequest)
      : createServer(onRequest)
    server.on("connection", (socket) => {
      this.accepted++
      this.sockets.add(socket)
      socket.on("close", () => this.sockets.delete(socket))
    })
    return server
  }
}

const running = (encrypted: boolean) =>
  Effect.acquireRelease(
    Effect.promise(async () => {
      const api = new FakeApi(encrypted)
      await api.listen()
      return api
    }),
    (api) => Effect.promise(() => api.kill())
  )

export const fakeApi = running(false)

/** The same over TLS, where credentials are sent: its certificate is the one of `certificate.ts`. */
export const secureFakeApi = running(true)
