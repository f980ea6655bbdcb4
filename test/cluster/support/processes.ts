import { spawn } from "node:child_process"
import { chmod, readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { Effect } from "effect"
import { eventually } from "./patience.ts"

/** A process of the control plane that can be killed, and started again just as it was started before. */
export interface ServerProcess {
  /** What the environment is to start in the program's place: it notes how it was started, and becomes the program. */
  readonly stand: string
  /** SIGKILL; returns when the process is gone. */
  readonly kill: Effect.Effect<void>
  /** Starts it with the same arguments; does not wait until it is ready. */
  readonly start: Effect.Effect<void>
}

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

const script = (program: string): string => `#!/bin/sh
printf '%s\\0' "$@" > "$0.arguments"
echo $$ > "$0.pid"
exec '${program}' "$@"
`

/**
 * envtest starts and stops its processes but neither kills one nor starts it again. So that its flags need not be repeated
 * here, a script stands in for the program. What is running when the scope closes is killed.
 */
export const makeServerProcess = Effect.fnUntraced(function* (directory: string, name: string, program: string) {
  const stand = join(directory, name)
  yield* Effect.promise(async () => {
    await writeFile(stand, script(program))
    await chmod(stand, 0o755)
  })
  // The one that runs now, where it was started here; before that, the one that the environment has started.
  let own: number | undefined
  const pid = Effect.promise(async () => own ?? Number(await readFile(`${stand}.pid`, "utf8")))
  const kill = Effect.gen(function* () {
    const running = yield* pid
    if (isAlive(running)) process.kill(running, "SIGKILL")
    yield* eventually(
      `the end of ${name}`,
      Effect.sync(() => !isAlive(running) || undefined)
    )
  })
  const start = Effect.promise(async () => {
    const given = (await readFile(`${stand}.arguments`, "utf8")).split("\0").slice(0, -1)
    const child = spawn(program, given, { stdio: "ignore" })
    own = child.pid
    child.unref()
  })
  return { stand, kill, start } satisfies ServerProcess
})
