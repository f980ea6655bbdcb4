import { execFile } from "node:child_process"
import { chmod, copyFile, readdir, rm } from "node:fs/promises"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { build } from "rolldown"
import { bundledPage } from "../src/mcp/page/bundled.ts"
import { thirdParty } from "./thirdParty.ts"

const root = fileURLToPath(new URL("..", import.meta.url))
const dist = join(root, "dist")

/** A bundle of modules, in as many files as its dynamic imports ask for. */
const bundle = (dir: string, ending: "js" | "mjs") =>
  ({
    dir,
    format: "esm",
    minify: true,
    entryFileNames: `[name].${ending}`,
    chunkFileNames: `[name]-[hash].${ending}`
  }) as const

// A library that is imported reads no environment: undici's switches are for its own developers.
const transform = {
  define: { "process.env.UNDICI_NO_WASM_SIMD": "undefined", "process.env.UNDICI_USE_MILO": "undefined" }
}
const resolve = { alias: { undici$: join(root, "scripts/undici.mjs") } }

/** The page is made now: the program carries it, in a file of its own. */
const ready = (page: Awaited<ReturnType<typeof bundledPage>>) => ({
  name: "page",
  load: (id: string) =>
    id === join(root, "src/mcp/page/bundled.ts")
      ? `export const bundledPage = () => Promise.resolve(${JSON.stringify(page)})`
      : undefined
})

/** Removes what an earlier build has left. Files are replaced in place, so that a running test never finds them missing. */
const removeStale = async (folder: string, current: ReadonlyArray<string>) => {
  const files = await readdir(join(dist, folder))
  await Promise.all(
    files.filter((file) => !current.includes(file)).map((file) => rm(join(dist, folder, file), { recursive: true }))
  )
}

const buildTypes = async () => {
  const tsc = join(dirname(createRequire(import.meta.url).resolve("typescript/package.json")), "bin", "tsc")
  await promisify(execFile)(process.execPath, [tsc, "-p", join(root, "tsconfig.build.json")], { cwd: root }).catch(
    (failed) => {
      process.stderr.write(failed.stdout)
      throw failed
    }
  )
}

/** What can be imported: the monitor, the pure core, and what tests need. */
const faces = ["index", "progress", "testing"]

/** The library: everything but Effect, which its user brings, in one bundle, and its types. */
const buildLibrary = async () => {
  const code = await build({
    cwd: root,
    input: Object.fromEntries(faces.map((face) => [face, join(root, `src/${face}.ts`)])),
    platform: "node",
    logLevel: "warn",
    resolve,
    transform,
    external: [/^effect(?:$|\/)/u, /^node:/u],
    output: bundle(join(dist, "lib"), "js")
  })
  await removeStale(
    "lib",
    code.output.map(({ fileName }) => fileName)
  )
  await buildTypes()
}

/**
 * The program: it starts in a third of the time that its modules would need. What its first answer does not need is in files
 * of their own, loaded when they are asked for.
 */
const buildProgram = async () => {
  const dir = join(dist, "bin")
  const code = await build({
    cwd: root,
    input: { main: join(root, "src/cli/main.ts") },
    platform: "node",
    logLevel: "warn",
    resolve,
    transform,
    // Whatever is in the library is in the program, too.
    plugins: [ready(await bundledPage()), thirdParty(join(dist, "THIRD-PARTY.txt"))],
    output: bundle(dir, "mjs")
  })
  const bin = join(dir, "k0rdent-mcp.mjs")
  await copyFile(join(root, "scripts/k0rdent-mcp.mjs"), bin)
  await chmod(bin, 0o755)
  await removeStale("bin", ["k0rdent-mcp.mjs", ...code.output.map(({ fileName }) => fileName)])
}

await Promise.all([buildLibrary(), buildProgram()])
