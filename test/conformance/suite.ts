import { execFile } from "node:child_process"
import { fileURLToPath } from "node:url"
import { Effect } from "effect"
import { folder } from "../support/files.ts"

/** A program of the npm registry, at exactly this version, run to its end. */
export const runPackage = Effect.fnUntraced(function* (name: string, args: ReadonlyArray<string>) {
  // Some of them leave their results in the folder they are called in.
  const cwd = yield* folder
  return yield* Effect.callback<{ readonly code: number; readonly output: string }>((resume) => {
    const child = execFile(
      "npx",
      ["--yes", name, ...args],
      { cwd, maxBuffer: 64 * 1024 * 1024, timeout: 170_000 },
      (_error, stdout, stderr) => resume(Effect.succeed({ code: child.exitCode ?? -1, output: `${stdout}${stderr}` }))
    )
    return Effect.sync(() => void child.kill("SIGKILL"))
  })
})

/** The list of what is expected to fail, each with its reason. */
export const expected = (name: string): string => fileURLToPath(new URL(`expected/${name}.yaml`, import.meta.url))
