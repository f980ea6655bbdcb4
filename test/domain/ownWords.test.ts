import { assert, it } from "@effect/vitest"
import { ownWords } from "../../src/domain/update/ownWords.ts"
import { milestone, update } from "../mcp/updates.ts"

const cases: ReadonlyArray<readonly [string, ReadonlyArray<string>, string]> = [
  ["Waiting for the API server.", [], "Waiting for the API server."],
  ["Waiting.  Two spaces stay where nothing is taken.", [], "Waiting.  Two spaces stay where nothing is taken."],
  ["Waiting. The network is ready.", ["the network is ready"], "Waiting."],
  ["kcm created it. Waiting. The network is ready.", ["kcm created it", "the network is ready"], "Waiting."],
  ["The network is ready.", ["the network is ready"], ""],
  ["A is up. B is up. C is up. (2 more milestones before)", ["y", "z", "a is up", "b is up", "c is up"], ""],
  ["Quota of $& exceeded. Price is $1.", ["price is $1"], "Quota of $& exceeded."],
  ["Nothing of it.", ["something else"], "Nothing of it."]
]

it.each(cases)("takes the milestones out of %j", (message, milestones, own) => {
  assert.strictEqual(ownWords(update({ message, milestones: milestones.map((text) => milestone(1, text)) })), own)
})
