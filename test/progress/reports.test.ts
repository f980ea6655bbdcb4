import { readdirSync, readFileSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import type { ProgressUpdate } from "../../src/domain/update/progressUpdate.ts"
import { replay } from "../../src/progress/replay.ts"
import { linesOf, targetIn } from "./recordings.ts"

const Texts = Schema.optionalKey(Schema.Array(Schema.String))
const Expected = Schema.fromJsonString(
  Schema.Struct({
    cluster: Schema.String,
    final: Schema.optionalKey(
      Schema.Struct({
        /** Phases that the last update may have. */
        phase: Texts,
        /** Whether an update ends the story; `null`: either. */
        terminal: Schema.optionalKey(Schema.NullOr(Schema.Boolean)),
        /** Each matches something that is told. */
        says: Texts,
        /** None does. */
        never: Texts
      })
    ),
    neverPhases: Texts,
    mustPhases: Texts,
    /** Match nothing in the updates' JSON. */
    neverAnywhere: Texts,
    /** States of services in the last update, by `namespace/name`. */
    services: Schema.optionalKey(Schema.Record(Schema.String, Schema.String)),
    maxUpdates: Schema.optionalKey(Schema.Int)
  })
)
const decode = Schema.decodeUnknownSync(Expected)

const pattern = (source: string, flags: string): RegExp =>
  source.startsWith("(?i)") ? new RegExp(source.slice(4), `${flags.replace("i", "")}i`) : new RegExp(source, flags)

const wordsOf = (updates: ReadonlyArray<ProgressUpdate>): string =>
  updates.flatMap(({ message, milestones = [] }) => [message, ...milestones.map((one) => one.message)]).join("\n")

// What an expert would have told of what users reported (fixtures/reports/README.md).
for (const kind of ["kcm", "capi"]) {
  const folder = new URL(`../../fixtures/reports/${kind}/`, import.meta.url)
  const names = readdirSync(folder).flatMap((file) => /^(.*)\.ndjson$/u.exec(file)?.[1] ?? [])
  describe(`reports about ${kind}`, () => {
    it.each(names)("%s is told as an expert would", (name) => {
      const expected = decode(readFileSync(new URL(`${name}.expect.json`, folder), "utf8"))
      const updates = replay(linesOf(new URL(`${name}.ndjson`, folder)), targetIn(expected.cluster))
      const last = updates.at(-1)
      assert.isDefined(last)
      const told = wordsOf(updates)
      const { never = [], phase = [], says = [], terminal = null } = expected.final ?? {}
      if (phase.length > 0) assert.include(phase, last.phase)
      if (terminal !== null) {
        assert.strictEqual(
          updates.some((update) => update.terminal === true),
          terminal
        )
      }
      for (const source of says) assert.match(told, pattern(source, "is"))
      for (const source of never) assert.notMatch(told, pattern(source, "s"))
      for (const source of expected.neverAnywhere ?? []) assert.notMatch(JSON.stringify(updates), pattern(source, ""))
      const phases: ReadonlyArray<string> = updates.map((update) => update.phase)
      for (const one of expected.neverPhases ?? []) assert.notInclude(phases, one)
      for (const one of expected.mustPhases ?? []) assert.include(phases, one)
      for (const [key, state] of Object.entries(expected.services ?? {})) {
        const service = last.services.find((candidate) => `${candidate.namespace}/${candidate.name}` === key)
        assert.strictEqual(service?.state, state, key)
      }
      assert.isAtMost(updates.length, expected.maxUpdates ?? 60)
    })
  })
}
