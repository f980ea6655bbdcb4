import { execFile } from "node:child_process"
import { once } from "node:events"
import {
  copyFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync
} from "node:fs"
import { createServer } from "node:http"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { createContext, runInContext } from "node:vm"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { build as bundle } from "rolldown"
import { makeSimulator } from "../../src/simulator/makeSimulator.ts"
import { startPlayer } from "../../src/simulator/player/player.ts"
import { readRecording } from "../../src/simulator/player/recordings.ts"

const root = fileURLToPath(new URL("../..", import.meta.url))
const run = promisify(execFile)

/** The package as npm packs it, installed where nothing else is. */
const installed = Effect.acquireRelease(
  Effect.promise(async () => {
    const folder = mkdtempSync(join(tmpdir(), "k0rdent-package-"))
    const { stdout } = await run("npm", ["pack", "--silent", "--ignore-scripts", "--pack-destination", folder], {
      cwd: root
    })
    writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, type: "module" }))
    const options = ["--offline", "--no-audit", "--no-fund", "--ignore-scripts"]
    await run("npm", ["install", ...options, join(folder, stdout.trim())], { cwd: folder })
    return folder
  }),
  (folder) => Effect.sync(() => rmSync(folder, { recursive: true, force: true }))
)

const sizeOf = (folder: string): number =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0)

const consumer = `
import { Effect, Layer, Stream } from "effect"
import { ClusterMonitor, type ProgressUpdate, defaultSettings, layerClusterMonitor, layerKube, McpTransport, mcpServerLayer } from "k0rdent-mcp"
export const story = ClusterMonitor.use((monitor) =>
  monitor.subscribe({ namespace: "kcm-system", name: "demo" }).pipe(
    Stream.runForEach((update: ProgressUpdate) => Effect.log(update.phase))
  )
)
export const program: Effect.Effect<void, unknown> = story.pipe(
  Effect.provide(layerClusterMonitor(defaultSettings).pipe(Layer.provide(layerKube())))
)
export const server = (transport: Parameters<typeof McpTransport.layer>[0]) =>
  mcpServerLayer({ version: "1" }).pipe(Layer.provide(McpTransport.layer(transport)))
`

const faces = `
import { readFileSync } from "node:fs"
import { Effect, Stream } from "effect"
import { ClusterMonitor, defaultSettings, layerClusterMonitor } from "k0rdent-mcp"
import { clustersIn, parseRecordingLine, replay } from "k0rdent-mcp/progress"
import { bundledRecording, makeTestKube, readRecording } from "k0rdent-mcp/testing"
import { Layer } from "effect"

const file = bundledRecording("adopted") ?? ""
const lines = readFileSync(file, "utf8").split("\\n").flatMap((text) => {
  const parsed = parseRecordingLine(text)
  return parsed._tag === "Lines" ? parsed.lines : []
})
const target = { namespace: "kcm-system", name: "legacy" }
const own = clustersIn(lines).find(({ name }) => name !== "hub") ?? target
const pure = replay(lines, own).at(-1)?.phase
const live = Effect.gen(function* () {
  const kube = makeTestKube(yield* readRecording(file))
  return yield* ClusterMonitor.use((monitor) => Stream.runLast(monitor.subscribe(own))).pipe(
    Effect.provide(layerClusterMonitor(defaultSettings).pipe(Layer.provide(kube.layer)))
  )
})
const last = await Effect.runPromise(live)
console.log(pure, last._tag === "Some" ? last.value.phase : "nothing")
`

/** Imports every face, and says which of our own modules has meanwhile touched anything outside, and what is still open. */
const watchedImport = `
import child from "node:child_process"
import fs from "node:fs"
import promises from "node:fs/promises"
import { syncBuiltinESMExports } from "node:module"
import net from "node:net"
let watching = false
const touched = []
const touch = (what) => {
  const [caller = ""] = new Error().stack.split("\\n").slice(3)
  // What Node.js does to load a module, it does on its own behalf.
  if (watching && !caller.includes("node:")) touched.push(what)
}
const guard = (owner, name, what) => {
  const real = owner[name]
  owner[name] = function (...args) {
    touch(what)
    return Reflect.apply(real, this, args)
  }
}
for (const [what, module] of Object.entries({ child, fs, net, promises }))
  for (const [name, member] of Object.entries(module))
    if (typeof member === "function" && /^[a-z]/.test(name)) guard(module, name, what + "." + name)
syncBuiltinESMExports()
for (const name of ["setTimeout", "setInterval", "setImmediate", "queueMicrotask", "fetch"]) guard(globalThis, name, name)
for (const stream of ["stdout", "stderr"]) guard(process[stream], "write", stream)
guard(process, "on", "process.on")
const told = (what) => (target, key) => {
  touch(what + String(key))
  return Reflect.get(target, key)
}
process.env = new Proxy(process.env, { get: told("env."), ownKeys: (target) => told("env")(target, "") ?? Reflect.ownKeys(target) })
const before = process.getActiveResourcesInfo().length
watching = true
for (const face of ["k0rdent-mcp", "k0rdent-mcp/progress", "k0rdent-mcp/testing"]) await import(face)
process.env.HOME
watching = false
console.log(JSON.stringify({ touched, opened: process.getActiveResourcesInfo().length - before }))
`

