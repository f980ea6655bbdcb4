import { assert, it } from "@effect/vitest"
import { materialAt, tokensIn } from "../../evals/material.ts"
import { questions } from "../../evals/questions.ts"
import { expectationOf, recordingLines, targetOf } from "../progress/recordings.ts"

const materialOf = ({ at, recording }: (typeof questions)[number]) =>
  materialAt(recordingLines(recording), targetOf(expectationOf(recording)), at)

it.each(questions)("$recording at $at s: $question", (one) => {
  const { ours } = materialOf(one)
  for (const pattern of one.truth) assert.match(ours, pattern)
})

it("what an assistant has to read is smaller by far than the object and its events", () => {
  const sizes = questions.map((one) => {
    const { generic, ours } = materialOf(one)
    return { generic: tokensIn(generic), ours: tokensIn(ours) }
  })
  const sum = (pick: (size: (typeof sizes)[number]) => number) => sizes.reduce((total, size) => total + pick(size), 0)
  assert.isBelow(
    sum(({ ours }) => ours) * 10,
    sum(({ generic }) => generic)
  )
  for (const { ours } of sizes) assert.isBelow(ours, 1000)
})
