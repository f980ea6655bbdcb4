import type { ClusterTarget } from "../domain/names.ts"
import type { ProgressUpdate } from "../domain/progressUpdate.ts"
import type { Input } from "./input.ts"

/** Everything the narrator remembers. Plain data, bounded, opaque to callers. */
export interface Narration {
  readonly target: ClusterTarget
  readonly ended: boolean
}

/** A story that has not begun: feed it `Opened` first. */
export const begin = (target: ClusterTarget): Narration => ({ target, ended: false })

/**
 * The state machine that tells the story. Laws: progress never runs backwards; exactly one terminal update; nothing
 * after it; at most one update per 10 s, but for phase changes, terminal updates and those of `source: system`.
 */
export const step = (state: Narration, _input: Input): readonly [Narration, ReadonlyArray<ProgressUpdate>] => [state, []]

/** When a `Tick` will have something to say (a held-back update, a stall, a verdict that had to settle). */
export const wakeAt = (_state: Narration): number | undefined => undefined
