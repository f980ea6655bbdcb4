import { Effect } from "effect"
import type { McpServerOptions } from "../../mcp/offer/options.ts"
import { McpSession, mcpServerLayer } from "../../mcp/serve/serveSession.ts"
import type { Address } from "../../mcp/transport/http/listener.ts"
import { McpTransport } from "../../mcp/transport/McpTransport.ts"
import { layerStdio } from "../../mcp/transport/stdio/stdio.ts"
import { layerCluster } from "../cluster.ts"
import { readEnvironment } from "../environment.ts"
import { keepStdoutPure } from "../logging.ts"
import { endAfterHangup, endWithin } from "../process.ts"
import { readVersion } from "../version.ts"
import { readServeFlags } from "./flags.ts"
import type { Readiness } from "./http.ts"
import { leaveParserAsItIs, spendUnderLoad } from "./thrift.ts"

/** Metrics and probes, where they are wanted. Readiness is said from `enter` to `leave`. */
const beside = Effect.fnUntraced(function* (metrics: Address | undefined) {
  let ready = false
  if (metrics !== undefined) {
    const { serveMetrics } = yield* Effect.promise(() => import("./metricsServer.ts"))
    yield* serveMetrics(metrics, () => ready)
  }
  return {
    enter: Effect.sync(() => {
      ready = true
    }),
    leave: Effect.sync(() => {
      ready = false
    })
  } satisfies Readiness
})

/** One client on stdin and stdout, until it is gone. */
const serveOverStdio = Effect.fnUntraced(
  function* (options: McpServerOptions) {
    yield* endAfterHangup
    if (process.stdin.isTTY) yield* Effect.logInfo("waiting for an MCP client on stdin; see k0rdent-mcp --help")
    const { ended } = yield* McpTransport
    yield* Effect.forkDetach(Effect.andThen(ended, endWithin(0)))
    const ending = Effect.flatMap(McpSession, (session) => session.ending)
    yield* Effect.logDebug(`the client is gone: ${yield* Effect.provide(ending, mcpServerLayer(options))}`)
  },
  Effect.provide(layerStdio({ input: process.stdin, output: process.stdout }))
)

/**
 * `k0rdent-mcp serve`: one MCP client on stdin and stdout, or any number of them over HTTP. The cluster is not touched
 * before a request needs it.
 */
export const serveCommand = Effect.fn("serveCommand")(function* (args: ReadonlyArray<string>) {
  yield* keepStdoutPure
  const { http, metrics } = yield* readServeFlags(args)
  const settings = yield* readEnvironment(process.env)
  const { toolNames } = settings
  const options = { version: readVersion(), ...(toolNames === undefined ? {} : { toolNames }) }
  yield* Effect.gen(function* () {
    yield* spendUnderLoad
    yield* leaveParserAsItIs
    const readiness = yield* beside(metrics)
    if (http === undefined) return yield* Effect.andThen(readiness.enter, serveOverStdio(options))
    const { serveOverHttp } = yield* Effect.promise(() => import("./http.ts"))
    return yield* serveOverHttp(http, settings.http, options, readiness)
  }).pipe(Effect.scoped, Effect.provide(layerCluster(settings)))
})
