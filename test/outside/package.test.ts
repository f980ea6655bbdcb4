import { execFile } from "node:child_process"
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"

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
        writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["consumer.ts"] }))
        writeFileSync(join(folder, "consumer.ts"), consumer)
        const tsc = join(root, "node_modules/typescript/bin/tsc")
        const { stdout } = yield* Effect.promise(() =>
          run(process.execPath, [tsc, "-p", folder]).catch((failed) => ({ stdout: String(failed.stdout) }))
        )
        assert.strictEqual(stdout, "")
      }),
    60_000
  )
})
