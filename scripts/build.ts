import { execFile } from "node:child_process"
import { chmod, copyFile, readdir, rm } from "node:fs/promises"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { build } from "rolldown"

const root = fileURLToPath(new URL("..", import.meta.url))
const dist = join(root, "dist")
const run = promisify(execFile)

/** The library, one file per module, with its types. */
const buildLibrary = async () => {
  const tsc = join(dirname(createRequire(import.meta.url).resolve("typescript/package.json")), "bin", "tsc")
  await run(process.execPath, [tsc, "-p", join(root, "tsconfig.build.json")], { cwd: root }).catch((failed) => {
    process.stderr.write(failed.stdout)
    throw failed
  })
}

/**
 * The program, as one bundle: it starts in a third of the time that its modules would need. What its first answer does not
 * need is in files of their own, loaded when they are asked for.
 */
const buildProgram = async () => {
  const folder = join(dist, "bin")
  const { output } = await build({
    input: { main: join(root, "src/cli/main.ts") },
    platform: "node",
    logLevel: "warn",
    output: {
      dir: folder,
      format: "esm",
      minify: true,
      entryFileNames: "[name].mjs",
      chunkFileNames: "[name]-[hash].mjs"
    }
  })
  const bin = join(folder, "k0rdent-mcp.mjs")
  await copyFile(join(root, "scripts/k0rdent-mcp.mjs"), bin)
  await chmod(bin, 0o755)
  const current = new Set(["k0rdent-mcp.mjs", ...output.map(({ fileName }) => fileName)])
  const stale = (await readdir(folder)).filter((file) => !current.has(file))
  await Promise.all(stale.map((file) => rm(join(folder, file))))
}

// The program is replaced in place, so that a running test never finds it missing.
await rm(join(dist, "lib"), { recursive: true, force: true })
await Promise.all([buildLibrary(), buildProgram()])