const examples = ["alert", "dashboard", "embed"]

/** The pure core as a browser would get it: bundled for one, and run where there is nothing but the language. */
const tellInBrowser = async (folder: string) => {
  const entry = join(folder, "page.js")
  writeFileSync(
    entry,
    `import { clustersIn, parseRecordingLine, replay } from "k0rdent-mcp/progress"
    export const tell = (text) => {
      const lines = text.split("\\n").flatMap((line) => parseRecordingLine(line).lines ?? [])
      return replay(lines, clustersIn(lines)[0]).at(-1).phase
    }`
  )
  const { output } = await bundle({
    cwd: folder,
    input: entry,
    platform: "browser",
    logLevel: "silent",
    write: false,
    output: { format: "iife", name: "core" }
  })
  assert.deepStrictEqual(output[0].imports, [])
  const world = createContext({ text: readFileSync(join(root, "fixtures/recordings/quota-healed.ndjson"), "utf8") })
  runInContext(output[0].code, world)
  assert.strictEqual(runInContext("core.tell(text)", world), "Ready")
}

/** Each example against a management cluster of our own that plays two recordings. */
const runExamples = Effect.fnUntraced(function* (folder: string) {
  const simulator = yield* makeSimulator()
  const stories = yield* Effect.forEach(["adopted", "rejected-config"], (name) =>
    readRecording(join(root, `fixtures/recordings/${name}.ndjson`))
  )
  const { play } = yield* startPlayer(simulator, stories, { speed: 1000 })
  yield* play
  const posted: Array<string> = []
  const webhook = createServer((request, response) => {
    request.setEncoding("utf8").on("data", (text: string) => posted.push(text))
    request.on("end", () => response.end())
  })
  yield* Effect.acquireRelease(
    Effect.promise(() => once(webhook.listen(0, "127.0.0.1"), "listening")),
    () => Effect.sync(() => webhook.close())
  )
  const address = webhook.address()
  const port = typeof address === "object" ? address?.port : undefined
  writeFileSync(join(folder, "kubeconfig"), simulator.kubeconfig)
  const start = (example: string, ...args: ReadonlyArray<string>) =>
    Effect.promise(() =>
      run(process.execPath, [join(folder, `${example}.ts`), ...args], {
        env: { ...process.env, KUBECONFIG: join(folder, "kubeconfig") },
        timeout: 30_000
      })
    )
  const failing = "kcm-system/typo"
  const [alert, dashboard] = yield* Effect.all(
    [start("alert", failing), start("dashboard"), start("embed", failing, `http://127.0.0.1:${port}/`)],
    { concurrency: "unbounded" }
  )
  assert.match(alert.stdout, /^ALERT kcm-system\/typo: .*workersNumber/u)
  assert.match(dashboard.stdout, /kcm-system\/typo +Failed/u)
  assert.match(dashboard.stdout, / +Ready +100/u)
  assert.match(posted.at(-1) ?? "", /"phase":"Failed"/u)
})

