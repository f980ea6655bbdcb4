import { Clock, type Duration, Effect } from "effect"
import type { RecordingLine } from "../../domain/recording.ts"
import type { SimulatorHandle } from "../Simulator.ts"
import { resourceOf } from "../store/objects.ts"
import type { Recording } from "./recordings.ts"
import { type Performance, performed, performedAt } from "./shift.ts"

/** How recordings are played. */
export interface PlayerOptions {
  /** 1: as recorded; 10: ten times as fast. */
  readonly speed: number
  /** Begin again, with new objects, some time after all recordings have ended. */
  readonly loop?: boolean
  /** How long the end is left standing before a loop begins again. */
  readonly pause?: Duration.Input
}

type Stage = Pick<SimulatorHandle, "apply" | "remove">

/** Leading lines of the recording's first instant are what existed before: the initial list. */
const initialCount = ([first, ...rest]: Recording): number => {
  const index = rest.findIndex((line) => line.at > first.at)
  return index < 0 ? rest.length + 1 : index + 1
}

const perform = (stage: Stage, performance: Performance, line: RecordingLine) =>
  stage.apply({ type: line.type, object: performed(performance, line.object) })

/**
 * Puts every recording's initial list on stage, and returns `play`, which plays the rest: all recordings side by
 * side, each from now on. Without `loop` it ends with the last line, and what was played stays on stage.
 */
export const startPlayer = Effect.fn("startPlayer")(function* (
  stage: Stage,
  recordings: ReadonlyArray<Recording>,
  options: PlayerOptions
) {
  const raise = Effect.fnUntraced(function* (pass: number) {
    const start = yield* Clock.currentTimeMillis
    const parts = recordings.map((recording) => ({
      performance: { first: recording[0].at, start, speed: options.speed, pass },
      initial: recording.slice(0, initialCount(recording)),
      rest: recording.slice(initialCount(recording))
    }))
    for (const { initial, performance } of parts) {
      yield* Effect.forEach(initial, (line) => perform(stage, performance, line), { discard: true })
    }
    const rest = Effect.forEach(
      parts,
      ({ performance, rest }) =>
        Effect.forEach(
          rest,
          Effect.fnUntraced(function* (line) {
            const wait = performedAt(performance, line.at) - (yield* Clock.currentTimeMillis)
            if (wait > 0) yield* Effect.sleep(wait)
            yield* perform(stage, performance, line)
          }),
          { discard: true }
        ),
      { concurrency: "unbounded", discard: true }
    )
    return { rest }
  })

  const clear = Effect.forEach(
    recordings.flat(),
    ({ object }) => stage.remove(resourceOf(object), object.metadata.namespace, object.metadata.name),
    { discard: true }
  )

  const again = Effect.fnUntraced(function* (pass: number) {
    yield* Effect.sleep(options.pause ?? "5 seconds")
    yield* clear
    yield* (yield* raise(pass)).rest
  })

  const first = yield* raise(0)
  const passes = Effect.gen(function* () {
    for (let pass = 1; ; pass += 1) yield* again(pass)
  })
  return { play: options.loop === true ? Effect.andThen(first.rest, passes) : first.rest }
})
