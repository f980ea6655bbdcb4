import { assert, describe, it } from "@effect/vitest"
import { Effect, Option, Schema } from "effect"
import { cutList } from "../../src/kube/list/cutList.ts"
import { type Codec, decodePage, readPage } from "../../src/kube/list/page.ts"
import { odd } from "../support/oddJson.ts"

const everything: Codec<unknown> = {
  resource: "events",
  decode: (object) => (typeof object === "object" && object !== null ? Option.some(object) : Option.none()),
  key: String
}
/** What a page holds of which somebody wants to know; `None` where it is no page. */
const read = (text: string, codec = everything) =>
  Option.map(
    Option.flatMap(Option.flatten(Option.fromUndefinedOr(readPage(Buffer.from(text)))), (page) =>
      // Nothing of this size lets others have their turn.
      Effect.runSync(decodePage(codec, page))
    ),
    ({ items }) => items
  )

const tricky = ['},{"metadata":{', '"items":[{"metadata":{', "}]}", '\\"', "\\", "plain"]
const Text = Schema.Union([Schema.Literals(tricky), Schema.String])
const Metadata = Schema.Struct({ name: Text, namespace: odd(Text) })
const Plain = Schema.Struct({ metadata: Metadata, message: odd(Text) })
/** An object that holds others which look like it. */
const Nesting = Schema.Struct({ metadata: Metadata, spec: Schema.Struct({ items: Schema.Array(Plain) }) })
const Item = Schema.Union([Plain, Nesting])

describe("a page of a list", () => {
  it.prop(
    "is the same, cut into its items or parsed as a whole",
    { items: Schema.Array(Item), resourceVersion: odd(Text) },
    ({ items, resourceVersion }) => {
      const text = JSON.stringify({ kind: "List", metadata: { resourceVersion }, items })
      assert.deepStrictEqual(read(text), Option.some(JSON.parse(text).items))
    },
    { arbitrary: { runs: 500 } }
  )

  it("is cut as an API server writes it, built-in kinds and others", () => {
    const event = (name: string) => `{"metadata":{"name":"${name}"},"involvedObject":{"kind":"Pod"}}`
    const cluster = (name: string) =>
      `{"apiVersion":"k0rdent.mirantis.com/v1beta1","kind":"ClusterDeployment","metadata":{"name":"${name}"}}`
    for (const items of [[event("a")], [event("a"), event("b")], [cluster("a"), cluster("b"), cluster("c")]]) {
      const cut = cutList(
        Buffer.from(`{"kind":"List","metadata":{"resourceVersion":"7"},"items":[${items.join(",")}]}\n`)
      )
      assert.deepStrictEqual([...(cut?.items ?? [])], items)
      assert.strictEqual(cut?.list, '{"kind":"List","metadata":{"resourceVersion":"7"},"items":[]}')
    }
  })

  it("is not parsed where nobody wants it", () => {
    const text = '{"metadata":{},"items":[{"metadata":{"name":"a"},"x":1},{"metadata":{"name":"b"},"x":nonsense}]}'
    const unwanted = { ...everything, passOverText: (object: string) => object.includes("nonsense") }
    assert.deepStrictEqual(read(text, unwanted), Option.some([{ metadata: { name: "a" }, x: 1 }]))
    assert.deepStrictEqual(read(text), Option.none())
  })
})
