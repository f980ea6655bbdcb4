import { type Duration, Effect, Exit, Fiber, Layer, Metric, Scope, Stream } from "effect"
import { TestClock } from "effect/testing"
import type { ProgressUpdate } from "../../src/domain/update/progressUpdate.ts"
import { ClusterMonitor, type SubscribeOptions } from "../../src/monitor/ClusterMonitor.ts"
import type { MonitorError } from "../../src/monitor/errors.ts"
import { layerClusterMonitor } from "../../src/monitor/layer.ts"
import { defaultSettings, type MonitorSettings } from "../../src/monitor/settings.ts"
import type { FakeKube } from "./fakeKube.ts"

export const demo = { namespace: "kcm-system", name: "demo" } as const

/** Runs a body against a monitor of its own, with metrics of its own. */
export const withMonitor = <A, E>(
  kube: FakeKube,
  body: (monitor: ClusterMonitor["Service"]) => Effect.Effect<A, E, Scope.Scope>,
  settings: Partial<MonitorSettings> = {}
) =>
  Effect.flatMap(ClusterMonitor, body).pipe(
    Effect.scoped,
    Effect.provide(layerClusterMonitor({ ...defaultSettings, ...settings }).pipe(Layer.provide(kube.layer))),
    Effect.provideService(Metric.MetricRegistry, new Map())
  )

/** Lets everything happen that can happen without time passing. */
export const settle = TestClock.adjust(0)

/** Lets time pass, and everything happen that is due by then. */
export const pass = (duration: Duration.Input) => Effect.andThen(TestClock.adjust(duration), settle)

export interface Reader {
  readonly updates: ReadonlyArray<ProgressUpdate>
  /** Reasons told so far, or phases where an update has none. */
  readonly reasons: () => ReadonlyArray<string>
  readonly ended: () => boolean
  readonly unsubscribe: Effect.Effect<void>
}

/** Opens a subscription in a scope of its own and reads whatever comes. Fails like `open` does. */
export const subscribe = Effect.fnUntraced(function* (
  monitor: ClusterMonitor["Service"],
  target: { readonly namespace: string; readonly name: string } = demo,
  options?: SubscribeOptions
): Effect.fn.Return<Reader, MonitorError, Scope.Scope> {
  const scope = yield* Scope.fork(yield* Effect.scope)
  const stream = yield* Scope.provide(monitor.open(target, options), scope).pipe(
    Effect.onExit((exit) => (Exit.isFailure(exit) ? Scope.close(scope, exit) : Effect.void))
  )
  const updates: Array<ProgressUpdate> = []
  const fiber = yield* Stream.runForEach(stream, (update) => Effect.sync(() => updates.push(update))).pipe(
    Effect.forkIn(scope, { startImmediately: true })
  )
  yield* settle
  return {
    updates,
    reasons: () => updates.map(({ reason, phase }) => reason ?? phase),
    ended: () => fiber.pollUnsafe() !== undefined && Exit.isSuccess(fiber.pollUnsafe() ?? Exit.interrupt()),
    unsubscribe: Effect.andThen(Scope.close(scope, Exit.void), Effect.asVoid(Fiber.await(fiber)))
  }
})

/** What `k0rdent_cluster_monitor_<name>` stands at. */
export const metric = (name: string, attributes: Record<string, string> = {}) =>
  Effect.map(Metric.snapshot, (all) => {
    const found = all.find(
      ({ id, attributes: own }) =>
        id === `k0rdent_cluster_monitor_${name}` &&
        Object.entries(attributes).every(([key, value]) => own?.[key] === value)
    )
    if (found === undefined) return 0
    return found.type === "Gauge"
      ? Number(found.state.value)
      : found.type === "Counter" || found.type === "Histogram"
        ? Number(found.state.count)
        : Number.NaN
  })
