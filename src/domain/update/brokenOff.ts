import { isoInstant } from "../lenient.ts"
import type { ProgressUpdate } from "./progressUpdate.ts"

/** The last word of a story that a fault of ours has ended: it must not just break off, a client would wait for its end for ever. */
export const brokenOff = (last: ProgressUpdate, at: number): ProgressUpdate => {
  const { milestones: _told, relatedObject: _about, ...state } = last
  return {
    ...state,
    timestamp: isoInstant(at),
    message: "monitoring ended by an internal error; subscribe again to go on, the server's log on stderr says more",
    reason: "MonitorFailed",
    source: "system",
    severity: "error",
    terminal: true
  }
}
