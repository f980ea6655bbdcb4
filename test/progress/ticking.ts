import type { ProgressUpdate } from "../../src/domain/update/progressUpdate.ts"
import { Input } from "../../src/progress/state/input.ts"

/** The same inputs, with the clock told every few seconds between them. */
export const ticking = (inputs: ReadonlyArray<Input>, everySeconds: number): ReadonlyArray<Input> =>
  inputs.flatMap((input, index) => {
    const before = inputs[index - 1]?.at ?? input.at
    const ticks = Math.floor((input.at - before) / (everySeconds * 1000))
    return [
      ...Array.from({ length: ticks }, (_, n) => Input.Tick({ at: before + (n + 1) * everySeconds * 1000 })),
      input
    ]
  })

/** What was told, and when. A sign of life for want of anything else depends on the estimate: it comes with the next look. */
export const essence = (updates: ReadonlyArray<ProgressUpdate>): ReadonlyArray<string> =>
  updates
    .filter(({ reason }) => reason !== "Progressing")
    .map(
      ({ timestamp, phase, reason, severity, milestones = [] }) =>
        `${timestamp} ${phase} ${severity} ${reason} ${milestones.length}`
    )
