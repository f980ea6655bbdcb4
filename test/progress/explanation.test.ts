import { assert, describe, it } from "@effect/vitest"
import { Option, Schema } from "effect"
import { decodeKubeEvent, type KubeEvent } from "../../src/domain/event/kubeEvent.ts"
import { Explanation } from "../../src/domain/update/explanation.ts"

import { explanationOf, type ToldExplanation } from "../../src/progress/tell/explain/explanation.ts"
import { momentsOf } from "./moments.ts"
import { expectationOf, recordingLines, recordingNames, targetOf } from "./recordings.ts"

const isExplanation = Schema.is(Explanation)

/** What is explained at each moment of a recording, with the events that are there by then. */
const explanations = (name: string): ReadonlyArray<ToldExplanation> => {
  const lines = recordingLines(name)
  const events: ReadonlyArray<{ readonly at: number; readonly event: KubeEvent }> = lines.flatMap(({ at, object }) =>
    object.kind === "Event" ? Option.toArray(decodeKubeEvent(object)).map((event) => ({ at, event })) : []
  )
  return momentsOf(lines, targetOf(expectationOf(name)))
    .filter(({ updates }) => updates.length > 0)
    .flatMap(({ at, narration }) => {
      const there = events.filter((one) => one.at <= at).map(({ event }) => event)
      const told = explanationOf(narration, there, at)
      return told === undefined ? [] : [told]
    })
}

describe("an explanation", () => {
  for (const name of recordingNames) {
    it(`of ${name} is true to its schema and to itself at every moment`, () => {
      const all = explanations(name)
      assert.isNotEmpty(all)
      for (const told of all) {
        assert.isTrue(isExplanation({ ...told, tree: [] }))
        assert.isNotEmpty(told.nextSteps)
        if (told.verdict === "ready") assert.strictEqual(told.phase, "Ready")
        if (told.phase === "Failed") assert.include(["failed", "givenUp"], told.verdict)
        if (told.verdict === "failed" || told.verdict === "givenUp") assert.isNotEmpty(told.causes)
        if (told.verdict === "progressing") assert.isEmpty(told.causes)
        for (const { consequences, lastSeen, since, text = "" } of told.causes) {
          assert.isAtMost(since.localeCompare(lastSeen), 0)
          assert.isAtMost(text.length, 1000)
          assert.isAtMost(consequences.length, 5)
        }
      }
    })
  }

  it("of a quota that is used up names it, says that it needs somebody, and keeps the cloud's words", () => {
    const told = explanations("quota-failure").findLast(({ phase }) => phase === "Failed")
    assert.strictEqual(told?.healsByItself, "no")
    const [cause] = told?.causes ?? []
    assert.match(`${cause?.code} ${cause?.text}`, /quota|limit/iu)
    assert.isNotEmpty(cause?.remedy)
    assert.isTrue(told?.nextSteps.some((step) => step.includes("nothing has to be restarted")))
  })

  it("of one machine's trouble takes nothing for its consequence that happens to others", () => {
    const causes = explanations("aws-ha-capacity").flatMap(({ causes }) => causes)
    const cause = causes.find(({ code }) => code === "InsufficientInstanceCapacity")
    assert.isTrue(cause?.consequences.some((line) => line.includes("MachineDeployment train-md: 0 available")))
    assert.isFalse(cause?.consequences.some((line) => /Machine train-(?:cp|md)-/u.test(line)))
  })

  it("of a deletion says what it waits for", () => {
    const told = explanations("deletion-stuck").findLast(({ verdict }) => verdict === "deleting")
    assert.isNotEmpty(told?.step.waitingFor ?? "")
    assert.isNotEmpty(told?.lookAt)
  })
})
