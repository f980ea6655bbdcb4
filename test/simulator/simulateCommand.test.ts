import { existsSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, it } from "@effect/vitest"
import { Console, Effect, Fiber, Queue } from "effect"
import { simulateCommand } from "../../src/cli/commands/simulate.ts"
import { readRecording } from "../../src/simulator/player/recordings.ts"
import { clusterDeployment } from "../contract/apiServerContract.ts"
import { folder } from "../support/files.ts"
import { client } from "./support.ts"

/** Runs the command in the background; `line` waits for its next line on stdout. */
const start = Effect.fnUntraced(function* (...args: ReadonlyArray<string>) {
  const lines = yield* Queue.unbounded<string>()
  const capture: Console.Console = Object.assign(Object.create(globalThis.console), {
    log: (text: string) => Queue.offerUnsafe(lines, text)
  })
  const fiber = yield* Effect.forkScoped(simulateCommand(args).pipe(Effect.provideService(Console.Console, capture)))
  return { fiber, line: Queue.take(lines) }
})

const recording = (path: string) => {
  const at = "2026-01-01T00:00:00Z"
  writeFileSync(path, `${JSON.stringify({ type: "ADDED", at, object: clusterDeployment("kcm-system", "demo") })}\n`)
  return path
}

const kubeconfigIn = (line: string) => line.replace("export KUBECONFIG=", "")

it.live("prints the address and the export line, and takes its temporary file along when it is interrupted", () =>
  Effect.gen(function* () {
    const { fiber, line } = yield* start("--recording", recording(join(yield* folder, "demo.ndjson")))
    const [, url] = /(http:\/\/127\.0\.0\.1:\d+)$/u.exec(yield* line) ?? []
    const path = kubeconfigIn(yield* line)
    assert.include(readFileSync(path, "utf8"), `server: ${url}\n`)
    assert.strictEqual(statSync(path).mode & 0o777, 0o600)
    const list = `${url}/apis/k0rdent.mirantis.com/v1beta1/clusterdeployments`
    assert.include(yield* client(() => fetch(list).then((response) => response.text())), '"name":"demo"')
    yield* Fiber.interrupt(fiber)
    assert.isFalse(existsSync(path))
    assert.match((yield* Effect.flip(client(() => fetch(list)))).code, /^(?:ECONNREFUSED|UND_ERR_SOCKET)$/u)
  })
)

it.live("plays the bundled recording where none is named", () =>
  Effect.gen(function* () {
    const { line } = yield* start("--speed", "1000")
    assert.match(yield* line, /http/u)
  })
)

it.live("leaves a kubeconfig of the user's choice in place, and writes over its own alone", () =>
  Effect.gen(function* () {
    const home = yield* folder
    const [file, chosen, foreign] = [recording(join(home, "demo.ndjson")), join(home, "it's"), join(home, "config")]
    for (const _ of ["first", "again"]) {
      const { fiber, line } = yield* start("--recording", file, "--kubeconfig", chosen)
      yield* line
      assert.strictEqual(yield* line, `export KUBECONFIG='${home}/it'\\''s'`)
      yield* Fiber.interrupt(fiber)
      assert.isTrue(existsSync(chosen))
    }
    writeFileSync(foreign, "apiVersion: v1\n")
    const { message } = yield* Effect.flip(simulateCommand(["--recording", file, "--kubeconfig", foreign]))
    assert.match(message, /exists and is not the simulator's/u)
    assert.strictEqual(readFileSync(foreign, "utf8"), "apiVersion: v1\n")
    assert.strictEqual(statSync(chosen).mode & 0o777, 0o600)
    // A link may lead to a file that is not the caller's to write.
    const link = join(home, "link")
    symlinkSync(chosen, link)
    const refused = yield* Effect.flip(simulateCommand(["--recording", file, "--kubeconfig", link]))
    assert.match(refused.message, /cannot write/u)
  })
)

it.live("plays a recording that PowerShell has written", () =>
  Effect.gen(function* () {
    const path = recording(join(yield* folder, "demo.ndjson"))
    const text = readFileSync(path, "utf8")
    for (const bytes of [Buffer.from(`\uFEFF${text}`), Buffer.from(`\uFEFF${text}`, "utf16le")]) {
      writeFileSync(path, bytes)
      assert.lengthOf(yield* readRecording(path), 1)
    }
  })
)

it.live("names the line of a malformed recording", () =>
  Effect.gen(function* () {
    const path = recording(join(yield* folder, "demo.ndjson"))
    writeFileSync(path, `${readFileSync(path, "utf8")}\n{"type":"ADDED"}\n`)
    const error = yield* Effect.flip(simulateCommand(["--recording", path]))
    assert.strictEqual(error._tag, "UsageError")
    assert.strictEqual(error.message, `the recording ${path} is malformed: line 3 is not a Kubernetes watch event`)
    writeFileSync(path, "\n")
    const { message } = yield* Effect.flip(simulateCommand(["--recording", path]))
    assert.strictEqual(message, `the recording ${path} holds no watch event`)
  })
)

it.live("refuses flags that make no sense, each in one line that names the flag", () =>
  Effect.gen(function* () {
    const refused: ReadonlyArray<readonly [args: ReadonlyArray<string>, names: RegExp]> = [
      [["--speed", "-3"], /--speed.*"-3".*--speed=VALUE/u],
      [["--speed", "0"], /--speed.*"0"/u],
      [["--speed", "fast"], /--speed.*"fast"/u],
      [["--speed", "1e3"], /--speed.*"1e3"/u],
      [["--port", "65536"], /--port.*"65536"/u],
      [["--port", "-1"], /--port/u],
      [["--loop=yes"], /--loop/u],
      [["--recording", "/nonexistent/story.ndjson"], /\/nonexistent.*no such file/u],
      [["--nope"], /--nope/u],
      [["extra"], /extra/u]
    ]
    for (const [args, names] of refused) {
      const { message } = yield* Effect.flip(simulateCommand(args))
      assert.match(message, names)
      assert.notInclude(message, "\n")
    }
  })
)
