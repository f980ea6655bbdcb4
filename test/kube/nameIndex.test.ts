import { assert, it } from "@effect/vitest"
import { Schema } from "effect"
import { makeNameIndex } from "../../src/kube/watch/nameIndex.ts"

const Name = Schema.Literals(["demo", "demo-eu", "eu", "a.b", "demo-europe", "x", "demo-eu-1"])
const Text = Schema.Array(Schema.Literals(["demo", "eu", "europe", "1", "a", "b", "x", "kmc"])).pipe(
  Schema.check(Schema.isMaxLength(5))
)

/** The meaning, written plainly. */
const bears = (text: string, name: string): boolean =>
  new RegExp(`(?<![A-Za-z0-9])${name.replaceAll(".", "\\.")}(?![A-Za-z0-9])`, "u").test(text)

it.prop(
  "finds exactly those who listen for a name that the text bears as whole words",
  {
    added: Schema.Array(Name),
    removed: Schema.Array(Name),
    words: Text,
    separator: Schema.Literals(["-", ".", "_", "ö"])
  },
  ({ added, removed, separator, words }) => {
    const text = words.join(separator)
    const index = makeNameIndex<string>()
    for (const name of added) index.add(name, `listener of ${name}`)
    for (const name of removed) index.remove(name, `listener of ${name}`)
    const left = new Set(added.filter((name) => !removed.includes(name)))
    const expected = [...left].filter((name) => bears(text, name)).map((name) => `listener of ${name}`)
    assert.sameMembers([...index.find(text)], expected)
    assert.strictEqual(index.mentions(text), expected.length > 0)
    assert.strictEqual(index.size(), left.size)
  },
  { arbitrary: { runs: 500 } }
)
