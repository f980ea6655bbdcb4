import { fileURLToPath } from "node:url"
import { assert, describe, it } from "@effect/vitest"
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js"
import { ResourceUpdatedNotificationSchema } from "@modelcontextprotocol/sdk/types.js"
import { Effect, Queue, Schema } from "effect"
import { ProgressUpdate } from "../../src/domain/update/progressUpdate.ts"
import { makeSimulator } from "../../src/simulator/makeSimulator.ts"
import { startPlayer } from "../../src/simulator/player/player.ts"
import { readRecording } from "../../src/simulator/player/recordings.ts"
import { kubeconfigFile } from "../support/files.ts"
import { program, within } from "../support/program.ts"
import { StrictClient } from "./schema.ts"

const recording = fileURLToPath(new URL("../../fixtures/recordings/azure-standalone.ndjson", import.meta.url))
const uri = "k0rdent://cluster-monitor/kcm-system/azure-edge"
const decodeUpdate = Schema.decodeUnknownSync(ProgressUpdate)
const decodeText = Schema.decodeUnknownSync(
  Schema.Struct({ contents: Schema.Tuple([Schema.Struct({ text: Schema.fromJsonString(ProgressUpdate) })]) })
)

/** The official client, the built server as its child, and a simulated Azure deployment behind it. */
const deployment = Effect.fnUntraced(function* (speed: number, env: Readonly<Record<string, string>> = {}) {
  const simulator = yield* makeSimulator()
  const player = yield* startPlayer(simulator, [yield* readRecording(recording)], { speed, loop: false })
  const kubeconfig = yield* kubeconfigFile(simulator.kubeconfig)
  const updates = yield* Queue.unbounded<ProgressUpdate>()
  const client = yield* Effect.acquireRelease(
    Effect.promise(async () => {
      const connected = new StrictClient({ name: "test", version: "1.0.0" })
      connected.setNotificationHandler(ResourceUpdatedNotificationSchema, ({ params }) => {
        assert.strictEqual(params.uri, uri)
        Queue.offerUnsafe(updates, decodeUpdate(params._meta?.["delta"]))
      })
      await connected.connect(
        new StdioClientTransport({
          command: process.execPath,
          args: [program],
          env: { K0RDENT_MGMT_KUBECONFIG_PATH: kubeconfig, ...env }
        })
      )
      return connected
    }),
    (connected) => Effect.promise(() => connected.close())
  )
  return { client, next: within(15_000, "the next update", Queue.take(updates)), player, simulator }
})

const failure = (run: () => Promise<unknown>) =>
  Effect.promise(() =>
    run().then(
      () => undefined,
      (error: unknown) => error
    )
  )

describe("the official client over real stdio", () => {
  it.live("follows a whole deployment to Ready", () =>
    Effect.gen(function* () {
      const { client, next, player, simulator } = yield* deployment(100)
      yield* Effect.promise(() => client.subscribeResource({ uri }))
      yield* Effect.forkScoped(player.play)
      const story: Array<ProgressUpdate> = []
      do story.push(yield* next)
      while (story.at(-1)?.terminal !== true)
      const last = story.at(-1)
      assert.deepInclude(last, { phase: "Ready", progress: 100, severity: "info" })
      const progress = story.map((update) => update.progress ?? 0)
      assert.deepStrictEqual(
        progress,
        progress.toSorted((a, b) => a - b)
      )
      assert.isAtLeast(story.length, 2)
      const milestones = story.flatMap((update) => update.milestones ?? [])
      assert.isAtLeast(milestones.length, 5)
      for (const { relatedObject } of milestones) assert.notMatch(relatedObject.name, /^azure-edge-eu/u)
      // The story is over: nothing is watched any more, and the same can be asked anew.
      yield* within(
        5000,
        "closing the watches",
        Effect.gen(function* () {
          while ((yield* simulator.stats).openWatches > 0) yield* Effect.sleep("20 millis")
        })
      )
      yield* Effect.promise(() => client.subscribeResource({ uri }))
      assert.deepInclude(yield* next, { phase: "Ready", terminal: true })
      const read = decodeText(yield* Effect.promise(() => client.readResource({ uri })))
      assert.strictEqual(read.contents[0].text.phase, "Ready")
    })
  )

  it.live("keeps the policy and the limits at every door", () =>
    Effect.gen(function* () {
      const { client, next } = yield* deployment(1, {
        K0RDENT_NAMESPACE_FILTER: "kcm-.*",
        K0RDENT_MONITOR_MAX_PER_CLIENT: "1"
      })
      const forbidden = "k0rdent://cluster-monitor/team-a/azure-edge"
      for (const run of [
        () => client.subscribeResource({ uri: forbidden }),
        () => client.readResource({ uri: forbidden })
      ]) {
        const error = yield* failure(run)
        assert.deepInclude(error, { code: -32602 })
        assert.match(String(error), /namespace "team-a" is not allowed/u)
      }
      const { content, isError } = yield* Effect.promise(() =>
        client.callTool({
          name: "k0rdent.mgmt.clusterDeployments.getState",
          arguments: { namespace: "team-a", name: "azure-edge" }
        })
      )
      assert.isTrue(isError)
      assert.match(JSON.stringify(content), /namespace \\"team-a\\" is not allowed/u)

      yield* Effect.promise(() => client.subscribeResource({ uri }))
      yield* next
      const second = "k0rdent://cluster-monitor/kcm-system/azure-edge-eu"
      const full = yield* failure(() => client.subscribeResource({ uri: second }))
      assert.match(String(full), /per-client subscription limit exceeded \(max: 1\)/u)
      yield* Effect.promise(() => client.subscribeResource({ uri }))
      yield* Effect.promise(() => client.unsubscribeResource({ uri }))
      yield* Effect.promise(() => client.subscribeResource({ uri }))
      yield* next

      const unknown = yield* failure(() => client.readResource({ uri: "k0rdent://cluster-monitor/kcm-system/azure" }))
      assert.deepInclude(unknown, { code: -32002 })
    })
  )
})
