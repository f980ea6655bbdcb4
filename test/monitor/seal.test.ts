import { assert, it } from "@effect/vitest"
import { Effect, Option } from "effect"
import { Replica } from "../../src/monitor/replica.ts"
import { makeSeal } from "../../src/monitor/seal.ts"

it.effect("a sealed text comes back for the same purpose, and for no other, and not from another process", () =>
  Effect.gen(function* () {
    const seal = yield* makeSeal
    const token = yield* seal.close("list", "team-secret/demo")
    assert.deepStrictEqual(seal.open("list", token), Option.some("team-secret/demo"))
    assert.isTrue(Option.isNone(seal.open("timeline", token)))
    assert.isTrue(Option.isNone((yield* makeSeal).open("list", token)))
    for (const other of ["", "x", token.slice(0, -2), `${token}AA`, `A${token.slice(1)}`, "A".repeat(10_000)]) {
      assert.isTrue(Option.isNone(seal.open("list", other)), other.slice(0, 40))
    }
  })
)

it.effect("a sealed text names the replica that made it, and another says so", () =>
  Effect.gen(function* () {
    const token = yield* Effect.flatMap(Effect.provideService(makeSeal, Replica, "00c0ffee"), (seal) =>
      seal.close("list", "demo")
    )
    assert.match(token, /^00c0ffee\./u)
    const here = yield* Effect.provideService(makeSeal, Replica, "0badf00d")
    assert.isTrue(Option.isNone(here.open("list", token)))
    assert.strictEqual(here.madeElsewhere(token), "00c0ffee")
    for (const own of [yield* here.close("list", "demo"), "", "x.y", "00c0ffee0.x"]) {
      assert.isUndefined(here.madeElsewhere(own))
    }
  })
)

it.effect("a sealed text tells nothing of what is in it, its length not either", () =>
  Effect.gen(function* () {
    const seal = yield* makeSeal
    const tokens = yield* Effect.forEach(["a", "team-secret", "team-secret"], (text) => seal.close("list", text))
    assert.strictEqual(new Set(tokens).size, 3)
    assert.strictEqual(new Set(tokens.map(({ length }) => length)).size, 1)
    for (const token of tokens) assert.notInclude(Buffer.from(token.slice(9), "base64url").toString("latin1"), "team")
  })
)
