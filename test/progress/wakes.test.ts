import { assert, it } from "@effect/vitest"
import { narrate, signalsIn } from "../../src/progress/replay.ts"
import { expectationOf, recordingLines, recordingNames, targetOf } from "./recordings.ts"
import { essence, ticking } from "./ticking.ts"

it("ticking more often changes neither what is told nor when", { timeout: 120_000 }, () => {
  for (const name of recordingNames) {
    const target = targetOf(expectationOf(name))
    const inputs = signalsIn(recordingLines(name), target)
    assert.deepStrictEqual(essence(narrate(target, ticking(inputs, 5))), essence(narrate(target, inputs)), name)
  }
})
