import { Effect, Layer } from "effect"
import { serveSession } from "../mcp/server.ts"
import { McpTransport } from "../mcp/transport/McpTransport.ts"
import { layerStdio } from "../mcp/transport/stdio/stdio.ts"
import { layerCluster } from "./cluster.ts"
import { readEnvironment } from "./environment.ts"
import { keepStdoutPure } from "./logging.ts"
import { endAfterHangup, endWithin } from "./process.ts"
import { parseFlags, UsageError, wholeNumber } from "./usage.ts"
import { readVersion } from "./version.ts"

const options = {
  "metrics-port": { type: "string" },
  "metrics-host": { type: "string", default: "127.0.0.1" }
} as const

const readFlags = Effect.fnUntraced(function* (args: ReadonlyArray<string>) {
  const { values } = yield* parseFlags("serve", { args: [...args], options, allowPositionals: false })
  const port = values["metrics-port"]
  if (port !== undefined) {
    return {
      host: values["metrics-host"],
      port: yield* wholeNumber("--metrics-port", port, { minimum: 0, maximum: 65_535 })
    }
  }
  return args.length === 0
    ? undefined
    : yield* new UsageError({ message: "serve: --metrics-host means nothing without --metrics-port" })
})

/**
 * `k0rdent-mcp serve`: one MCP client on stdin and stdout, until it is gone. The cluster is not touched before a request
 * needs it.
 */
export const serveCommand = Effect.fn("serveCommand")(function* (args: ReadonlyArray<string>) {
  yield* keepStdoutPure
  yield* endAfterHangup
  const metrics = yield* readFlags(args)
  const settings = yield* readEnvironment(process.env)
  const { toolNames } = settings
  yield* Effect.gen(function* () {
    if (metrics !== undefined) {
      const { serveMetrics } = yield* Effect.promise(() => import("./metricsServer.ts"))
      const { port } = yield* serveMetrics(metrics)
      const host = metrics.host.includes(":") ? `[${metrics.host}]` : metrics.host
      yield* Effect.logInfo(`metrics on http://${host}:${port}/metrics`)
    }
    if (process.stdin.isTTY) yield* Effect.logInfo("waiting for an MCP client on stdin; see k0rdent-mcp --help")
    const { ended } = yield* McpTransport
    yield* Effect.forkDetach(Effect.andThen(ended, endWithin(0)))
    const ending = yield* serveSession({ version: readVersion(), ...(toolNames === undefined ? {} : { toolNames }) })
    yield* Effect.logDebug(`the client is gone: ${ending}`)
  }).pipe(
    Effect.scoped,
    Effect.provide(Layer.merge(layerCluster(settings), layerStdio({ input: process.stdin, output: process.stdout })))
  )
})
