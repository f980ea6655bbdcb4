import type { RequestListener } from "node:http"
import { Effect } from "effect"
import { PrometheusMetrics } from "effect/observability"
import { type Address, listen, urlOf } from "../../mcp/transport/http/listener.ts"
import { UsageError } from "../usage.ts"

const prometheusText = "text/plain; version=0.0.4; charset=utf-8"

// A scraper and a few probes: whoever opens more is none of them.
const mostConnections = 64
const requestTimeoutMs = 5000

const answer =
  (isReady: () => boolean): RequestListener =>
  (request, response) => {
    const path = request.url?.split("?")[0]
    const reply = (status: number, type: string, body: string) =>
      response.writeHead(status, { "content-type": type, "cache-control": "no-store" }).end(body)
    if (request.method !== "GET" && request.method !== "HEAD") return reply(405, "text/plain", "only GET\n")
    switch (path) {
      case "/metrics":
        return reply(200, prometheusText, Effect.runSync(PrometheusMetrics.format()))
      case "/healthz":
        return reply(200, "text/plain", "ok\n")
      // A server without a reachable management cluster still serves: each call says what is wrong.
      case "/readyz":
        return isReady() ? reply(200, "text/plain", "ok\n") : reply(503, "text/plain", "not now: it begins or ends\n")
      default:
        return reply(404, "text/plain", "there are /metrics, /healthz and /readyz\n")
    }
  }

/** Serves Prometheus metrics and the probes of Kubernetes over HTTP for as long as the scope lives. */
export const serveMetrics = (address: Address, isReady: () => boolean) =>
  listen({ ...address, mostConnections, requestTimeoutMs }, answer(isReady)).pipe(
    Effect.mapError(({ message }) => new UsageError({ message: `metrics: ${message}` })),
    Effect.tap((bound) => Effect.logInfo(`metrics on ${urlOf(bound)}/metrics`))
  )
