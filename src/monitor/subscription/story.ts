import { Clock, Deferred, Duration, Effect, FiberHandle, MutableRef, type Scope } from "effect"
import { bearingsOf, type Narration, step, wakeAt } from "../../progress/narrator.ts"
import { Input } from "../../progress/state/input.ts"
import { eventCounter } from "../metrics.ts"
import { spanNamed } from "../spans.ts"
import { type Listening, makeListening } from "./listening.ts"
import type { Outbox } from "./outbox.ts"

/** The story of one cluster on its way to one subscriber: whatever happens is told to the narrator, one thing at a time. */
export interface Story {
  /** Tells what has just happened. After the story's last word nothing is told. */
  readonly tell: (inputs: (at: number) => ReadonlyArray<Input>) => Effect.Effect<void>
  /** Which events need to be told. */
  readonly listening: Pick<Listening, "interest" | "whenWider">
  readonly narration: () => Narration
  /** Interrupts whoever waits here when the last word has been said; a fault in the telling, which nobody else has, dies here. */
  readonly end: Effect.Effect<never>
}

/**
 * The narrator's clock is a fiber of the scope that sleeps until the narrator wants to be woken; it is another one where that
 * is sooner. Where it is later, as with most events, one look too early is cheaper than a fiber for each.
 */
export const makeStory = Effect.fnUntraced(function* (
  narration: MutableRef.MutableRef<Narration>,
  outbox: Pick<Outbox, "offer">
): Effect.fn.Return<Story, never, Scope.Scope> {
  const end = yield* Deferred.make<never>()
  const clock = yield* Clock.Clock
  const runClock = yield* FiberHandle.makeRuntime<never, never, void>()
  const countEvents = yield* eventCounter
  const inSpan = yield* spanNamed("ClusterMonitor.step")
  let wakesAt: number | undefined
  const listening = makeListening(bearingsOf(MutableRef.get(narration)))

  const narrate = (inputs: ReadonlyArray<Input>, at: number): void => {
    for (const input of inputs) {
      const [next, updates] = step(MutableRef.get(narration), input)
      MutableRef.set(narration, next)
      for (const update of updates) outbox.offer(update, at)
    }
  }

  const setClock = (now: number): void => {
    const wake = wakeAt(MutableRef.get(narration))
    if (wake === undefined || (wakesAt !== undefined && wakesAt <= wake)) return
    wakesAt = wake
    // A timer may go off a little early, a clock may be set back: the narrator's time has come nevertheless.
    const ring = Effect.suspend(() => {
      wakesAt = undefined
      return tell((at) => [Input.Tick({ at: Math.max(at, wake) })])
    })
    runClock(Effect.delay(ring, Duration.millis(Math.max(0, wake - now))))
  }

  // Between two steps of the event loop: updates leave in the order in which they were made.
  const hear = (inputs: (at: number) => ReadonlyArray<Input>): void => {
    const before = MutableRef.get(narration)
    if (before.ended || Deferred.isDoneUnsafe(end)) return
    const at = clock.currentTimeMillisUnsafe()
    narrate(inputs(at), at)
    const after = MutableRef.get(narration)
    // Most of what a neighbour does is no news.
    if (after === before) return
    countEvents(before.state?.tally, after.state?.tally)
    if (after.ended) Deferred.doneUnsafe(end, Effect.interrupt)
    else setClock(at)
    listening.update(bearingsOf(after))
  }

  const tell: Story["tell"] = (inputs) =>
    Effect.catchDefect(inSpan(Effect.sync(() => hear(inputs))), (defect) => Deferred.die(end, defect))

  return {
    tell,
    listening,
    narration: () => MutableRef.get(narration),
    end: Deferred.await(end)
  }
})
