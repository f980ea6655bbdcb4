import { PerformanceObserver } from "node:perf_hooks"
import { getHeapSpaceStatistics, setFlagsFromString } from "node:v8"
import { Effect } from "effect"

/**
 * V8 lets its young generation grow to 96 MiB, and seldom gives it back. What passes through here dies young, a page of a list at
 * most: beyond this, more room saves no work that the bench can see, and would be most of what is resident.
 */
const enoughBytes = 16 * 2 ** 20

/** Only who collects that often, for that long, has work for which a larger generation pays. */
const busy = { collections: 30, withinMs: 10_000 }

const youngBytes = (): number =>
  getHeapSpaceStatistics().find((space) => space.space_name === "new_space")?.space_size ?? 0

/**
 * The parser of HTTP/1.1 is WebAssembly, one function of which is so large that to optimise it takes 13 MiB, which stay. As it is
 * compiled first it is fast enough: the bench sees no difference. Has to be said before the parser is loaded.
 */
export const leaveParserAsItIs = Effect.sync(() => setFlagsFromString("--wasm-tiering-budget=2000000000"))

const mayGrow = (growing: boolean): void => setFlagsFromString(`--semi-space-growth-factor=${growing ? 2 : 1}`)

/** Before the server is loaded: what is loaded stays, and V8 would take it for the beginning of much work. */
export const holdYoungGeneration = Effect.sync(() => mayGrow(false))

/** Counts collections, and says whether there have been many of late. */
const makeRate = () => {
  let since = 0
  let count = 0
  return (at: number): boolean => {
    if (at - since > busy.withinMs) {
      since = at
      count = 0
    }
    count += 1
    return count > busy.collections
  }
}

/**
 * Lets the young generation grow where there is much to do, to what it needs and no further, for as long as the scope is open. V8
 * takes its greatest size only on the command line, which belongs to whoever starts us; by how much it grows at a time it asks
 * anew each time.
 */
export const boundYoungGeneration = Effect.acquireRelease(
  Effect.sync(() => {
    let growing = false
    const isBusy = makeRate()
    const observer = new PerformanceObserver((collections) => {
      const busyNow = collections.getEntries().reduce((_, { startTime }) => isBusy(startTime), false)
      const grow = busyNow && youngBytes() < enoughBytes
      if (grow === growing) return
      growing = grow
      mayGrow(growing)
    })
    observer.observe({ entryTypes: ["gc"] })
    return observer
  }),
  (observer) => Effect.sync(() => observer.disconnect())
)
