// As one types: after every pause the checks run, and the tests of what has changed since the last commit. `npm run dev`.
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Console, Effect, FileSystem, Stream } from "effect"
import { ChildProcess } from "effect/process"

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const watched = ["src", "test", "fixtures/authoring", "scripts"]
const bin = (name: string) => `${root}/node_modules/.bin/${name}`

// Cheap before dear; the first that fails is what is to be mended, and the others wait.
const steps: ReadonlyArray<readonly [what: string, program: string, ...args: ReadonlyArray<string>]> = [
  ["types", "tsc", "-p", "tsconfig.json"],
  ["lint and format", "biome", "check"],
  ["Effect diagnostics", "effect-tsgo", "diagnostics", "--project", "tsconfig.json", "--strict"],
  ["tests of what changed", "vitest", "run", "--project", "unit", "--changed", "--passWithNoTests"]
]

const look = Effect.gen(function* () {
  for (const [what, program, ...args] of steps) {
    const command = ChildProcess.make(bin(program), args, { cwd: root, stdout: "inherit", stderr: "inherit" })
    const code = yield* Effect.scoped(Effect.flatMap(command, ({ exitCode }) => exitCode))
    yield* Console.log(`${code === 0 ? "ok    " : "FAILED"}  ${what}`)
    if (code !== 0) return
  }
})

const dev = Effect.gen(function* () {
  const files = yield* FileSystem.FileSystem
  const changes = Stream.mergeAll(
    watched.map((folder) =>
      files.watch(join(root, folder), { recursive: true }).pipe(Stream.map(({ path }) => join(folder, path)))
    ),
    { concurrency: "unbounded" }
  )
  yield* changes.pipe(
    Stream.filter((path) => /\.(?:ts|mjs|json)$/u.test(path)),
    Stream.debounce("300 millis"),
    Stream.tap((path) => Console.log(`\n${path}`)),
    Stream.map(() => look),
    Stream.prepend([look]),
    // What is still running looks at what is no more.
    Stream.switchMap(Stream.fromEffect),
    Stream.runDrain
  )
})

NodeRuntime.runMain(dev.pipe(Effect.provide(NodeServices.layer)))
