import type { EventInterest } from "../../domain/event/eventInterest.ts"
import { type Bearings, interestOf, isCovered } from "../../progress/interpret/interest.ts"

/** Which events a story needs to be told. It widens as more becomes known of the cluster. */
export interface Listening {
  readonly interest: () => EventInterest
  /** Calls this each time that the interest has become wider. For one listener. */
  readonly whenWider: (listener: () => void) => void
  /** Takes in what is known now. */
  readonly update: (bearings: Bearings) => void
}

const isSame = (a: Bearings, b: Bearings): boolean =>
  a.credential === b.credential && a.machines === b.machines && a.names === b.names

export const makeListening = (first: Bearings): Listening => {
  let listener = (): void => {}
  let bearings = first
  let interest = interestOf(first)
  return {
    interest: () => interest,
    whenWider: (called) => {
      listener = called
    },
    update: (next) => {
      if (isSame(next, bearings)) return
      bearings = next
      const wider = interestOf(next)
      if (isCovered(wider, interest)) return
      interest = wider
      listener()
    }
  }
}
