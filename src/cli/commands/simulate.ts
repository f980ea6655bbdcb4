import { existsSync } from "node:fs"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { Console, Effect } from "effect"
import { makeSimulator } from "../../simulator/makeSimulator.ts"
import { startPlayer } from "../../simulator/player/player.ts"
import { readRecording } from "../../simulator/player/recordings.ts"
import { parseFlags, UsageError, wholeNumber } from "../usage.ts"
import { writeOwnFile } from "./ownFile.ts"

const options = {
  recording: { type: "string", multiple: true },
  speed: { type: "string", default: "1" },
  port: { type: "string", default: "0" },
  kubeconfig: { type: "string" },
  loop: { type: "boolean", default: false }
} as const

const positiveNumber = (flag: string, value: string): Effect.Effect<number, UsageError> => {
  const number = /^(?:\d+(?:\.\d*)?|\.\d+)$/u.test(value) ? Number(value) : Number.NaN
  return number > 0 && number <= 1_000_000
    ? Effect.succeed(number)
    : Effect.fail(
        new UsageError({
          message: `${flag} must be a number above 0 and at most 1000000, not ${JSON.stringify(value)}`
        })
      )
}

// Beside the package's sources, its bundle (dist/bin) and its library (dist/lib/cli) alike.
const bundledRecording = Effect.suspend(() => {
  const file = "fixtures/recordings/azure-standalone.ndjson"
  const found = ["../../", "../../../"]
    .map((up) => fileURLToPath(new URL(`${up}${file}`, import.meta.url)))
    .find((path) => existsSync(path))
  return found === undefined
    ? Effect.fail(new UsageError({ message: `--recording is needed: the bundled ${file} is not installed` }))
    : Effect.succeed(found)
})

const reason = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause))
const onFile = (path: string) => (cause: unknown) =>
  new UsageError({ message: `--kubeconfig: cannot write ${path}: ${reason(cause)}` })

const mark = "# Written by k0rdent-mcp simulate."

/** Writes the kubeconfig to a file of the user's choice, but never over one that somebody else wrote, nor through a link. */
const writeChosen = (path: string, text: string): Effect.Effect<string, UsageError> =>
  writeOwnFile(path, mark, text).pipe(
    Effect.mapError(({ cause }) => onFile(path)(cause)),
    Effect.flatMap((written) =>
      Effect.mapError(
        Effect.fromOption(written),
        () =>
          new UsageError({
            message: `--kubeconfig: ${path} exists and is not the simulator's; name a new file, or remove that one first`
          })
      )
    )
  )

/** Writes it to a temporary file, which goes when the scope closes. */
const writeTemporary = Effect.fnUntraced(function* (text: string) {
  const folder = yield* Effect.acquireRelease(
    Effect.tryPromise({ try: () => mkdtemp(join(tmpdir(), "k0rdent-simulator-")), catch: onFile(tmpdir()) }),
    (path) => Effect.promise(() => rm(path, { recursive: true, force: true }))
  )
  const path = join(folder, "kubeconfig")
  yield* Effect.tryPromise({ try: () => writeFile(path, text, { mode: 0o600 }), catch: onFile(path) })
  return path
})

const shellWord = (text: string): string =>
  /^[\w@%+=:,./-]+$/u.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`

/**
 * `k0rdent-mcp simulate`: the embedded management cluster, playing recordings, until it is interrupted. Everything it
 * opened goes with the scope.
 */
export const simulateCommand = Effect.fn("simulateCommand")(function* (args: ReadonlyArray<string>) {
  const { values } = yield* parseFlags("simulate", { args: [...args], options, allowPositionals: false })
  const speed = yield* positiveNumber("--speed", values.speed)
  const port = yield* wholeNumber("--port", values.port, { minimum: 0, maximum: 65_535 })
  const files = values.recording ?? [yield* bundledRecording]
  return yield* Effect.gen(function* () {
    const recordings = yield* Effect.forEach(files, readRecording)
    const simulator = yield* makeSimulator({ port })
    const { play } = yield* startPlayer(simulator, recordings, { speed, loop: values.loop })
    const text = `${mark}\n${simulator.kubeconfig}`
    const path = yield* values.kubeconfig === undefined ? writeTemporary(text) : writeChosen(values.kubeconfig, text)
    yield* Console.log(`Simulated management cluster: ${simulator.url}`)
    yield* Console.log(`export KUBECONFIG=${shellWord(path)}`)
    yield* play
    return yield* Effect.never
  }).pipe(
    Effect.scoped,
    Effect.catchTag("SimulatorError", ({ message }) => Effect.fail(new UsageError({ message })))
  )
})
