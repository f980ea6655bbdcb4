import { once } from "node:events"
import { readFileSync } from "node:fs"
import { createServer } from "node:http"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { makeSimulator } from "../../src/simulator/makeSimulator.ts"
import { startPlayer } from "../../src/simulator/player/player.ts"
import { readRecording } from "../../src/simulator/player/recordings.ts"
import { expectationOf } from "../progress/recordings.ts"
import { kubeconfigFile } from "../support/files.ts"
import { startServer } from "../support/program.ts"

/** A collector that remembers what is sent to it. */
const collector = Effect.gen(function* () {
  const posts: Array<{ readonly path: string; readonly body: string; readonly key: unknown }> = []
  const server = createServer((request, response) => {
    let body = ""
    request.setEncoding("utf8").on("data", (text: string) => {
      body += text
    })
    request.on("end", () => {
      posts.push({ path: request.url ?? "", body, key: request.headers["x-collector-key"] })
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

/** The names that a table of the docs explains, by its heading. */
const explained = (heading: string): ReadonlyArray<string> => {
  const [, section = ""] = readFileSync("docs/operations.md", "utf8").split(`## ${heading}\n`)
  return [...(section.split("\n## ")[0] ?? "").matchAll(/^\| `([\w./]+)`/gmu)].map(([, name = ""]) => name)
}

/** Every name that is told to a collector under this key, whatever it is the name of. */
const namesIn = (bodies: ReadonlyArray<string>): ReadonlySet<string> =>
  new Set(bodies.flatMap((body) => [...body.matchAll(/"name":"([^"]+)"/gu)].map(([, name = ""]) => name)))

// Says on stderr when the exporter is loaded.
const watchLoading = `import { registerHooks } from "node:module"
registerHooks({
  load: (url, context, next) => {
    if (url.includes("/telemetry-")) process.stderr.write('{"level":"LOADED"}\\n')
    return next(url, context)
  }
})`
const watchedLoading = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(watchLoading)}` }
const loaded = '{"level":"LOADED"}'

describe("telemetry", () => {
  it.live("tells a collector of every span and metric that is documented, when the environment names one", () =>
    Effect.gen(function* () {
      const { posts, url } = yield* collector
      const simulator = yield* makeSimulator()
      const path = yield* kubeconfigFile(simulator.kubeconfig)
      const recording = yield* readRecording("fixtures/recordings/adopted.ndjson")
      const { play } = yield* startPlayer(simulator, [recording], { speed: 1000 })
      yield* play
      const server = yield* startServer({
        ...watchedLoading,
        K0RDENT_MGMT_KUBECONFIG_PATH: path,
        OTEL_EXPORTER_OTLP_ENDPOINT: url,
        OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
        OTEL_EXPORTER_OTLP_HEADERS: "x-collector-key=of-the-test",
        K0RDENT_MCP_LOG_LEVEL: "debug"
      })
      const { cluster } = expectationOf("adopted")
      const [namespace, name] = cluster.split("/")
      const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
      yield* server.initialize
      yield* server.request(1, "resources/subscribe", {
        uri: `k0rdent://cluster-monitor/${cluster}`,
        _meta: { traceparent }
      })
      // The answer and, since the cluster is ready, the only update.
      yield* server.next
      assert.strictEqual((yield* server.next)["method"], "notifications/resources/updated")
      yield* server.request(2, "tools/call", {
        name: "k0rdent_mgmt_clusterDeployments_getState",
        arguments: { namespace, name }
      })
      yield* server.next
      yield* server.endedAfter(() => server.child.stdin?.end())
      const sent = (path: string) => posts.flatMap((post) => (post.path === path ? [post.body] : []))
      const spans = namesIn(sent("/v1/traces"))
      assert.includeMembers([...spans], [...explained("Traces, and everything over OTLP"), "resources/subscribe"])
      assert.isTrue(spans.has("tools/call k0rdent.mgmt.clusterDeployments.getState"), [...spans].join(", "))
      assert.include(sent("/v1/traces").join("\n"), "0af7651916cd43dd8448eb211c80319c")
      const metrics = [...namesIn(sent("/v1/metrics"))].filter((one) => one.startsWith("k0rdent_"))
      const documented = explained("Metrics")
      assert.isNotEmpty(documented)
      assert.includeMembers([...documented], metrics)
      assert.includeMembers(
        metrics,
        documented.filter((one) => one.startsWith("k0rdent_cluster_monitor_"))
      )
      assert.isNotEmpty(sent("/v1/logs"))
      assert.include(server.errors, loaded)
      assert.isAbove(server.errors.length, 1, "the logs go to stderr, too")
      assert.deepStrictEqual([...new Set(posts.map(({ key }) => key))], ["of-the-test"])
    })
  )

  it.live("is not there when it names none; and logs are JSON where that is wished for", () =>
    Effect.gen(function* () {
      const server = yield* startServer({
        ...watchedLoading,
        ...kubeconfig,
        K0RDENT_MCP_LOG_FORMAT: "json",
        K0RDENT_MCP_LOG_LEVEL: "debug"
      })
      yield* server.initialize
      yield* server.endedAfter(() => server.child.stdin?.end())
      assert.isNotEmpty(server.errors)
      for (const line of server.errors) decodeLog(line)
      assert.notInclude(server.errors, loaded)
    })
  )
})
