import { PerformanceObserver } from "node:perf_hooks"
import { getHeapSpaceStatistics, setFlagsFromString } from "node:v8"
import { Effect } from "effect"

// A server that every client window starts mostly waits. What V8 does for programs that work all the time is spent only where there
// is lasting work: room for what dies young, and its optimizing compiler, the first use of which makes 7 MiB resident.

/**
 * V8 lets its young generation grow to 96 MiB, and seldom gives it back. What passes through here dies young, a page of a list at
 * most: beyond this, more room saves no work that the bench can see, and would be most of what is resident.
 */
const enoughBytes = 16 * 2 ** 20

/** Only who uses so much room within so long has work for which it pays; a hundred subscriptions at once use less. */
const busy = { bytes: 100 * 2 ** 20, withinMs: 10_000 }

const youngBytes = (): number =>
  getHeapSpaceStatistics().find((space) => space.space_name === "new_space")?.space_size ?? 0

/**
 * The parser of HTTP/1.1 is WebAssembly, one function of which is so large that to optimise it takes 13 MiB, which stay. As it is
 * compiled first it is fast enough: the bench sees no difference. Has to be said before the parser is loaded.
 */
export const leaveParserAsItIs = Effect.sync(() => setFlagsFromString("--wasm-tiering-budget=2000000000"))

const mayGrow = (growing: boolean): void => setFlagsFromString(`--semi-space-growth-factor=${growing ? 2 : 1}`)

const mayOptimize = (optimizing: boolean): void => setFlagsFromString(optimizing ? "--turbofan" : "--no-turbofan")

/** Before the server is loaded: what is loaded stays, and V8 would take it for the beginning of much work. */
export const beThrifty = Effect.sync(() => {
  mayGrow(false)
  mayOptimize(false)
})

/** Adds up what has been collected, and says whether that was much of late. */
const makeRate = () => {
  let since = 0
  let used = 0
  return (at: number, bytes: number): boolean => {
    if (at - since > busy.withinMs) {
      since = at
      used = 0
    }
    used += bytes
    return used > busy.bytes
  }
}

/**
 * Spends more where there is much to do, for as long as the scope is open: hot code is optimized, and the young generation grows
 * to what it needs and no further. V8 takes its greatest size only on the command line, which belongs to whoever starts us; by how
 * much it grows at a time it asks anew each time.
 */
export const spendUnderLoad = Effect.acquireRelease(
  Effect.sync(() => {
    let growing = false
    let optimizing = false
    const isBusy = makeRate()
    const observer = new PerformanceObserver((collections) => {
      const young = youngBytes()
      // Of its two halves one is used between two collections.
      const busyNow = collections.getEntries().reduce((_, { startTime }) => isBusy(startTime, young / 2), false)
      if (busyNow !== optimizing) {
        optimizing = busyNow
        mayOptimize(optimizing)
      }
      const grow = busyNow && young < enoughBytes
      if (grow === growing) return
      growing = grow
      mayGrow(growing)
    })
    observer.observe({ entryTypes: ["gc"] })
    return observer
  }),
  (observer) =>
    Effect.andThen(
      Effect.sync(() => observer.disconnect()),
      // The code that Node.js keeps for the next start is good for these settings alone.
      beThrifty
    )
)
