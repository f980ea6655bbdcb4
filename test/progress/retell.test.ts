import { assert, it } from "@effect/vitest"
import { retell } from "../../src/progress/narrator.ts"
import { momentsOf } from "./moments.ts"
import { expectationOf, recordingLines, recordingNames, targetOf } from "./recordings.ts"

for (const name of recordingNames) {
  it(`retells ${name} at any moment as its subscribers have been told`, () => {
    for (const { at, narration, updates } of momentsOf(recordingLines(name), targetOf(expectationOf(name)))) {
      const told = updates.at(-1)
      if (told === undefined) continue
      const again = retell(narration, at)
      assert.strictEqual(again?.phase, told.phase, told.message)
      assert.isAtLeast(again?.progress ?? 0, told.progress ?? 0, told.message)
      assert.strictEqual(again?.terminal ?? false, told.terminal ?? false, told.message)
      assert.notStrictEqual(again?.message, "", told.message)
    }
  })
}

it("retells what is wrong to whoever has not heard of it, however long ago it was told", () => {
  const name = "quota-failure"
  for (const { at, narration, updates } of momentsOf(recordingLines(name), targetOf(expectationOf(name)))) {
    const warned = updates.some(({ reason }) => reason === "VcpuLimitExceeded")
    if (warned) assert.match(retell(narration, at)?.message ?? "", /vCPU quota/u, new Date(at).toISOString())
  }
})
