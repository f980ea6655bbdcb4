import { createHash } from "node:crypto"
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
  const refuse = (says: string) =>
    configError(`${what} ${says}.`, "Mend the file, or name another one in K0RDENT_MGMT_KUBECONFIG_PATH.")
  const value = yield* Effect.mapError(parseYaml(bytes), ({ says }) => refuse(says))
  const raw = yield* Effect.mapError(decodeKubeconfig(value), refuse)
  const kubeconfig = entriesOf(raw, file)
  const repeated = repeatedName(kubeconfig)
  return repeated === undefined
    ? kubeconfig
    : yield* refuse(`has the name "${label(repeated.name)}" twice in its ${repeated.list}`)
})

const readOne = (file: string, setting: string): Effect.Effect<Option.Option<Buffer>, KubeError> =>
  readSmallFile(file).pipe(
    Effect.asSome,
    Effect.catch((fault) =>
      fault.absent
        ? Effect.succeedNone
        : Effect.fail(
            configError(
              `The kubeconfig ${label(file)} (${setting}) ${fault.says}.`,
              "Name a file there that this user may read."
            )
          )
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
