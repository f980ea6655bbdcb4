import { readFileSync, statSync, truncateSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { makeSimulator } from "../../src/simulator/makeSimulator.ts"
import { startPlayer } from "../../src/simulator/player/player.ts"
import { readRecording } from "../../src/simulator/player/recordings.ts"
import { expectationOf } from "../progress/recordings.ts"
import { folder } from "../support/files.ts"
import { runProgram } from "../support/program.ts"

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
      // What `record` writes to stdout can be handed on as it comes.
      assert.deepStrictEqual(yield* runProgram({}, ["replay", "-"], readFileSync(file, "utf8")), told)
      // A busy machine wakes the narrator late: by a second, or after what came meanwhile.
      const story = (text: string) =>
        text.split("\n").flatMap((line) => (/^ +\d\d:\d\d {2}(.*)/u.exec(line)?.[1] ?? "").trim() || [])
      assert.sameMembers(story(told.stdout), story(stderr))
    })
  )

  it.live("goes on with its own file, also after a line that was cut off; another's it leaves alone", () =>
    Effect.gen(function* () {
      const path = yield* folder
      const simulator = yield* makeSimulator()
      writeFileSync(join(path, "config"), simulator.kubeconfig)
      const env = { K0RDENT_MGMT_KUBECONFIG_PATH: join(path, "config") }
      const file = join(path, "story.ndjson")
      const recording = yield* readRecording("fixtures/recordings/adopted.ndjson")
      const { play } = yield* startPlayer(simulator, [recording], { speed: 1000 })
      yield* play
      const { cluster } = expectationOf("adopted")
      const record = (name: string) => runProgram(env, ["record", name, "--until", "terminal", "-o", file])
      assert.strictEqual((yield* record(cluster)).code, 0)
      const whole = readFileSync(file, "utf8")
      // As a machine that goes down leaves it: in the middle of the last line.
      truncateSync(file, whole.length - 40)
      const cut = readFileSync(file, "utf8")
      const again = yield* record(cluster)
      assert.strictEqual(again.code, 0, again.stderr)
      assert.match(again.stderr, /holds \d+ lines already: going on with it/u)
      assert.match(again.stderr, /cut off/u)
      const after = readFileSync(file, "utf8")
      assert.isTrue(after.startsWith(`${cut}\n{`))
      assert.match((yield* runProgram({}, ["replay", file])).stdout, /Ready: /u)
      const other = yield* record("kcm-system/another")
      assert.deepStrictEqual([other.code, other.stdout], [2, ""])
      assert.match(other.stderr, /is a recording of kcm-system\/[\w-]+; name a new file/u)
      assert.strictEqual(readFileSync(file, "utf8"), after)
      writeFileSync(join(path, "notes.txt"), "dear diary\n")
      const foreign = yield* runProgram(env, ["record", cluster, "-o", join(path, "notes.txt")])
      assert.strictEqual(foreign.code, 2)
      assert.strictEqual(readFileSync(join(path, "notes.txt"), "utf8"), "dear diary\n")
    })
  )
})
