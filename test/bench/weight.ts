import { execFile } from "node:child_process"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { Effect, Schema } from "effect"
import type { Row } from "./rows.ts"

const Packed = Schema.fromJsonString(
  Schema.Union([
    Schema.NonEmptyArray(Schema.Struct({ unpackedSize: Schema.Int })),
    // npm 12 names the package.
    Schema.Record(Schema.String, Schema.Struct({ unpackedSize: Schema.Int }))
  ])
)
const decode = Schema.decodeUnknownEffect(Packed)
const root = fileURLToPath(new URL("../..", import.meta.url))

/** What npm installs: the package alone, because it needs no other. */
export const weight = Effect.gen(function* () {
  const { stdout } = yield* Effect.promise(() =>
    promisify(execFile)("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], { cwd: root })
  )
  const [packed] = Object.values(yield* decode(stdout))
  const value = (packed?.unpackedSize ?? Number.NaN) / 2 ** 20
  const rows: ReadonlyArray<Row> = [
    { what: "installed from the packed tarball", rival: "-", unit: "MiB", goal: 10, value }
  ]
  return rows
})
