import { assert, it } from "@effect/vitest"
import { Schema } from "effect"
import { makeLineCutter } from "../../src/kube/http/lines.ts"

const lines = (pieces: Iterable<string | Buffer>): ReadonlyArray<string> | "too long" => {
  const { cut } = makeLineCutter()
  const found: Array<string> = []
  for (const piece of pieces) {
    const some = cut(Buffer.from(piece))
    if (some === undefined) return "too long"
    found.push(...some)
  }
  return found
}

it("lines are found wherever the pieces end, and what has no line break at the end is dropped", () => {
  assert.deepStrictEqual(lines(["a\n\r\nb", "c", "", "\n", " d \ne\nf"]), ["a", "bc", " d ", "e"])
})

it.prop(
  "wherever bytes are cut, the lines are the same",
  {
    texts: Schema.Array(Schema.String),
    sizes: Schema.Array(Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 9 })))
  },
  ({ sizes, texts }) => {
    const whole = Buffer.from(texts.map((text) => `${text.toWellFormed()}\n`).join(""))
    const pieces: Array<Buffer> = []
    let from = 0
    for (const size of sizes) {
      pieces.push(whole.subarray(from, from + size))
      from += size
    }
    assert.deepStrictEqual(lines([...pieces, whole.subarray(from)]), lines([whole]))
  },
  { arbitrary: { runs: 200 } }
)

it("a long line costs no more than its length, however small its pieces are", () => {
  const [line] = lines([...Array.from({ length: 60_000 }, () => "x".repeat(64)), "\n"])
  assert.strictEqual(line?.length, 60_000 * 64)
})

it("a line that does not end is refused", () => {
  assert.strictEqual(lines(Array.from({ length: 40 }, () => "x".repeat(1024 * 1024))), "too long")
})
