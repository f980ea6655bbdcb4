import { Effect, Latch, Metric, type Scope } from "effect"
import type { ResourceName } from "./http/resource.ts"

const restarts = Metric.counter("k0rdent_cluster_monitor_watch_restarts_total", {
  description: "Watches opened again after they ended, for whatever reason",
  incremental: true
})

const undecodable = Metric.counter("k0rdent_cluster_monitor_decode_failures_total", {
  description: "Watch lines and objects that could not be decoded and were skipped",
  incremental: true
})

// The same counter as the monitor's: what became of the events that reached a story is counted there.
const events = Metric.counter("k0rdent_cluster_monitor_events_total", {
  description: "Kubernetes events by stage: seen, dropped as foreign, repeated or noise, kept",
  incremental: true
})

/** How long events that were passed over wait to be counted: a metric is dear beside passing over. */
const countedWithin = "100 millis"

/** Counts events that were passed over because they concern nobody, for as long as the scope is open. */
export const foreignEventCounter: Effect.Effect<() => void, never, Scope.Scope> = Effect.gen(function* () {
  const stages = ["seen", "foreign"].map((stage) => Metric.withAttributes(events, { stage }))
  const some = Latch.makeUnsafe(false)
  let passedOver = 0
  const count = Effect.suspend(() => {
    const more = passedOver
    passedOver = 0
    some.closeUnsafe()
    return Effect.forEach(stages, (metric) => Metric.update(metric, more), { discard: true })
  })
  yield* Effect.addFinalizer(() => count)
  yield* some.await.pipe(
    Effect.andThen(Effect.sleep(countedWithin)),
    Effect.andThen(count),
    Effect.forever,
    Effect.forkScoped
  )
  return () => {
    passedOver += 1
    if (passedOver === 1) some.openUnsafe()
  }
})

export const countWatchRestart = (resource: ResourceName): Effect.Effect<void> =>
  Metric.update(Metric.withAttributes(restarts, { resource }), 1)

export const countDecodeFailures = (resource: ResourceName, count: number): Effect.Effect<void> =>
  Metric.update(Metric.withAttributes(undecodable, { resource }), count)

/** The same for where no effect can be run: between two steps of the event loop. */
export const decodeFailureCounter = (resource: ResourceName): Effect.Effect<(count: number) => void> =>
  Effect.map(Effect.context<never>(), (context) => {
    const metric = Metric.withAttributes(undecodable, { resource })
    return (count) => metric.updateUnsafe(count, context)
  })

const resources: ReadonlyArray<ResourceName> = ["clusterdeployments", "events"]

/** Puts every metric at its zero, so that whoever scrapes before the first watch finds them all. */
export const announceMetrics: Effect.Effect<void> = Effect.forEach(
  resources,
  (resource) =>
    Effect.all([
      Metric.update(Metric.withAttributes(restarts, { resource }), 0),
      Metric.update(Metric.withAttributes(undecodable, { resource }), 0)
    ]),
  { discard: true }
)
