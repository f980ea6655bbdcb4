import { Duration, Effect, Layer, Semaphore, Stream } from "effect"
import { type ClusterTarget, targetKey } from "../domain/names.ts"
import { Kube } from "../kube/Kube.ts"
import { ClusterMonitor, type SubscribeOptions } from "./ClusterMonitor.ts"
import { MonitorError } from "./errors.ts"
import { makeLimits } from "./limits.ts"
import { listClusters } from "./listing.ts"
import { announceMetrics } from "./metrics.ts"
import { openSubscription } from "./opening.ts"
import { checkNamespace, compilePolicy, type InvalidNamespaceFilter, narrowed } from "./policy.ts"
import type { MonitorSettings } from "./settings.ts"
import { takeSnapshot } from "./snapshot.ts"
import { answerWithin } from "./timeLimits.ts"
import { checkTimeout } from "./timeout.ts"

/** Whoever does not say who he is counts as this one client. */
const anonymous = "anonymous"

/** Snapshots and lists that ask the management cluster at a time; the others wait, so that nobody can flood it. */
const mostAnswers = 32

const inTime = <A>(what: string, answer: Effect.Effect<A, MonitorError>): Effect.Effect<A, MonitorError> =>
  Effect.timeoutOrElse(answer, {
    duration: answerWithin,
    orElse: () =>
      Effect.fail(
        new MonitorError({
          reason: "unavailable",
          message:
            `the management cluster did not tell ${what} within ${Duration.toSeconds(answerWithin)} s: check that its ` +
            "API server can be reached"
        })
      )
  })

const make = Effect.fnUntraced(function* (settings: MonitorSettings) {
  const kube = yield* Kube
  const policy = yield* compilePolicy(settings)
  const limits = yield* makeLimits(settings)
  const answers = yield* Semaphore.make(mostAnswers)
  yield* announceMetrics

  const admitted = (target: ClusterTarget, options?: SubscribeOptions) =>
    Effect.andThen(
      checkNamespace(narrowed(policy, options?.namespaces), target.namespace),
      checkTimeout(settings, options?.timeout)
    )

  const open = Effect.fn("ClusterMonitor.open")(function* (target: ClusterTarget, options?: SubscribeOptions) {
    const timeout = yield* admitted(target, options)
    const { updates } = yield* openSubscription({ target, client: options?.client ?? anonymous, timeout, kube, limits })
    return updates
  })

  return ClusterMonitor.of({
    open,
    admit: (target, options) => Effect.asVoid(admitted(target, options)),
    subscribe: (target, options) => Stream.unwrap(open(target, options)),
    snapshot: Effect.fn("ClusterMonitor.snapshot")(function* (target, asker) {
      yield* checkNamespace(narrowed(policy, asker?.namespaces), target.namespace)
      return yield* inTime(`the state of "${targetKey(target)}"`, answers.withPermits(1)(takeSnapshot(kube, target)))
    }),
    list: Effect.fn("ClusterMonitor.list")((options) =>
      inTime(
        "its ClusterDeployments",
        answers.withPermits(1)(
          listClusters(kube, narrowed(policy, options?.namespaces), settings.globalNamespace, options ?? {})
        )
      )
    ),
    globalNamespace: settings.globalNamespace
  })
})

/** The live monitor. Closing its scope ends nothing by itself: subscriptions belong to the scopes they were opened in. */
export const layerClusterMonitor = (
  settings: MonitorSettings
): Layer.Layer<ClusterMonitor, InvalidNamespaceFilter, Kube> => Layer.effect(ClusterMonitor, make(settings))
