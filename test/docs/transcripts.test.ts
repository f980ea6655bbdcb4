import { readdirSync } from "node:fs"
import { basename } from "node:path"
import { assert, describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { conversations } from "../../scripts/transcripts/conversations.ts"
import { pageOf, render } from "../../scripts/transcripts/render.ts"

// `npm run transcripts` writes them anew.
describe("docs/transcripts", () => {
  for (const conversation of conversations) {
    it.live(`${conversation.name} is what an assistant is told today`, () =>
      Effect.gen(function* () {
        const { file, text } = yield* render(conversation)
        yield* Effect.promise(() => expect(text).toMatchFileSnapshot(file))
      })
    )
  }

  it("holds these conversations and no others", () => {
    assert.deepStrictEqual(
      readdirSync(new URL(".", pageOf("any"))).toSorted(),
      conversations.map(({ name }) => basename(pageOf(name).pathname)).toSorted()
    )
  })
})
