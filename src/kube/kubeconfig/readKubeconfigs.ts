import { createHash } from "node:crypto"
import { delimiter, isAbsolute } from "node:path"
import { Effect, Option } from "effect"
import { configError } from "../errors/configError.ts"
import type { KubeError } from "../errors/KubeError.ts"
import { label } from "../errors/label.ts"
import { entriesOf, type Kubeconfig, mergeKubeconfigs, repeatedName } from "./entries.ts"
import { readSmallFile, type Stamps, stampsOf } from "./files.ts"
import { decodeKubeconfig } from "./schema.ts"
import { parseYaml } from "./yaml.ts"

/** Which files are to be read, and the setting that named them. */
export interface Sources {
  readonly files: ReadonlyArray<string>
  readonly setting: string
}

/** What the files hold together. */
export interface ReadKubeconfigs {
  readonly kubeconfig: Kubeconfig
  /** Those that exist. */
  readonly found: ReadonlyArray<string>
  /** Of all files that were looked for, there or not. */
  readonly stamps: Stamps
  /** As long as it stays the same, so does what was read. */
  readonly fingerprint: string
}

const parse = Effect.fnUntraced(function* (bytes: Uint8Array, file: string) {
  const what = `The kubeconfig ${label(file)}`
  const value = yield* Effect.mapError(parseYaml(bytes), ({ says }) => configError(`${what} ${says}.`))
  const raw = yield* Effect.mapError(decodeKubeconfig(value), (says) => configError(`${what} ${says}.`))
  const kubeconfig = entriesOf(raw, file)
  const repeated = repeatedName(kubeconfig)
  return repeated === undefined
    ? kubeconfig
    : yield* configError(`${what} has the name "${label(repeated.name)}" twice in its ${repeated.list}.`)
})

const readOne = (file: string, setting: string): Effect.Effect<Option.Option<Buffer>, KubeError> =>
  readSmallFile(file).pipe(
    Effect.asSome,
    Effect.catch((fault) =>
      fault.absent
        ? Effect.succeedNone
        : Effect.fail(configError(`The kubeconfig ${label(file)} (${setting}) ${fault.says}.`))
    )
  )

/** Reads and merges the files that exist. An empty one says nothing, as with kubectl. */
export const readKubeconfigs = Effect.fnUntraced(function* ({ files, setting }: Sources) {
  const stamps = yield* stampsOf(files)
  const hash = createHash("sha256")
  const found: Array<string> = []
  const parsed: Array<Kubeconfig> = []
  for (const file of new Set(files)) {
    const bytes = Option.getOrUndefined(yield* readOne(file, setting))
    if (bytes === undefined) continue
    hash.update(`${file} ${bytes.length} `).update(bytes)
    found.push(file)
    parsed.push(yield* parse(bytes, file))
  }
  return {
    kubeconfig: mergeKubeconfigs(parsed),
    found,
    stamps,
    fingerprint: hash.digest("base64")
  } satisfies ReadKubeconfigs
})

// What is wrong with the value of a setting that names no file: shells would have mended it, MCP clients do not.
const oddities: ReadonlyArray<readonly [test: (path: string) => boolean, says: string]> = [
  [(path) => path.trim() !== path, "The value begins or ends with a blank."],
  [(path) => /^["'].*["']$/u.test(path), "The value is in quotes, which no shell takes away here."],
  [(path) => /\$\{?\w|%\w+%/u.test(path), "The value holds a variable, which no shell fills in here."],
  [(path) => path.startsWith("~"), "Only ~/ at its beginning is understood."],
  [(path) => /^[a-z]+:\/\//iu.test(path), "The value is a URL: the path of a file is expected."],
  [(path) => /\n|apiVersion/u.test(path), "The value is a kubeconfig itself: the path of a file is expected."],
  [(path) => path.includes(delimiter), "The value names several files: KUBECONFIG may do so, this variable names one."],
  [(path) => !isAbsolute(path), "The path is relative, and MCP clients start servers in a directory of their own."]
]

/** What is odd about a path at which nothing was found; empty where it looks right. */
export const oddityOf = (path: string): string => oddities.find(([test]) => test(path))?.[1] ?? ""
