import { Effect, Latch } from "effect"
import type { EventInterest } from "../../domain/event/eventInterest.ts"
import { type Bearings, interestOf, isCovered } from "../../progress/interpret/interest.ts"

/** Which events a story needs to be told. It widens as more becomes known of the cluster. */
export interface Listening {
  readonly interest: () => EventInterest
  /** Succeeds as soon as the interest is wider than this. */
  readonly widened: (interest: EventInterest) => Effect.Effect<void>
  /** Takes in what is known now. */
  readonly update: (bearings: Bearings) => void
}

const isSame = (a: Bearings, b: Bearings): boolean =>
  a.credential === b.credential && a.machines === b.machines && a.names === b.names

export const makeListening = (first: Bearings): Listening => {
  const moved = Latch.makeUnsafe(false)
  let bearings = first
  let interest = interestOf(first)
  const widened: Listening["widened"] = (than) =>
    Effect.suspend(() => {
      if (interest !== than) return Effect.void
      moved.closeUnsafe()
      return Effect.andThen(moved.await, widened(than))
    })
  return {
    interest: () => interest,
    widened,
    update: (next) => {
      if (isSame(next, bearings)) return
      bearings = next
      const wider = interestOf(next)
      if (isCovered(wider, interest)) return
      interest = wider
      moved.openUnsafe()
    }
  }
}
