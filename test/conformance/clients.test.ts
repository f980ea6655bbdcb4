import { fileURLToPath } from "node:url"
import { assert, describe, it } from "@effect/vitest"
import { Client, StreamableHTTPClientTransport, type VersionNegotiationMode } from "@modelcontextprotocol/client"
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio"
import { Effect, Queue, Schema } from "effect"
import { ProgressUpdate } from "../../src/domain/update/progressUpdate.ts"
import { makeSimulator } from "../../src/simulator/makeSimulator.ts"
import { startPlayer } from "../../src/simulator/player/player.ts"
import { readRecording } from "../../src/simulator/player/recordings.ts"
import { kubeconfigFile } from "../support/files.ts"
import { startHttpProgram } from "../support/httpProgram.ts"
import { program, within } from "../support/program.ts"

const recording = fileURLToPath(new URL("../../fixtures/recordings/azure-standalone.ndjson", import.meta.url))
const uri = "k0rdent://cluster-monitor/kcm-system/azure-edge"
const decodeUpdate = Schema.decodeUnknownSync(ProgressUpdate)

const modes: ReadonlyArray<readonly [string, VersionNegotiationMode]> = [
  ["pinned to 2026-07-28", { pin: "2026-07-28" }],
  ["that negotiates", "auto"]
]

/** A simulated Azure deployment, and the environment of a server before it. */
const deployment = Effect.gen(function* () {
  const simulator = yield* makeSimulator()
  const player = yield* startPlayer(simulator, [yield* readRecording(recording)], { speed: 100, loop: false })
  const kubeconfig = yield* kubeconfigFile(simulator.kubeconfig)
  return { env: { K0RDENT_MGMT_KUBECONFIG_PATH: kubeconfig }, player }
})

const overStdio = (env: Readonly<Record<string, string>>) =>
  Effect.succeed(new StdioClientTransport({ command: process.execPath, args: [program], env: { ...env } }))

const overHttp = Effect.fnUntraced(function* (env: Readonly<Record<string, string>>) {
  const { port } = yield* startHttpProgram(env)
  return new StreamableHTTPClientTransport(new URL(`http://127.0.0.1:${port}/mcp`))
})

/** Follows the deployment to its end by `subscriptions/listen`, and asks for this and that besides. */
const follow = Effect.fnUntraced(function* (
  mode: VersionNegotiationMode,
  player: { readonly play: Effect.Effect<void> },
  transport: StdioClientTransport | StreamableHTTPClientTransport
) {
  const updates = yield* Queue.unbounded<ProgressUpdate>()
  const client = yield* Effect.acquireRelease(
    Effect.promise(async () => {
      const connected = new Client({ name: "test", version: "1" }, { versionNegotiation: { mode } })
      connected.setNotificationHandler("notifications/resources/updated", ({ params }) => {
        assert.strictEqual(params.uri, uri)
        Queue.offerUnsafe(updates, decodeUpdate(params._meta?.["delta"]))
      })
      await connected.connect(transport)
      return connected
    }),
    (connected) => Effect.promise(() => connected.close())
  )
  assert.strictEqual(client.getNegotiatedProtocolVersion(), "2026-07-28")
  const { tools } = yield* Effect.promise(() => client.listTools())
  assert.include(
    tools.map(({ name }) => name),
    "k0rdent_mgmt_clusterDeployments_getState"
  )
  const subscription = yield* Effect.promise(() => client.listen({ resourceSubscriptions: [uri] }))
  yield* Effect.forkScoped(player.play)
  const story: Array<ProgressUpdate> = []
  do story.push(yield* within(15_000, "the next update", Queue.take(updates)))
  while (story.at(-1)?.terminal !== true)
  assert.deepInclude(story.at(-1), { phase: "Ready", progress: 100 })
  assert.strictEqual(
    yield* within(
      5000,
      "the end",
      Effect.promise(() => subscription.closed)
    ),
    "graceful"
  )
  const called = yield* Effect.promise(() =>
    client.callTool({ name: "k0rdent_mgmt_clusterDeployments_getState", arguments: { name: "azure-edge" } })
  )
  assert.notProperty(called, "isError")
})

describe("the official client of the second generation", () => {
  it.live.each(modes)("follows a deployment over stdio: %s", ([, mode]) =>
    Effect.gen(function* () {
      const { env, player } = yield* deployment
      yield* follow(mode, player, yield* overStdio(env))
    })
  )

  it.live.each(modes)("follows a deployment over HTTP: %s", ([, mode]) =>
    Effect.gen(function* () {
      const { env, player } = yield* deployment
      yield* follow(mode, player, yield* overHttp(env))
    })
  )
})
