import { Duration, Effect, Layer, Option, Semaphore, Stream } from "effect"
import { type ClusterTarget, targetKey } from "../domain/names.ts"
import { Kube } from "../kube/Kube.ts"
import { type Asker, ClusterMonitor, type SubscribeOptions } from "./ClusterMonitor.ts"
import { digestClusters } from "./digest/digest.ts"
import { MonitorError } from "./errors.ts"
import { listEvents } from "./events/events.ts"
import { explainCluster } from "./explain/explain.ts"
import { makeLimits } from "./limits.ts"
import { type ListOptions, listClusters } from "./look/listing.ts"
import { monitorable } from "./look/monitorable.ts"
import { takeSnapshot } from "./look/snapshot.ts"
import { announceMetrics } from "./metrics.ts"
import { checkNamespace, compilePolicy, type InvalidNamespaceFilter, narrowed } from "./policy.ts"
import { makeSeal } from "./seal.ts"
import type { MonitorSettings } from "./settings.ts"
import { openSubscription } from "./subscription/opening.ts"
import { checkTimeout } from "./subscription/timeout.ts"
import { answerWithin } from "./timeLimits.ts"
import { makeMemory } from "./timeline/memory.ts"
import { nothingRemembered, recall, withoutMemory } from "./timeline/recall.ts"
import { waitFor } from "./wait/wait.ts"

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
  const memory = yield* makeMemory(kube, settings.maxRemembered)
  const seal = yield* makeSeal
  yield* announceMetrics

  const admitted = (target: ClusterTarget, options?: SubscribeOptions) =>
    Effect.andThen(
      checkNamespace(narrowed(policy, options?.namespaces), target.namespace),
      checkTimeout(settings, options?.timeout)
    )

  const open = Effect.fn("ClusterMonitor.subscribe")(function* (target: ClusterTarget, options?: SubscribeOptions) {
    const timeout = yield* admitted(target, options)
    const { updates } = yield* openSubscription({ target, client: options?.client ?? anonymous, timeout, kube, limits })
    return updates
  })

  const allowed = (target: ClusterTarget, asker?: Asker) =>
    checkNamespace(narrowed(policy, asker?.namespaces), target.namespace)

  /** By what is remembered, else by a look of its own. */
  const present = (target: ClusterTarget) =>
    Effect.gen(function* () {
      const story = Option.getOrUndefined(yield* memory.known(target))
      const standing = yield* story?.standing ?? Effect.undefined
      if (story !== undefined && standing?.live !== undefined) return yield* story.now
      return yield* inTime(`the state of "${targetKey(target)}"`, answers.withPermits(1)(takeSnapshot(kube, target)))
    }).pipe(Effect.scoped)

  return ClusterMonitor.of({
    open,
    admit: (target, options) => Effect.asVoid(admitted(target, options)),
    subscribe: (target, options) => Stream.unwrap(open(target, options)),
    snapshot: Effect.fn("ClusterMonitor.snapshot")(function* (target, asker) {
      yield* allowed(target, asker)
      return yield* present(target)
    }),
    timeline: Effect.fn("ClusterMonitor.timeline")(function* (target, options) {
      yield* allowed(target, options)
      const remembered = memory.story(target).pipe(
        Effect.tap((story) => story.refresh(options?.since)),
        Effect.flatMap((story) => recall(story, seal, target, options?.since)),
        Effect.scoped
      )
      const unremembered = Effect.flatMap(present(target), (update) =>
        withoutMemory(update, seal, target, options?.since)
      )
      if (settings.maxRemembered === 0) return yield* unremembered
      // Who may read but not watch still gets an answer.
      return yield* Effect.catchIf(
        remembered,
        ({ reason }) => reason === "forbidden",
        () => unremembered
      )
    }),
    wait: Effect.fn("ClusterMonitor.wait")(function* (target, options) {
      yield* allowed(target, options)
      yield* limits.acquire(options.client ?? anonymous)
      if (settings.maxRemembered > 0 || options.since === undefined) {
        return yield* waitFor(memory.story(target), seal, target, options)
      }
      // Where nothing is remembered no cursor means anything: what is news begins with this call, or it would never wait.
      const { since: _forgotten, ...fromNow } = options
      return { ...(yield* waitFor(memory.story(target), seal, target, fromNow)), note: nothingRemembered }
    }, Effect.scoped),
    list: Effect.fn("ClusterMonitor.list")(function* (options) {
      const seen = { kube, policy: narrowed(policy, options?.namespaces), seal }
      const page = answers.withPermits(1)(listClusters(seen, settings.globalNamespace, options ?? {}))
      const { clusters, nextCursor } = yield* inTime("its ClusterDeployments", page)
      return { clusters: clusters.map(monitorable), ...(nextCursor === undefined ? {} : { nextCursor }) }
    }),
    digest: Effect.fn("ClusterMonitor.digest")(function* (options) {
      const own = narrowed(policy, options.namespaces)
      if (options.namespace !== undefined) yield* checkNamespace(own, options.namespace)
      const list = (wanted: ListOptions) => listClusters({ kube, policy: own, seal }, settings.globalNamespace, wanted)
      const page = answers.withPermits(1)(digestClusters(kube, memory, list, options))
      return yield* inTime("how its ClusterDeployments stand", page)
    }),
    explain: Effect.fn("ClusterMonitor.explain")(function* (target, asker) {
      yield* allowed(target, asker)
      const answer = answers.withPermits(1)(explainCluster(kube, memory, target))
      return yield* inTime(`what is going on with "${targetKey(target)}"`, answer)
    }),
    events: Effect.fn("ClusterMonitor.events")(function* (options) {
      yield* checkNamespace(narrowed(policy, options.namespaces), options.namespace)
      return yield* inTime("its events", answers.withPermits(1)(listEvents(kube, seal, options)))
    }),
    globalNamespace: settings.globalNamespace
  })
})

/** The live monitor. Closing its scope ends nothing by itself: subscriptions belong to the scopes they were opened in. */
export const layerClusterMonitor = (
  settings: MonitorSettings
): Layer.Layer<ClusterMonitor, InvalidNamespaceFilter, Kube> => Layer.effect(ClusterMonitor, make(settings))
