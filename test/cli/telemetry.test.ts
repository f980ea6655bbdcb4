import { once } from "node:events"
import { createServer } from "node:http"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { startServer } from "../mcp/built.ts"

/** A collector that remembers what is sent to it. */
const collector = Effect.gen(function* () {
  const posts: Array<{ readonly path: string; readonly body: string }> = []
  const server = createServer((request, response) => {
    let body = ""
    request.setEncoding("utf8").on("data", (text: string) => {
      body += text
    })
    request.on("end", () => {
      posts.push({ path: request.url ?? "", body })
      response.setHeader("content-type", "application/json").end("{}")
    })
  })
  yield* Effect.acquireRelease(
    Effect.promise(() => once(server.listen(0, "127.0.0.1"), "listening")),
    () => Effect.sync(() => server.close())
  )
  const address = server.address()
  const port = typeof address === "object" ? (address?.port ?? 0) : 0
  return { url: `http://127.0.0.1:${port}`, posts }
})

const decodeLog = Schema.decodeUnknownSync(Schema.fromJsonString(Schema.Struct({ level: Schema.String })))
const kubeconfig = { K0RDENT_MGMT_KUBECONFIG_PATH: "/nonexistent/kubeconfig" }

describe("telemetry", () => {
  it.live("tells a collector of calls, metrics and logs when the environment names one, at the end at the latest", () =>
    Effect.gen(function* () {
      const { posts, url } = yield* collector
      const server = yield* startServer({
        ...kubeconfig,
        OTEL_EXPORTER_OTLP_ENDPOINT: url,
        OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
        K0RDENT_MCP_LOG_LEVEL: "debug"
      })
      yield* server.initialize
      yield* server.request(1, "tools/call", {
        name: "k0rdent_mgmt_clusterDeployments_getState",
        arguments: { name: "demo" }
      })
      yield* server.next
      yield* server.endedAfter(() => server.child.stdin?.end())
      const sent = (path: string) =>
        posts
          .filter((post) => post.path === path)
          .map(({ body }) => body)
          .join("\n")
      assert.include(sent("/v1/traces"), '"ClusterMonitor.')
      assert.include(sent("/v1/metrics"), "k0rdent_cluster_monitor_subscriptions_active")
      assert.include(sent("/v1/logs"), "k0rdent-mcp")
      assert.notStrictEqual(server.errors.length, 0, "the logs go to stderr, too")
    })
  )

  it.live("is not there when it names none; and logs are JSON where that is wished for", () =>
    Effect.gen(function* () {
      const server = yield* startServer({
        ...kubeconfig,
        K0RDENT_MCP_LOG_FORMAT: "json",
        K0RDENT_MCP_LOG_LEVEL: "debug"
      })
      yield* server.initialize
      yield* server.endedAfter(() => server.child.stdin?.end())
      assert.isNotEmpty(server.errors)
      for (const line of server.errors) decodeLog(line)
    })
  )
})
