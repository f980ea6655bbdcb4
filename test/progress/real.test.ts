import { readdirSync, readFileSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import type { ProgressUpdate } from "../../src/domain/update/progressUpdate.ts"
import { replay } from "../../src/progress/replay.ts"
import { linesOf, targetIn } from "./recordings.ts"

const Texts = Schema.optionalKey(Schema.Array(Schema.String))
const Seconds = Schema.optionalKey(Schema.Finite)
const Expected = Schema.fromJsonString(
  Schema.Struct({
    cluster: Schema.String,
    /** Told in this order. */
    phases: Texts,
    /** The last phase told by `t`, in seconds from the first line; `null`: nothing has been told yet. */
    phaseAt: Schema.optionalKey(
      Schema.Array(Schema.Struct({ t: Schema.Finite, accept: Schema.Array(Schema.NullOr(Schema.String)) }))
    ),
    /** The update that ends the story; `null`: there is none. */
    end: Schema.optionalKey(
      Schema.NullOr(
        Schema.Struct({
          phase: Schema.optionalKey(Schema.Union([Schema.String, Schema.Array(Schema.String)])),
          afterSeconds: Seconds,
          bySeconds: Seconds,
          regex: Schema.optionalKey(Schema.String),
          optional: Schema.optionalKey(Schema.Boolean)
        })
      )
    ),
    never: Schema.optionalKey(Schema.Struct({ phases: Texts, regex: Texts })),
    mention: Schema.optionalKey(
      Schema.Array(Schema.Struct({ regex: Schema.String, after: Seconds, bySeconds: Schema.Finite, severity: Texts }))
    ),
    /** Warnings and errors that are not the end. */
    maxWarnings: Schema.optionalKey(Schema.Int)
  })
)
type Expected = typeof Expected.Type
const decode = Schema.decodeUnknownSync(Expected)

interface Told extends ProgressUpdate {
  /** Seconds from the first line. */
  readonly t: number
}

const checkEnd = (updates: ReadonlyArray<Told>, end: NonNullable<Expected["end"]>): void => {
  const last = updates.find((update) => update.terminal === true)
  if (last === undefined) {
    assert.isTrue(end.optional === true, "it never ends")
    return
  }
  if (end.phase !== undefined) assert.include([end.phase].flat(), last.phase, last.message)
  assert.isAtLeast(last.t, end.afterSeconds ?? 0, last.message)
  assert.isAtMost(last.t, end.bySeconds ?? Number.POSITIVE_INFINITY)
  if (end.regex !== undefined) assert.match(last.message, new RegExp(end.regex, "iu"))
}

const folder = new URL("../../fixtures/real/", import.meta.url)
const names = readdirSync(folder).flatMap((file) => /^(.*)\.ndjson$/u.exec(file)?.[1] ?? [])

// What was true while real controllers worked (fixtures/real/README.md).
describe("recordings of real controllers", () => {
  it.each(names)("%s is told as it was", (name) => {
    const expected = decode(readFileSync(new URL(`${name}.json`, folder), "utf8"))
    const lines = linesOf(new URL(`${name}.ndjson`, folder))
    const start = lines[0]?.at ?? 0
    const updates = replay(lines, targetIn(expected.cluster)).map(
      (update): Told => ({ ...update, t: (Date.parse(update.timestamp) - start) / 1000 })
    )
    const phases: ReadonlyArray<string> = updates.map((update) => update.phase)
    let from = 0
    for (const phase of expected.phases ?? []) {
      from = phases.indexOf(phase, from)
      assert.isAtLeast(from, 0, `${phase} in ${phases.join(", ")}`)
    }
    for (const phase of expected.never?.phases ?? []) assert.notInclude(phases, phase)
    const output = updates.map((update) => JSON.stringify(update)).join("\n")
    for (const source of expected.never?.regex ?? []) assert.notMatch(output, new RegExp(source, "u"))
    for (const { accept, t } of expected.phaseAt ?? []) {
      assert.include(accept, updates.findLast((update) => update.t <= t)?.phase ?? null, `at ${t} s`)
    }
    if (expected.end === null) assert.isFalse(updates.some((update) => update.terminal === true))
    else if (expected.end !== undefined) checkEnd(updates, expected.end)
    for (const { after = Number.NEGATIVE_INFINITY, bySeconds, regex, severity } of expected.mention ?? []) {
      const found = updates.some(
        (update) =>
          update.t >= after &&
          update.t <= bySeconds &&
          (severity === undefined || severity.includes(update.severity)) &&
          [update, ...(update.milestones ?? [])].some(({ message }) => new RegExp(regex, "iu").test(message))
      )
      assert.isTrue(found, `nobody said ${regex} by ${bySeconds} s`)
    }
    const warnings = updates.filter(({ severity, terminal }) => terminal !== true && severity !== "info")
    assert.isAtMost(warnings.length, expected.maxWarnings ?? Number.POSITIVE_INFINITY)
  })
})
