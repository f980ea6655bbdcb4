import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { nearest } from "../../src/domain/text/nearest.ts"

describe("the word that was meant", () => {
  const words = ["watch", "wait", "list", "prod-eu", "prod-us", "K0RDENT_MGMT_CONTEXT"]
  it.each([
    ["wacth", "watch"],
    ["lst", "list"],
    ["Prod-EU", "prod-eu"],
    [' "prod-us" ', "prod-us"],
    ["prod_eu", "prod-eu"],
    ["K0RDENT_MGMT_CONTXT", "K0RDENT_MGMT_CONTEXT"],
    ["delete", undefined],
    ["", undefined]
  ])("by %j is %j", (word, meant) => {
    assert.strictEqual(nearest(word, words), meant)
  })

  it.prop(
    "is always one of the candidates, if any, and the word itself where it is one",
    [Schema.String, Schema.Array(Schema.String)],
    ([word, candidates]) => {
      const found = nearest(word, candidates)
      assert.isTrue(found === undefined || candidates.includes(found))
      assert.strictEqual(nearest(word.slice(0, 200), [word.slice(0, 200)]), word.slice(0, 200))
    }
  )
})
