import { assert, it } from "@effect/vitest"
import type { RecordingLine } from "../../src/domain/recording.ts"
import type { ProgressUpdate } from "../../src/domain/update/progressUpdate.ts"
import { replay } from "../../src/progress/replay.ts"
import { expectationOf, recordingLines, targetOf } from "./recordings.ts"

/** What a list shows at a moment of a recording, as the first lines of another one. */
const listedAt = (lines: ReadonlyArray<RecordingLine>, at: number): ReadonlyArray<RecordingLine> => {
  const objects = new Map<string, RecordingLine>()
  for (const line of lines.filter((one) => one.at <= at)) {
    const { kind, metadata } = line.object
    const key = `${kind}/${metadata.namespace}/${metadata.name}`
    if (line.type === "DELETED") objects.delete(key)
    else objects.set(key, { ...line, type: "ADDED", at })
  }
  return [...objects.values()]
}

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

it("does not end a story for what may have come up a moment ago in a condition that has not been True for long", () => {
  assert.isUndefined(firstLook("cluster-missing-blinks", 110)?.terminal)
})
