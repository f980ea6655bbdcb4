import { assert, it } from "@effect/vitest"
import type { ProgressUpdate } from "../../src/domain/update/progressUpdate.ts"
import { replay } from "../../src/progress/replay.ts"
import { expectationOf, listedAt, recordingLines, targetOf } from "./recordings.ts"

/** What a newcomer is told first who comes so many seconds after the recording's first line. */
const firstLook = (name: string, seconds: number): ProgressUpdate | undefined => {
  const lines = recordingLines(name)
  const at = (lines[0]?.at ?? 0) + seconds * 1000
  return replay(listedAt(lines, at), targetOf(expectationOf(name)))[0]
}

it("does not call a machine's quota a failure once its node has joined", () => {
  assert.strictEqual(firstLook("azure-quota-healed", 500)?.phase, "Failed")
  assert.strictEqual(firstLook("azure-quota-healed", 758)?.phase, "Scaling")
})

it("does not call a machine's quota a failure that its own condition has got over, whatever its events say", () => {
  for (const second of [645, 681, 695]) {
    assert.strictEqual(firstLook("azure-quota-healed", second)?.phase, "Bootstrapping", `at ${second}`)
  }
  assert.match(firstLook("azure-quota-healed", 681)?.message ?? "", /quota/iu)
})

it("does not end a story for what may have come up a moment ago in a condition that has not been True for long", () => {
  assert.isUndefined(firstLook("cluster-missing-blinks", 110)?.terminal)
})
