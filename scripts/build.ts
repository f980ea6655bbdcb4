import { chmod, copyFile, readdir, rm } from "node:fs/promises"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { build } from "rolldown"
import { dts } from "rolldown-plugin-dts"
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

/** Removes what an earlier build has left. Files are replaced in place, so that a running test never finds them missing. */
const removeStale = async (folder: string, current: ReadonlyArray<string>) => {
  const files = await readdir(join(dist, folder))
  await Promise.all(
    files.filter((file) => !current.includes(file)).map((file) => rm(join(dist, folder, file), { recursive: true }))
  )
}

/** The library: everything but Effect, which its user brings, in one bundle with one file of types. */
const buildLibrary = async () => {
  const external = [/^effect(?:$|\/)/u, /^node:/u]
  const input = { index: join(root, "src/index.ts") }
  const common = { cwd: root, input, platform: "node", logLevel: "warn", external } as const
  const dir = join(dist, "lib")
  const code = await build({ ...common, output: bundle(dir, "js") })
  const types = await build({
    ...common,
    // It says at each build that another way to the types is planned.
    logLevel: "silent",
    plugins: [dts({ tsconfig: "tsconfig.json", dtsOnly: true })],
    output: { format: "esm", dir }
  })
  await removeStale(
    "lib",
    [...code.output, ...types.output].map(({ fileName }) => fileName)
  )
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
    // Whatever is in the library is in the program, too.
    plugins: [thirdParty(join(dist, "THIRD-PARTY.txt"))],
    output: bundle(dir, "mjs")
  })
  const bin = join(dir, "k0rdent-mcp.mjs")
  await copyFile(join(root, "scripts/k0rdent-mcp.mjs"), bin)
  await chmod(bin, 0o755)
  await removeStale("bin", ["k0rdent-mcp.mjs", ...code.output.map(({ fileName }) => fileName)])
}

await Promise.all([buildLibrary(), buildProgram()])
