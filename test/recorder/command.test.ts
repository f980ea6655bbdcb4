import { statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { makeSimulator } from "../../src/simulator/makeSimulator.ts"
import { startPlayer } from "../../src/simulator/player/player.ts"
import { readRecording } from "../../src/simulator/player/recordings.ts"
import { runProgram } from "../mcp/built.ts"
import { expectationOf } from "../progress/recordings.ts"
import { folder } from "./support.ts"

describe("k0rdent-mcp record", () => {
  it.live("follows a cluster to its end, and what it wrote replays to what it told", () =>
    Effect.gen(function* () {
      const path = yield* folder
      const simulator = yield* makeSimulator()
      writeFileSync(join(path, "config"), simulator.kubeconfig)
      const env = { K0RDENT_MGMT_KUBECONFIG_PATH: join(path, "config") }
      const file = join(path, "story.ndjson")
      const recording = yield* readRecording("fixtures/recordings/adopted.ndjson")
      const recorder = yield* Effect.forkChild(
        runProgram(env, ["record", expectationOf("adopted").cluster, "--until", "terminal", "-o", file]),
        { startImmediately: true }
      )
      const { play } = yield* startPlayer(simulator, [recording], { speed: 10 })
      yield* Effect.forkChild(play)
      const { code, stderr, stdout } = yield* Fiber.join(recorder)
      assert.deepStrictEqual([code, stdout], [0, ""], stderr)
      assert.match(stderr, /record: recording .* until its story has ended/u)
      assert.match(stderr, /Ready/u)
      assert.match(stderr, /record: \d+ lines in /u)
      assert.strictEqual(statSync(file).mode & 0o777, 0o600)
      const told = yield* runProgram({}, ["replay", file])
      assert.strictEqual(told.code, 0)
      assert.match(told.stdout, /Ready: /u)
    })
  )
})
