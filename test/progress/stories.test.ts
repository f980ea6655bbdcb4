import { assert, describe, it } from "@effect/vitest"
import type { ProgressUpdate } from "../../src/domain/update/progressUpdate.ts"
import { minIntervalMs } from "../../src/progress/narrator.ts"
import { replay } from "../../src/progress/replay.ts"
import { expectationOf, recordingLines, recordingNames, targetOf } from "./recordings.ts"

const severities = ["info", "warning", "error"]

/** `Kind/name Reason`, as the expectations write it; the name only where they give one. */
const shown = (milestone: {
  readonly reason: string
  readonly kind: string
  readonly name?: string | undefined
}): string => `${milestone.kind}/${milestone.name ?? "*"} ${milestone.reason}`

interface Told {
  readonly kind: string
  readonly name: string
  readonly reason: string
}
const matches = (
  told: Told,
  wanted: { readonly reason: string; readonly kind: string; readonly name?: string | undefined }
): boolean =>
  told.reason === wanted.reason && told.kind === wanted.kind && (wanted.name === undefined || told.name === wanted.name)

for (const name of recordingNames) {
  const expectation = expectationOf(name)
  const lines = recordingLines(name)
  const start = lines[0]?.at ?? 0
  const seconds = (update: ProgressUpdate): number => (Date.parse(update.timestamp) - start) / 1000
  const updates = replay(lines, targetOf(expectation))
  const told = updates
    .flatMap((update) => update.milestones ?? [])
    .map((milestone) => ({
      kind: milestone.relatedObject.kind,
      name: milestone.relatedObject.name,
      reason: milestone.reason
    }))

  describe(name, () => {
    it("says an acceptable phase at every moment", () => {
      for (const window of expectation.phases) {
        for (let second = window.from; second < window.to; second++) {
          const last = updates.findLast((update) => seconds(update) <= second)
          if (last === undefined || (last.terminal === true && seconds(last) < second)) continue
          assert.include(window.accept, last.phase, `at ${second} s of ${name}: ${last.message}`)
        }
      }
      for (const update of updates) assert.notInclude(expectation.never, update.phase, update.message)
    })

    it("keeps the milestones an expert would keep, each once, and nothing foreign", () => {
      for (const wanted of expectation.milestones) {
        const count = told.filter((one) => matches(one, wanted)).length
        assert.isAtLeast(count, 1, `${shown(wanted)} is missing`)
        if (wanted.name !== undefined) {
          const asked = expectation.milestones.filter((other) => shown(other) === shown(wanted)).length
          assert.isAtMost(count, asked, `${shown(wanted)} is told twice`)
        }
      }
      const allowed = [...expectation.milestones, ...(expectation.tolerated ?? [])]
      const surplus = told.filter((one) => !allowed.some((wanted) => matches(one, wanted)))
      assert.deepStrictEqual(surplus.map(shown), [])
      const text = JSON.stringify(updates)
      for (const foreign of expectation.foreign ?? []) assert.notInclude(text, foreign)
    })

    it("names the root cause in time", () => {
      for (const cause of expectation.causes) {
        const pattern = new RegExp(cause.pattern, "iu")
        const found = updates.some(
          (update) =>
            seconds(update) <= (cause.by ?? Number.POSITIVE_INFINITY) &&
            pattern.test(update.message) &&
            severities.indexOf(update.severity) >= severities.indexOf(cause.severity)
        )
        assert.isTrue(found, `nobody said ${cause.pattern} by ${cause.by ?? "the end"} s`)
      }
    })

    it("ends as it should, and only then", () => {
      const ends = updates.filter((update) => update.terminal === true)
      const { terminal } = expectation
      if (terminal === null) {
        assert.deepStrictEqual(
          ends.map((update) => update.message),
          []
        )
        return
      }
      if (ends.length === 0 && terminal.optional === true) return
      assert.strictEqual(ends.length, 1)
      const end = ends[0]
      assert.strictEqual(end, updates.at(-1))
      if (end === undefined) return
      if (terminal.phase !== undefined) assert.strictEqual(end.phase, terminal.phase)
      assert.isTrue(
        terminal.accept.length === 0 || terminal.accept.some((pattern) => new RegExp(pattern, "iu").test(end.message)),
        end.message
      )
      assert.isAtLeast(seconds(end), terminal.from ?? 0)
      assert.isAtMost(seconds(end), terminal.to ?? Number.POSITIVE_INFINITY)
    })

    it("is short, in order, and never runs backwards", () => {
      assert.isAtMost(updates.length, expectation.maxUpdates)
      for (const [index, update] of updates.entries()) {
        const before = updates[index - 1]
        if (before === undefined) continue
        assert.isAtLeast(update.progress ?? 100, before.progress ?? 0)
        const gap = Date.parse(update.timestamp) - Date.parse(before.timestamp)
        const atOnce = update.phase !== before.phase || update.terminal === true || update.source === "system"
        if (!atOnce) assert.isAtLeast(gap, minIntervalMs, update.message)
        if (update.phase !== "Ready") assert.notStrictEqual(update.progress, 100)
      }
    })
  })
}

it("estimates progress within 10 points of the clock at the median", () => {
  const errors = recordingNames.flatMap((name) => {
    const lines = recordingLines(name)
    const start = lines[0]?.at ?? 0
    const updates = replay(lines, targetOf(expectationOf(name)))
    const end = updates.at(-1)
    // Only a build that was seen from its beginning to Ready has a total to compare with.
    if (end?.phase !== "Ready" || updates[0]?.phase !== "Initializing") return []
    const total = Date.parse(end.timestamp) - start
    return updates.flatMap((update) =>
      update.progress === undefined
        ? []
        : [Math.abs(update.progress - (100 * (Date.parse(update.timestamp) - start)) / total)]
    )
  })
  const median = errors.toSorted((a, b) => a - b)[Math.floor(errors.length / 2)] ?? 100
  assert.isAtLeast(errors.length, 50)
  assert.isAtMost(median, 10)
})

it("says seconds to go only where minutes do not follow", () => {
  const [seconds, minutes] = [30, 300]
  const soon = recordingNames.flatMap((name) => {
    const updates = replay(recordingLines(name), targetOf(expectationOf(name)))
    const end = updates.at(-1)
    // What goes wrong later cannot be known; a build that comes to Ready shows what was left.
    if (end?.phase !== "Ready") return []
    return updates
      .filter(({ etaSeconds }) => etaSeconds !== undefined && etaSeconds <= seconds)
      .map((update) => ({ name, update, left: (Date.parse(end.timestamp) - Date.parse(update.timestamp)) / 1000 }))
  })
  assert.isAtLeast(soon.length, 10)
  for (const { left, name, update } of soon) {
    assert.isAtMost(left, minutes, `${name}, ${update.etaSeconds} s to go: ${update.message}`)
  }
})
