import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { redact } from "../../src/domain/redact/redact.ts"
import { assigned, type Gone, identities, shaped, stays } from "./redactTables.ts"

const hides = (row: Gone, text: string): void => {
  const said = redact(text)
  assert.notInclude(said, row.secret, text)
  assert.strictEqual(redact(said), said, text)
}

describe("what must go", () => {
  for (const [title, rows] of Object.entries({ assigned, shaped, identities })) {
    it(`${title}: alone, in a sentence, in a bullet, with its line breaks escaped, and in JSON`, () => {
      assert.isAbove(rows.length, 20)
      for (const row of rows) {
        const { text } = row
        for (const around of [
          text,
          `failed to reconcile: ${text} at the endpoint`,
          `(${text})`,
          `* InfrastructureReady: ${text.replaceAll("\n", "\n  ")}`,
          text.replaceAll("\n", "\\n")
        ]) {
          hides(row, around)
        }
        assert.notInclude(redact(JSON.stringify({ message: text })), row.secret, text)
      }
    })
  }
})

describe("what must stay", () => {
  for (const text of stays) {
    it(text, () => {
      assert.strictEqual(redact(text), text)
      assert.strictEqual(redact(`failed: ${text}, retrying`), `failed: ${text}, retrying`)
    })
  }
})

const all = [...assigned, ...shaped, ...identities]
const harmless = [
  "failed to ",
  "the quick brown fox",
  "(service: x)",
  "\n* ",
  "; ",
  "{",
  "2026-01-01T00:00:00Z",
  "<id>"
]
const Mixed = Schema.Struct({
  row: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: all.length - 1 })),
  stay: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: stays.length - 1 })),
  before: Schema.Array(Schema.Literals(harmless)).check(Schema.isMaxLength(4)),
  after: Schema.Array(Schema.Union([Schema.Literals(harmless), Schema.String])).check(Schema.isMaxLength(4))
})

it.prop(
  "whatever stands around it, a secret goes, and redaction changes nothing twice",
  { input: Mixed },
  ({ input: { after, before, row, stay } }) => {
    const gone = all[row]
    const kept = stays[stay]
    // What must stay may hold the same letters by chance.
    if (gone === undefined || kept === undefined || kept.includes(gone.secret)) return
    hides(gone, `${before.join(" ")} ${gone.text} ${after.join(" ")} ${kept}`)
  },
  { arbitrary: { runs: 1500 } }
)

it.prop(
  "what must stay stays beside what must go",
  { input: Mixed },
  ({ input: { row, stay } }) => {
    const gone = all[row]
    const kept = stays[stay]
    if (gone === undefined || kept === undefined) return
    assert.isTrue(redact(`${kept}\n${gone.text}`).startsWith(`${kept}\n`), `${kept}\n${gone.text}`)
  },
  { arbitrary: { runs: 1500 } }
)
