import { createServer, type RequestListener } from "node:http"
import type { AddressInfo } from "node:net"
import { Effect } from "effect"
import { PrometheusMetrics } from "effect/observability"
import { UsageError } from "./usage.ts"

export interface MetricsAddress {
  readonly host: string
  readonly port: number
}

const prometheusText = "text/plain; version=0.0.4; charset=utf-8"

const answer: RequestListener = (request, response) => {
  const path = request.url?.split("?")[0]
  const reply = (status: number, type: string, body: string) =>
    response.writeHead(status, { "content-type": type, "cache-control": "no-store" }).end(body)
  if (request.method !== "GET" && request.method !== "HEAD") return reply(405, "text/plain", "only GET\n")
  switch (path) {
    case "/metrics":
      return reply(200, prometheusText, Effect.runSync(PrometheusMetrics.format()))
    case "/healthz":
    // A server without a reachable management cluster still serves: each call says what is wrong.
    case "/readyz":
      return reply(200, "text/plain", "ok\n")
    default:
      return reply(404, "text/plain", "there are /metrics, /healthz and /readyz\n")
  }
}

/** Serves Prometheus metrics and the probes of Kubernetes over HTTP for as long as the scope lives. */
export const serveMetrics = ({ host, port }: MetricsAddress) =>
  Effect.acquireRelease(
    Effect.callback<{ readonly close: () => void; readonly port: number }, UsageError>((resume) => {
      const server = createServer(answer)
      server.once("error", (error) =>
        resume(Effect.fail(new UsageError({ message: `cannot serve metrics on ${host}:${port}: ${error.message}` })))
      )
      server.listen(port, host, () => {
        const address: AddressInfo | string | null = server.address()
        const close = () => {
          server.close()
          server.closeAllConnections()
        }
        resume(Effect.succeed({ close, port: typeof address === "object" && address !== null ? address.port : port }))
      })
    }),
    (server) => Effect.sync(server.close)
  )
