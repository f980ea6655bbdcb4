import { execFile, spawnSync } from "node:child_process"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { makeSimulator } from "../../src/simulator/makeSimulator.ts"
import { startPlayer } from "../../src/simulator/player/player.ts"
import { readRecording } from "../../src/simulator/player/recordings.ts"
import { holdStructure } from "../mcp/schema.ts"
import { kubeconfigFile } from "../support/files.ts"
import { program } from "../support/program.ts"

const recording = fileURLToPath(new URL("../../fixtures/recordings/azure-standalone.ndjson", import.meta.url))
const client = fileURLToPath(new URL("python/client.py", import.meta.url))
const python = process.env["PYTHON"] ?? "python3"
const isThere = spawnSync(python, ["-c", "import mcp"]).status === 0
const title = isThere
  ? "the official Python client"
  : `the official Python client: skipped, ${python} has no package mcp (pip install mcp, and say by PYTHON which one)`

const Result = Schema.Struct({
  isError: Schema.optionalKey(Schema.Boolean),
  structuredContent: Schema.optionalKey(Schema.Record(Schema.String, Schema.Unknown)),
  content: Schema.Array(Schema.Struct({ type: Schema.String }))
})
const decode = Schema.decodeSync(
  Schema.fromJsonString(
    Schema.Struct({
      names: Schema.Array(Schema.String),
      results: Schema.Record(Schema.String, Result),
      progress: Schema.Array(Schema.Struct({ progress: Schema.Finite, message: Schema.NullOr(Schema.String) })),
      prompt: Schema.Struct({ messages: Schema.Array(Schema.Unknown) }),
      read: Schema.Struct({ contents: Schema.Array(Schema.Unknown) }),
      updates: Schema.Int
    })
  )
)

describe(title, () => {
  it.live.skipIf(!isThere)("calls every tool over stdio, fills a prompt, waits with progress and subscribes", () =>
    Effect.gen(function* () {
      const simulator = yield* makeSimulator()
      const player = yield* startPlayer(simulator, [yield* readRecording(recording)], { speed: 60, loop: false })
      yield* Effect.forkScoped(player.play)
      const kubeconfig = yield* kubeconfigFile(simulator.kubeconfig)
      const { stdout } = yield* Effect.promise(() =>
        promisify(execFile)(python, [client, process.execPath, program, kubeconfig], { timeout: 120_000 })
      )
      const { names, progress, prompt, read, results, updates } = decode(stdout)
      assert.strictEqual(names.length, 5)
      assert.isTrue(names.every((name) => /^k0rdent_mgmt_[A-Za-z_]+$/u.test(name)))
      for (const [name, { isError, structuredContent }] of Object.entries(results)) {
        assert.strictEqual(isError ?? false, name === "unknown", name)
        if (name !== "unknown") holdStructure(structuredContent)
      }
      assert.strictEqual(results["wait"]?.structuredContent?.["outcome"], "reached")
      assert.isNotEmpty(progress)
      for (const [index, told] of progress.entries()) {
        assert.isAbove(told.progress, progress[index - 1]?.progress ?? 0)
        assert.isAtMost(told.message?.length ?? 0, 200)
      }
      assert.strictEqual(prompt.messages.length, 2)
      assert.strictEqual(read.contents.length, 1)
      assert.isAtLeast(updates, 1)
    })
  )
})