describe("the package", () => {
  it.live(
    "is one, below 10 MiB, with the licences of what it is bundled with, and runs",
    () =>
      Effect.gen(function* () {
        const folder = yield* installed
        const modules = join(folder, "node_modules")
        assert.deepStrictEqual(
          readdirSync(modules).filter((name) => !name.startsWith(".")),
          ["k0rdent-mcp"]
        )
        assert.isBelow(sizeOf(modules), 10 * 2 ** 20)
        const notices = readFileSync(join(modules, "k0rdent-mcp/dist/THIRD-PARTY.txt"), "utf8")
        for (const name of ["effect", "undici", "zod"]) assert.match(notices, new RegExp(`^${name} \\d`, "mu"))
        const program = join(modules, ".bin/k0rdent-mcp")
        const { stdout } = yield* Effect.promise(() => run(process.execPath, [program, "--version"]))
        assert.match(stdout, /^\d+\.\d+\.\d+\n$/u)
      }),
    60_000
  )

  it.live(
    "has a library whose types hold in a strict project that has Effect alone",
    () =>
      Effect.gen(function* () {
        const folder = yield* installed
        symlinkSync(join(root, "node_modules/effect"), join(folder, "node_modules/effect"))
        symlinkSync(join(root, "node_modules/@types"), join(folder, "node_modules/@types"))
        const compilerOptions = {
          strict: true,
          exactOptionalPropertyTypes: true,
          noUncheckedIndexedAccess: true,
          noPropertyAccessFromIndexSignature: true,
          isolatedModules: true,
          module: "NodeNext",
          target: "ES2024",
          // Effect's own types need the DOM's.
          lib: ["ES2024", "DOM"],
          types: ["node"],
          skipLibCheck: false,
          noEmit: true
        }
        for (const example of examples) {
          copyFileSync(join(root, "examples", example, "main.ts"), join(folder, `${example}.ts`))
        }
        const [, shown = ""] = /```ts\n([\s\S]*?)```/u.exec(readFileSync(join(root, "README.md"), "utf8")) ?? []
        writeFileSync(join(folder, "readme.ts"), shown)
        const files = ["consumer.ts", "faces.ts", "readme.ts", ...examples.map((example) => `${example}.ts`)]
        writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, files }))
        writeFileSync(join(folder, "consumer.ts"), consumer)
        writeFileSync(join(folder, "faces.ts"), faces)
        const tsc = join(root, "node_modules/typescript/bin/tsc")
        const { stdout } = yield* Effect.promise(() =>
          run(process.execPath, [tsc, "-p", folder]).catch((failed) => ({ stdout: String(failed.stdout) }))
        )
        assert.strictEqual(stdout, "")
        const told = yield* Effect.promise(() => run(process.execPath, [join(folder, "faces.ts")], { cwd: folder }))
        assert.strictEqual(told.stdout, "Ready Ready\n")
        writeFileSync(join(folder, "imports.mjs"), watchedImport)
        const imported = yield* Effect.promise(() => run(process.execPath, [join(folder, "imports.mjs")]))
        // The last one is the guard's own, so that a guard that sees nothing is seen.
        assert.deepStrictEqual(JSON.parse(imported.stdout), { touched: ["env.HOME"], opened: 0 })
        yield* Effect.promise(() => tellInBrowser(folder))
        yield* runExamples(folder)
      }),
    90_000
  )

  it("is tried with the lowest Effect that it supports, and with the newest TypeScript that the project knows", () => {
    const versionOf = (file: string) => JSON.parse(readFileSync(join(root, file), "utf8"))
    const own = versionOf("package.json")
    assert.strictEqual(own.peerDependencies.effect, `^${versionOf("node_modules/effect/package.json").version}`)
    assert.strictEqual(own.devDependencies.typescript, versionOf("node_modules/typescript/package.json").version)
  })

  it("says of everything that can be imported what it is", () => {
    const typesIn = (file: string) => readFileSync(join(root, "dist/lib", file), "utf8")
    const undocumented = ["index.d.ts", "progress.d.ts", "testing.d.ts"].flatMap((face) =>
      [...typesIn(face).matchAll(/export (?:type )?\{([^}]+)\} from "\.\/([^"]+)\.(?:js|ts)"/gu)].flatMap(
        ([, names = "", module = ""]) => {
          const types = typesIn(`${module}.d.ts`)
          return names
            .split(",")
            .map((name) => name.replace("type ", "").trim())
            .filter((name) => !new RegExp(`\\*/\\s*export (?:declare )?(?:abstract )?\\w+ ${name}\\b`, "u").test(types))
        }
      )
    )
    assert.deepStrictEqual(undocumented, [])
  })

  it("has a pure core that imports nothing but Effect", () => {
    const lib = join(root, "dist/lib")
    const seen = new Set<string>()
    const visit = (file: string): ReadonlyArray<string> => {
      if (seen.has(file)) return []
      seen.add(file)
      // As the bundler writes them; texts of examples say "from", too.
      const imports = readFileSync(join(lib, file), "utf8").matchAll(/(?:\}from|\bimport|\bimport\()"([^"]+)"/gu)
      return [...imports].flatMap(([, name = ""]) => (name.startsWith("./") ? visit(name.slice(2)) : [name]))
    }
    assert.deepStrictEqual([...new Set(visit("progress.js"))], ["effect"])
  })
})
