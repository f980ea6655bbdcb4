import { Cause, Effect, Latch, Layer, Option, Queue, Stream } from "effect"
import type { ClusterDeployment } from "../../src/domain/clusterDeployment.ts"
import type { KubeEvent } from "../../src/domain/event/kubeEvent.ts"
import { WatchSignal } from "../../src/domain/watchSignal.ts"
import { KubeError } from "../../src/kube/errors/KubeError.ts"
import { Kube } from "../../src/kube/Kube.ts"

type Resource = "clusterdeployments" | "events"

export const deployment = (
  key: string,
  over: Partial<Omit<ClusterDeployment, "namespace" | "name">> = {}
): ClusterDeployment => {
  const [namespace = "", name = ""] = key.split("/")
  return {
    namespace,
    name,
    uid: `uid-${name}`,
    resourceVersion: "1",
    generation: 1,
    createdAt: 0,
    template: "azure-standalone-cp-1-0-8",
    credential: "azure-credential",
    dryRun: false,
    wantedServices: [],
    placement: "eastus",
    finalizers: [],
    prerequisites: [],
    ...over
  }
}

const conditionTypes = [
  "CredentialReady",
  "TemplateReady",
  "HelmChartReady",
  "HelmReleaseReady",
  "CAPIClusterSummary",
  "Ready"
]

const statusWith = (notYet: ReadonlyArray<string>): NonNullable<ClusterDeployment["status"]> => ({
  observedGeneration: 1,
  conditions: conditionTypes.map((type) => {
    const done = !notYet.includes(type)
    return {
      type,
      status: done ? "True" : "False",
      reason: done ? "Succeeded" : "InProgress",
      message: done && type === "Ready" ? "Object is ready" : "",
      tree: { conditions: [], overdue: false },
      observedGeneration: 1,
      lastTransitionAt: 0
    }
  }),
  services: []
})

/** The conditions as kcm writes them once the Helm release is there, and once everything is. */
export const provisioningStatus = statusWith(["CAPIClusterSummary", "Ready"])
export const readyStatus = statusWith([])

export const event = (key: string, over: Partial<KubeEvent> = {}): KubeEvent => {
  const [namespace = "", name = ""] = key.split("/")
  return {
    uid: `uid-event-${name}`,
    namespace,
    name,
    resourceVersion: "1",
    type: "Normal",
    reason: "Noise",
    message: "nothing to see",
    regarding: { kind: "Cluster", namespace, name: "demo" },
    at: 0,
    firstAt: 0,
    count: 1,
    ...over
  }
}

export const forbidden = (verb: "get" | "list" | "watch", resource: Resource, namespace?: string): KubeError =>
  new KubeError({
    reason: "forbidden",
    status: 403,
    verb,
    resource,
    message: `${verb} ${resource} is forbidden`,
    ...(namespace === undefined ? {} : { namespace })
  })

export const unreachable = new KubeError({ reason: "transport", message: "connection refused" })

/**
 * A management cluster made of Maps and Queues, with the promises of the `Kube` contract. `journal` holds what was opened
 * and closed, in order.
 */
