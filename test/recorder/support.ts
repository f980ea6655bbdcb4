import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Effect } from "effect"

/** A folder that is gone when the scope closes. */
export const folder = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "k0rdent-record-"))),
  (path) => Effect.sync(() => rmSync(path, { recursive: true }))
)

export const kubeconfigFile = (text: string) =>
  Effect.map(folder, (path) => {
    const file = join(path, "config")
    writeFileSync(file, text)
    return file
  })
