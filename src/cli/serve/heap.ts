import { PerformanceObserver } from "node:perf_hooks"
import { getHeapSpaceStatistics, setFlagsFromString } from "node:v8"
import { Effect } from "effect"

/**
 * V8 lets its young generation grow to 64 MiB under load, and seldom gives it back. What passes through here dies young, a page
 * of a list at most: beyond this, more room saves no work that the bench can see, and would be most of what is resident.
 */
const enoughBytes = 8 * 2 ** 20

const youngBytes = (): number =>
  getHeapSpaceStatistics().find((space) => space.space_name === "new_space")?.space_size ?? 0

/**
 * Keeps the young generation from growing beyond what it needs, for as long as the scope is open. V8 takes its greatest size only
 * on the command line, which belongs to whoever starts us; by how much it grows at a time it asks anew each time.
 */
export const boundYoungGeneration = Effect.acquireRelease(
  Effect.sync(() => {
    let growing = true
    const observer = new PerformanceObserver(() => {
      const mayGrow = youngBytes() < enoughBytes
      if (mayGrow === growing) return
      growing = mayGrow
      setFlagsFromString(`--semi-space-growth-factor=${mayGrow ? 2 : 1}`)
    })
    observer.observe({ entryTypes: ["gc"] })
    return observer
  }),
  (observer) => Effect.sync(() => observer.disconnect())
)
