import { assert, it } from "@effect/vitest"
import { Schema } from "effect"
import { makeRecentTexts } from "../../src/kube/watch/recentTexts.ts"

const room = 64
const Text = Schema.Union([Schema.String, Schema.Literals(["", "ö", "日本", "x".repeat(30), "x".repeat(33)])])
const bytesOf = (texts: ReadonlyArray<string>): number =>
  texts.reduce((sum, text) => sum + Buffer.byteLength(text.toWellFormed()), 0)

it.prop(
  "remembers the newest texts, as many as surely fit, and forgets them once they are taken",
  { said: Schema.Array(Text) },
  ({ said }) => {
    const recent = makeRecentTexts(room)
    for (const text of said) recent.remember(text)
    const known = said.filter((text) => bytesOf([text]) <= room / 2).map((text) => text.toWellFormed())
    const remembered = recent.takeAll()
    assert.deepStrictEqual(remembered, known.slice(known.length - remembered.length))
    assert.isAtMost(bytesOf(remembered), room)
    if (remembered.length < known.length) {
      assert.isAbove(bytesOf(known.slice(-remembered.length - 1)), room / 2)
    }
    assert.deepStrictEqual(recent.takeAll(), [])
  }
)
