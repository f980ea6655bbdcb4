import { assert, it } from "@effect/vitest"
import { Effect, Stream } from "effect"
import { splitLines } from "../../src/kube/http/lines.ts"

const lines = (pieces: Iterable<string>) =>
  Stream.fromIterable(pieces).pipe(
    Stream.map((piece) => new TextEncoder().encode(piece)),
    splitLines(() => "too long" as const),
    Stream.runCollect
  )

it.effect("lines are found wherever the pieces end, and what has no line break at the end is dropped", () =>
  Effect.gen(function* () {
    assert.deepStrictEqual(yield* lines(["a\n\r\nb", "c", "", "\n", " d \ne\nf"]), ["a", "bc", "d", "e"])
  })
)

it.effect("a long line costs no more than its length, however small its pieces are", () =>
  Effect.gen(function* () {
    const [line] = yield* lines([...Array.from({ length: 20_000 }, () => "x".repeat(1024)), "\n"])
    assert.strictEqual(line?.length, 20_000 * 1024)
  })
)

it.effect("a line that does not end is refused", () =>
  Effect.gen(function* () {
    const endless = lines(Array.from({ length: 40 }, () => "x".repeat(1024 * 1024)))
    assert.strictEqual(yield* Effect.flip(endless), "too long")
  })
)
