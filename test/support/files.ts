import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Effect } from "effect"

/** A folder that is gone when the scope closes. */
export const folder = Effect.acquireRelease(
  Effect.promise(() => mkdtemp(join(tmpdir(), "k0rdent-mcp-test-"))),
  (path) => Effect.promise(() => rm(path, { recursive: true, force: true, maxRetries: 5 }))
)

/** A file in a folder of its own, for nobody else to read. */
export const file = (name: string, text: string) =>
  Effect.flatMap(folder, (path) => {
    const whole = join(path, name)
    return Effect.as(
      Effect.promise(() => writeFile(whole, text, { mode: 0o600 })),
      whole
    )
  })

export const kubeconfigFile = (text: string) => file("kubeconfig", text)
