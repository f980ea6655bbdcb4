import { fileURLToPath } from "node:url"
import { Clock, Effect, Option } from "effect"
import { parseRecordingLine, type RecordingLine } from "../../../src/domain/recording.ts"
import { type Recording, readRecording } from "../../../src/simulator/player/recordings.ts"
import { type Performance, performed, performedAt } from "../../../src/simulator/player/shift.ts"
import { expectationOf, targetOf } from "../../progress/recordings.ts"
import type { Stage } from "./stage.ts"

/** A recording whose objects have moved to another namespace, in every word that tells of it. */
export const recordingIn = Effect.fnUntraced(function* (name: string, from: string, to: string) {
  const recording = yield* readRecording(
    fileURLToPath(new URL(`../../../fixtures/recordings/${name}.ndjson`, import.meta.url))
  )
  const moved = recording.flatMap(({ at, object, type }) => {
    const text = JSON.stringify({ type, at: new Date(at).toISOString(), object }).replaceAll(from, to)
    const parsed = parseRecordingLine(text)
    return parsed._tag === "Lines" ? parsed.lines : []
  })
  const [first, ...rest] = moved
  return yield* Effect.fromOption(
    first === undefined ? Option.none<Recording>() : Option.some<Recording>([first, ...rest])
  )
})

const isCluster = ({ object }: RecordingLine): boolean => object.kind !== "Event"

/**
 * Puts on stage what was there before, the clusters first: their creation is the server's own now, and no event of theirs
 * may be older. The effect in it plays the rest, from then on, so many times as fast.
 */
export const perform = Effect.fnUntraced(function* (stage: Stage, recording: Recording, speed: number) {
  const before = recording.filter(({ at }) => at === recording[0].at)
  const beginning = Effect.map(
    Clock.currentTimeMillis,
    (start): Performance => ({ first: recording[0].at, start, speed, pass: 0 })
  )
  const play = (performance: Performance) =>
    Effect.fnUntraced(function* ({ at, object, type }: RecordingLine) {
      const wait = performedAt(performance, at) - (yield* Clock.currentTimeMillis)
      if (wait > 0) yield* Effect.sleep(wait)
      const now = performed(performance, object)
      yield* type === "DELETED" ? stage.remove(now) : stage.apply(now)
    })
  yield* Effect.forEach(before.filter(isCluster), play(yield* beginning), { discard: true })
  const performance = yield* beginning
  yield* Effect.forEach(
    before.filter((line) => !isCluster(line)),
    play(performance),
    { discard: true }
  )
  return { rest: Effect.forEach(recording.slice(before.length), play(performance), { discard: true }) }
})

/** Every state in which a recording shows its ClusterDeployments, in order, deletions left out. */
export const recordedStates = Effect.fnUntraced(function* (name: string, namespace: string) {
  const { namespace: from } = targetOf(expectationOf(name))
  const recording = yield* recordingIn(name, from, namespace)
  return recording.filter((line) => isCluster(line) && line.type !== "DELETED").map(({ object }) => object)
})
