import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Effect, Option, Schema } from "effect"
import { startChild } from "./process.ts"

export const builtProgram = "../../dist/bin/k0rdent-mcp.mjs"

const kubeconfigFor = (server: string) => ({
  apiVersion: "v1",
  kind: "Config",
  clusters: [{ name: "bench", cluster: { server } }],
  users: [{ name: "bench", user: {} }],
  contexts: [{ name: "bench", context: { cluster: "bench", user: "bench" } }],
  "current-context": "bench"
})

export const kubeconfig = Effect.fnUntraced(function* (server: string) {
  const folder = yield* Effect.acquireRelease(
    Effect.sync(() => mkdtempSync(join(tmpdir(), "k0rdent-bench-"))),
    (path) => Effect.sync(() => rmSync(path, { recursive: true, force: true }))
  )
  const path = join(folder, "config")
  writeFileSync(path, JSON.stringify(kubeconfigFor(server)))
  return path
})

const decodeUpdate = (line: unknown) =>
  Option.map(decodeNotification(line), ({ params }) => ({ uri: params.uri, phase: params._meta.delta.phase }))
const decodeNotification = Schema.decodeUnknownOption(
  Schema.Struct({
    params: Schema.Struct({
      uri: Schema.String,
      _meta: Schema.Struct({ delta: Schema.Struct({ phase: Schema.String }) })
    })
  })
)

const initialize = {
  jsonrpc: "2.0",
  id: "initialize",
  method: "initialize",
  params: { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "bench", version: "1" } }
}

/** An MCP server over stdio, initialized; how long that took from its spawning on, in ms. */
export const startServer = Effect.fnUntraced(function* (script: string, env: Readonly<Record<string, string>> = {}) {
  const began = performance.now()
  const child = yield* startChild(script, [], env)
  child.say(initialize)
  yield* child.line("id")
  const startMs = performance.now() - began
  child.say({ jsonrpc: "2.0", method: "notifications/initialized" })
  let id = 0
  const update = (uri: string, phase: string): Effect.Effect<number> =>
    Effect.flatMap(child.arrival("method"), ({ at, line }) => {
      const told = decodeUpdate(line)
      const isIt = Option.exists(told, (one) => one.uri === uri && one.phase === phase)
      return isIt ? Effect.succeed(at) : update(uri, phase)
    })
  return {
    ...child,
    startMs,
    /** When this resource is told to be in this phase. */
    update,
    request: (method: string, params: object = {}) =>
      Effect.suspend(() => {
        id += 1
        child.say({ jsonrpc: "2.0", id, method, params })
        return child.line("id")
      })
  }
})

/** The built program with a management cluster, and limits that a bench does not meet. */
export const startProgram = Effect.fnUntraced(function* (server: string) {
  return yield* startServer(builtProgram, {
    K0RDENT_MGMT_KUBECONFIG_PATH: yield* kubeconfig(server),
    K0RDENT_MONITOR_MAX_PER_CLIENT: "1000",
    K0RDENT_MONITOR_MAX_TOTAL: "1000",
    K0RDENT_MCP_LOG_LEVEL: "warning"
  })
})

export const uriOf = (namespace: string, name: string): string => `k0rdent://cluster-monitor/${namespace}/${name}`
