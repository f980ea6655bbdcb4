import type { ClusterTarget } from "../../src/domain/names.ts"
import type { RecordingLine } from "../../src/domain/recording.ts"
import type { ProgressUpdate } from "../../src/domain/update/progressUpdate.ts"
import { begin, type Narration, step, wakeAt } from "../../src/progress/narrator.ts"
import { signalsIn } from "../../src/progress/replay.ts"
import { Input } from "../../src/progress/state/input.ts"

/** What the narrator knew after one input, and what it said to it. */
export interface Moment {
  readonly at: number
  readonly narration: Narration
  readonly updates: ReadonlyArray<ProgressUpdate>
}

/** A recording moment by moment, with the clock running between its lines, to `after` milliseconds beyond the last. */
export const momentsOf = (
  lines: ReadonlyArray<RecordingLine>,
  target: ClusterTarget,
  after = 0
): ReadonlyArray<Moment> => {
  const moments: Array<Moment> = []
  let narration = begin(target)
  const feed = (input: Input) => {
    const [next, updates] = step(narration, input)
    narration = next
    moments.push({ at: input.at, narration, updates })
  }
  const runTo = (at: number) => {
    for (let wake = wakeAt(narration); wake !== undefined && wake <= at; wake = wakeAt(narration)) {
      feed(Input.Tick({ at: wake }))
    }
  }
  for (const input of signalsIn(lines, target)) {
    runTo(input.at)
    feed(input)
  }
  runTo((lines.at(-1)?.at ?? 0) + after)
  return moments
}
