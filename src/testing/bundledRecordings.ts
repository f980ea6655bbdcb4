import { existsSync, readdirSync } from "node:fs"
import { fileURLToPath } from "node:url"

// Beside the package's sources, and beside its bundle.
const folder = (): URL | undefined =>
  ["../../fixtures/recordings/", "../../../fixtures/recordings/"]
    .map((up) => new URL(up, import.meta.url))
    .find((url) => existsSync(url))

/** The names of the recordings that come with the package. */
export const bundledRecordings = (): ReadonlyArray<string> => {
  const found = folder()
  return found === undefined
    ? []
    : readdirSync(found)
        .filter((file) => file.endsWith(".ndjson"))
        .map((file) => file.replace(/\.ndjson$/u, ""))
        .toSorted()
}

/** The file of a recording that comes with the package, for `readRecording`; undefined where there is none of that name. */
export const bundledRecording = (name: string): string | undefined => {
  const found = folder()
  return found !== undefined && bundledRecordings().includes(name)
    ? fileURLToPath(new URL(`${name}.ndjson`, found))
    : undefined
}
