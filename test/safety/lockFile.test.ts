import { readFileSync } from "node:fs"
import { assert, it } from "@effect/vitest"
import { Schema } from "effect"

/** Builds of a development tool for other platforms, which were not to be had where the lock file was written. */
const unserved = "node_modules/@effect/tsgo-"

const Lock = Schema.fromJsonString(
  Schema.Struct({
    packages: Schema.Record(
      Schema.String,
      Schema.Struct({ integrity: Schema.optionalKey(Schema.String), link: Schema.optionalKey(Schema.Boolean) })
    )
  })
)

it("every package of the lock file is pinned by its content", () => {
  const file = new URL("../../package-lock.json", import.meta.url)
  const { packages } = Schema.decodeUnknownSync(Lock)(readFileSync(file, "utf8"))
  const unpinned = Object.entries(packages).flatMap(([path, { integrity, link }]) =>
    path === "" || link === true || path.startsWith(unserved) || integrity?.startsWith("sha512-") === true ? [] : [path]
  )
  assert.deepStrictEqual(unpinned, [])
})
