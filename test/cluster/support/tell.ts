import { assert } from "@effect/vitest"
import { Effect } from "effect"
import type { Expectation } from "../../../fixtures/authoring/expect.ts"
import type { Phase } from "../../../src/domain/phase.ts"
import type { ProgressUpdate } from "../../../src/domain/update/progressUpdate.ts"
import { expectationOf, targetOf } from "../../progress/recordings.ts"
import { ControlPlane } from "./ControlPlane.ts"
import { brief, connect } from "./mcp.ts"
import { perform, recordingIn } from "./play.ts"
import { makeStage } from "./stage.ts"

/** Times as fast as recorded: fast enough to wait for, slow enough that whole seconds still tell events apart. */
const speed = 50

/** Plays a recording into the real API server; gives all that a subscriber of the built server was told, to the end. */
export const tellRecording = Effect.fnUntraced(function* (recording: string) {
  const plane = yield* ControlPlane
  const recorded = targetOf(expectationOf(recording))
  const namespace = yield* plane.freshNamespace
  const lines = yield* recordingIn(recording, recorded.namespace, namespace)
  const server = yield* connect(plane.config.kubeconfigPath)
  const { rest } = yield* perform(makeStage(plane.admin), lines, speed)
  const told = yield* server.subscribe({ namespace, name: recorded.name })
  yield* told.update("the first update", () => true)
  yield* rest
  yield* told.update("the end", ({ terminal }) => terminal === true)
  return told.updates
})

/** The phases in the order in which they were told. */
export const phasesTold = (updates: ReadonlyArray<ProgressUpdate>): ReadonlyArray<Phase> =>
  updates.map(({ phase }) => phase).filter((phase, index, all) => phase !== all[index - 1])

interface Event {
  readonly reason: string
  readonly kind: string
  readonly name?: string | undefined
}
const isOne = (told: Event, wanted: Event): boolean =>
  told.reason === wanted.reason && told.kind === wanted.kind && (wanted.name === undefined || told.name === wanted.name)

/** Holds the updates against what an expert expects of the recording, as far as that is no matter of time. */
export const assertTold = (updates: ReadonlyArray<ProgressUpdate>, recording: string): void => {
  const expectation: Expectation = expectationOf(recording)
  const seen = () => updates.map(brief).join("\n")
  const told = updates
    .flatMap(({ milestones = [] }) => milestones)
    .map(({ reason, relatedObject: { kind, name } }) => ({ reason, kind, name }))
  for (const wanted of expectation.milestones) {
    assert.isTrue(
      told.some((one) => isOne(one, wanted)),
      `${JSON.stringify(wanted)} is missing in\n${seen()}`
    )
  }
  const allowed = [...expectation.milestones, ...(expectation.tolerated ?? [])]
  assert.deepStrictEqual(
    told.filter((one) => !allowed.some((wanted) => isOne(one, wanted))),
    []
  )
  for (const name of expectation.foreign ?? []) assert.notInclude(JSON.stringify(updates), name)
  for (const { phase } of updates) assert.notInclude(expectation.never, phase, seen())
  const end = updates.at(-1)
  assert.strictEqual(updates.filter(({ terminal }) => terminal === true).length, 1)
  assert.isTrue(end?.terminal)
  const accepted = expectation.terminal?.accept ?? []
  assert.isTrue(
    accepted.length === 0 || accepted.some((pattern) => new RegExp(pattern, "iu").test(end?.message ?? "")),
    seen()
  )
}