export const makeFakeKube = (initial: ReadonlyArray<ClusterDeployment> = []) => {
  const clusters = new Map(initial.map((object) => [`${object.namespace}/${object.name}`, object]))
  const events = new Map<string, KubeEvent>()
  const journal: Array<string> = []
  const requests: Array<string> = []
  const fresher = new Map<string, ClusterDeployment>()
  const refusals = new Map<string, KubeError>()
  const silent = new Set<string>()
  const outages = new Map<string, WatchSignal<never>>()
  const gate = Latch.makeUnsafe(true)
  let history = 0
  let stale = false
  let untilExpiry = 0
  const watchers = {
    clusterdeployments: new Set<{
      readonly namespace: string
      readonly queue: Queue.Queue<WatchSignal<ClusterDeployment>, KubeError>
    }>(),
    events: new Set<{ readonly namespace: string; readonly queue: Queue.Queue<WatchSignal<KubeEvent>, KubeError> }>()
  }

  const inNamespace = <A extends { readonly namespace: string }>(objects: Map<string, A>, namespace: string) =>
    [...objects.values()].filter((object) => object.namespace === namespace)

  const watch = <A extends { readonly namespace: string }>(
    resource: Resource,
    namespace: string,
    objects: Map<string, A>,
    open: Set<{ readonly namespace: string; readonly queue: Queue.Queue<WatchSignal<A>, KubeError> }>
  ): Stream.Stream<WatchSignal<A>, KubeError> =>
    Stream.unwrap(
      Effect.gen(function* () {
        const refusal = refusals.get(resource)
        if (refusal !== undefined) return yield* refusal
        yield* gate.await
        const watcher = yield* Effect.acquireRelease(
          Effect.gen(function* () {
            const entry = { namespace, queue: yield* Queue.unbounded<WatchSignal<A>, KubeError>() }
            open.add(entry)
            journal.push(`open ${resource} ${namespace}`)
            return entry
          }),
          (entry) =>
            Effect.sync(() => {
              open.delete(entry)
              journal.push(`close ${resource} ${namespace}`)
            })
        )
        if (!silent.has(resource)) {
          const items = inNamespace(objects, namespace)
          yield* Queue.offer(watcher.queue, WatchSignal.Synced({ items: stale ? [] : items }))
          const outage = outages.get(`${resource} ${namespace}`)
          if (outage !== undefined) yield* Queue.offer(watcher.queue, outage)
        }
        return Stream.fromQueue(watcher.queue)
      })
    )

  const answer = <A>(resource: Resource | "get", value: () => A): Effect.Effect<A, KubeError> =>
    Effect.suspend(() => {
      const refusal = refusals.get(resource)
      return refusal === undefined ? Effect.succeed(value()) : Effect.fail(refusal)
    })

  const tell = <A>(
    resource: Resource,
    open: Iterable<{ readonly namespace: string; readonly queue: Queue.Queue<WatchSignal<A>, KubeError> }>,
    namespace: string,
    signal: WatchSignal<A>
  ) =>
    Effect.suspend(() => {
      // Whatever else a watch tells shows that it is back.
      if (signal._tag === "Interrupted") outages.set(`${resource} ${namespace}`, signal)
      else outages.delete(`${resource} ${namespace}`)
      return Effect.forEach(
        [...open].filter((watcher) => watcher.namespace === namespace),
        ({ queue }) => Queue.offer(queue, signal),
        { discard: true }
      )
    })
  const tellClusters = (namespace: string, signal: WatchSignal<ClusterDeployment>) =>
    tell("clusterdeployments", watchers.clusterdeployments, namespace, signal)
  const tellEvents = (namespace: string, signal: WatchSignal<KubeEvent>) =>
    tell("events", watchers.events, namespace, signal)

  return {
    layer: Layer.succeed(Kube, {
      getClusterDeployment: (namespace, name) =>
        answer(refusals.has("get") ? "get" : "clusterdeployments", () =>
          Option.fromUndefinedOr(fresher.get(`${namespace}/${name}`) ?? clusters.get(`${namespace}/${name}`))
        ),
      listClusterDeployments: ({ namespace, limit = 500, continue: token }) =>
        Effect.suspend(() => {
          requests.push(`${namespace ?? "*"} ${token ?? ""}`.trim())
          const refusal = refusals.get(namespace ?? "*") ?? refusals.get("clusterdeployments")
          if (refusal !== undefined) return Effect.fail(refusal)
          const stale = refusals.get("continue")
          if (stale !== undefined && token !== undefined) return Effect.fail(stale)
          if (token !== undefined && --untilExpiry === 0) {
            return Effect.fail(new KubeError({ reason: "expired", status: 410, message: "the token is too old" }))
          }
          const [issued, past] = token?.split(" ") ?? []
          if (issued !== undefined && Number(issued) < history) {
            return Effect.fail(new KubeError({ reason: "expired", status: 410, message: "the token is too old" }))
          }
          const keys = [...clusters.keys()].filter((key) => namespace === undefined || key.startsWith(`${namespace}/`))
          const rest = keys.toSorted().filter((key) => past === undefined || key > past)
          const page = rest.slice(0, limit)
          const last = page.at(-1)
          return Effect.succeed({
            items: page.flatMap((key) => clusters.get(key) ?? []),
            ...(last === undefined || rest.length <= limit ? {} : { continue: `${history} ${last}` })
          })
        }),
      listEvents: (namespace) =>
        silent.has("events") ? Effect.never : answer("events", () => inNamespace(events, namespace)),
      watchClusterDeployments: (namespace) =>
        watch("clusterdeployments", namespace, clusters, watchers.clusterdeployments),
      watchEvents: (namespace) => watch("events", namespace, events, watchers.events),
      ownedObjects: () => Effect.succeed({ objects: [], missingRights: [], incomplete: false }),
      contextNamespace: Effect.succeedSome("team-a")
    }),
    /** Continue tokens given so far expire. */
    compact: Effect.sync(() => {
      history++
    }),
    /** Of the requests with a continue token, the nth from now on finds it expired. */
    expireToken: (nth: number) =>
      Effect.sync(() => {
        untilExpiry = nth
      }),
    journal,
    requests,
    /** Requests and new watches of a resource (or only `get`, or lists of a namespace, or of everything: `*`; or with a `continue` token) fail from now on. */
    refuse: (what: string, error: KubeError) => Effect.sync(() => refusals.set(what, error)),
    heal: (what: string) => Effect.sync(() => refusals.delete(what)),
    /** New watches of the resource never become synced, and lists of events are never answered. */
    silence: (resource: Resource) => Effect.sync(() => silent.add(resource)),
    /** What a get answers already, while watches and lists still lag behind. */
    answerWith: (object: ClusterDeployment) =>
      Effect.sync(() => fresher.set(`${object.namespace}/${object.name}`, object)),
    /** New watches begin only once they are let. */
    holdWatches: gate.close,
    letWatches: gate.open,
    /** New watches begin with the state of a time when nothing was there yet. */
    lag: Effect.sync(() => {
      stale = true
    }),
    openWatches: () => watchers.clusterdeployments.size + watchers.events.size,
    watchesOf: (resource: Resource) => watchers[resource].size,
    put: (object: ClusterDeployment) =>
      Effect.suspend(() => {
        clusters.set(`${object.namespace}/${object.name}`, object)
        return tellClusters(object.namespace, WatchSignal.Upserted({ object }))
      }),
    remove: (object: ClusterDeployment) =>
      Effect.suspend(() => {
        clusters.delete(`${object.namespace}/${object.name}`)
        return tellClusters(object.namespace, WatchSignal.Deleted({ object }))
      }),
    /** Changes the cluster without a watch noticing. */
    change: (edit: (objects: Map<string, ClusterDeployment>) => void) => Effect.sync(() => edit(clusters)),
    putEvent: (object: KubeEvent) =>
      Effect.suspend(() => {
        events.set(`${object.namespace}/${object.name}`, object)
        return tellEvents(object.namespace, WatchSignal.Upserted({ object }))
      }),
    tellClusters,
    tellEvents,
    relist: (namespace: string) =>
      Effect.suspend(() =>
        Effect.andThen(
          tellClusters(namespace, WatchSignal.Synced({ items: inNamespace(clusters, namespace) })),
          tellEvents(namespace, WatchSignal.Synced({ items: inNamespace(events, namespace) }))
        )
      ),
    breakClusterWatches: (error: KubeError) =>
      Effect.suspend(() =>
        Effect.forEach([...watchers.clusterdeployments], ({ queue }) => Queue.fail(queue, error), { discard: true })
      ),
    defectInClusterWatches: (defect: unknown) =>
      Effect.suspend(() =>
        Effect.forEach([...watchers.clusterdeployments], ({ queue }) => Queue.failCause(queue, Cause.die(defect)), {
          discard: true
        })
      ),
    breakEventWatches: (error: KubeError) =>
      Effect.suspend(() => {
        // The next one is another watch.
        outages.clear()
        return Effect.forEach([...watchers.events], ({ queue }) => Queue.fail(queue, error), { discard: true })
      })
  }
}
export type FakeKube = ReturnType<typeof makeFakeKube>
