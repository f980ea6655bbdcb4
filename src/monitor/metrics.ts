import { Effect, Metric, type Scope } from "effect"
import type { EventTally } from "../progress/narrator.ts"

// The first three are named by upstream task 23. Prometheus counts in seconds.
const active = Metric.gauge("k0rdent_cluster_monitor_subscriptions_active", {
  description: "Subscriptions that are alive now"
})
const remembered = Metric.gauge("k0rdent_cluster_monitor_remembered", {
  description: "Clusters whose timeline is remembered now, and stories that somebody waits for"
})
const published = Metric.counter("k0rdent_cluster_monitor_updates_published_total", {
  description: "Updates handed to subscribers",
  incremental: true
})
const timeouts = Metric.counter("k0rdent_cluster_monitor_timeouts_total", {
  description: "Subscriptions ended by their timeout",
  incremental: true
})
const eventsOf = (stage: keyof EventTally) =>
  Metric.counter("k0rdent_cluster_monitor_events_total", {
    description: "Kubernetes events by stage: seen, dropped as foreign, repeated or noise, kept",
    attributes: { stage },
    incremental: true
  })
const latency = Metric.histogram("k0rdent_cluster_monitor_update_latency_seconds", {
  description: "From the arrival of what caused an update until the subscriber took it",
  boundaries: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60]
})

/** Counts a subscription as alive for as long as the scope is open. */
export const countAlive: Effect.Effect<void, never, Scope.Scope> = Effect.acquireRelease(Metric.modify(active, 1), () =>
  Metric.modify(active, -1)
)

/** Counts a story as remembered for as long as the scope is open. */
export const countRemembered: Effect.Effect<void, never, Scope.Scope> = Effect.acquireRelease(
  Metric.modify(remembered, 1),
  () => Metric.modify(remembered, -1)
)

/** Counts an update that a subscriber has taken; between two steps of the event loop. */
export const publishedCounter: Effect.Effect<(latencyMs: number) => void> = Effect.map(
  Effect.context<never>(),
  (context) => (latencyMs) => {
    published.updateUnsafe(1, context)
    latency.updateUnsafe(latencyMs / 1000, context)
  }
)

export const countTimeout: Effect.Effect<void> = Metric.update(timeouts, 1)

const eventStages = ["seen", "foreign", "repeated", "noise", "kept"] as const
const eventMetrics = eventStages.map((stage) => [stage, eventsOf(stage)] as const)

/** Counts what became of a story's events since it was last asked; between two steps of the event loop. */
export const eventCounter: Effect.Effect<(before: EventTally | undefined, after: EventTally | undefined) => void> =
  Effect.map(Effect.context<never>(), (context) => (before, after) => {
    if (before === after) return
    for (const [stage, metric] of eventMetrics) {
      const more = (after?.[stage] ?? 0) - (before?.[stage] ?? 0)
      if (more > 0) metric.updateUnsafe(more, context)
    }
  })

/** Puts every metric at its zero, so that whoever scrapes before the first subscription finds them all. */
export const announceMetrics: Effect.Effect<void> = Effect.all(
  [
    Metric.modify(active, 0),
    Metric.update(published, 0),
    Metric.update(timeouts, 0),
    // Looking at a histogram is enough: a value would be counted.
    Metric.value(latency),
    ...eventMetrics.map(([, metric]) => Metric.update(metric, 0))
  ],
  { discard: true }
)
