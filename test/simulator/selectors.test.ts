import { assert, it } from "@effect/vitest"
import { Effect, Result, Schema } from "effect"
import { describe } from "vitest"
import { matchesLabels, parseFieldSelector, parseLabelSelector } from "../../src/simulator/http/selectors.ts"

const accepts = (selector: string, labels: { readonly [key: string]: string }): boolean =>
  matchesLabels(Result.getOrThrow(parseLabelSelector(selector)), labels)

describe("label selectors", () => {
  const table: ReadonlyArray<readonly [selector: string, labels: { readonly [key: string]: string }, holds: boolean]> =
    [
      ["", { a: "1" }, true],
      ["a=1", { a: "1" }, true],
      ["a==1", { a: "2" }, false],
      ["a=", { a: "" }, true],
      ["a=", {}, false],
      ["a=,b=2", { a: "", b: "2" }, true],
      ["a!=1", {}, true],
      ["a!=1", { a: "1" }, false],
      ["a", { a: "" }, true],
      ["!a", { a: "" }, false],
      ["! a", {}, true],
      ["a in (1,2)", { a: "2" }, true],
      ["a in (1,)", { a: "" }, true],
      ["a in (1)", {}, false],
      ["a notin (1)", {}, true],
      ["a notin (1,2),b", { a: "3", b: "x" }, true],
      ["a notin (1,2),b", { a: "3" }, false],
      ["a>3", { a: "10" }, true],
      ["a<3", { a: "10" }, false],
      ["a>3", { a: "x" }, false],
      ["k0rdent.mirantis.com/component=kcm", { "k0rdent.mirantis.com/component": "kcm" }, true],
      ["constructor", {}, false]
    ]
  it("hold as the documentation of Kubernetes says", () => {
    for (const [selector, labels, holds] of table) assert.strictEqual(accepts(selector, labels), holds, selector)
  })

  it("are refused where they make no sense", () => {
    for (const bad of [
      "=",
      "a=b=c",
      "a in",
      "a in (",
      "a in (b",
      "a in b)",
      "a in (b c)",
      "a,",
      ",a",
      "a b",
      "a=!b",
      "-a",
      "a=-",
      "a>x",
      "!",
      "a/b/c"
    ]) {
      assert.isTrue(Result.isFailure(parseLabelSelector(bad)), bad)
    }
  })

  const Word = Schema.String.check(Schema.isPattern(/^[a-z]{1,5}$/u))
  it.effect.prop(
    "agree with set logic",
    { key: Word, values: Schema.Array(Word), value: Word },
    ({ key, value, values }) =>
      Effect.sync(() => {
        const set = [value, ...values].join(", ")
        assert.isTrue(accepts(`${key} in (${set})`, { [key]: value }))
        assert.isFalse(accepts(`${key} notin (${set})`, { [key]: value }))
        assert.strictEqual(
          accepts(`${key}=${values[0] ?? ""}`, { [key]: value }),
          !accepts(`${key}!=${values[0] ?? ""}`, { [key]: value })
        )
      })
  )
  const Noise = Schema.Array(
    Schema.Literals(["a", "b1", "in", "notin", "(", ")", ",", "=", "==", "!=", "!", ">", "<", " ", "-", "\\", "/"])
  )
  it.effect.prop("never throw, whatever the text", { noise: Noise, text: Schema.String }, ({ noise, text }) =>
    Effect.sync(() => {
      for (const input of [noise.join(""), text]) {
        const refusals = [
          Result.getOrElse(Result.flip(parseLabelSelector(input)), () => "none"),
          Result.getOrElse(Result.flip(parseFieldSelector(input)), () => "none")
        ]
        for (const refusal of refusals) assert.match(String(refusal), /./u)
      }
    })
  )
})

describe("field selectors", () => {
  it("read terms, operators and escapes", () => {
    assert.deepStrictEqual(Result.getOrThrow(parseFieldSelector("a.b=1,c!=2,d==3,,e=")), [
      { field: "a.b", equal: true, value: "1" },
      { field: "c", equal: false, value: "2" },
      { field: "d", equal: true, value: "3" },
      { field: "e", equal: true, value: "" }
    ])
    assert.deepStrictEqual(Result.getOrThrow(parseFieldSelector("a=x\\,y\\=z\\\\")), [
      { field: "a", equal: true, value: "x,y=z\\" }
    ])
  })

  it("are refused where they make no sense", () => {
    for (const bad of ["a", "a,b=1", "a=b=c", "a=\\x", "a=\\"])
      assert.isTrue(Result.isFailure(parseFieldSelector(bad)), bad)
  })

  it.effect.prop("bring back any value that was escaped", { value: Schema.String }, ({ value }) =>
    Effect.sync(() => {
      const escaped = value.replace(/[\\,=]/gu, "\\$&")
      assert.deepStrictEqual(Result.getOrThrow(parseFieldSelector(`a=${escaped}`)), [
        { field: "a", equal: true, value }
      ])
    })
  )
})
