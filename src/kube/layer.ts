import { Effect, Layer, Option } from "effect"
import { type ClusterDeployment, decodeClusterDeployment } from "../domain/clusterDeployment.ts"
import type { KubeEvent } from "../domain/event/kubeEvent.ts"
import { readKubeEvent } from "../domain/event/readKubeEvent.ts"
import { type ShelvedClusterDeployment, shelveClusterDeployment } from "../domain/shelvedClusterDeployment.ts"
import { protocolError } from "./errors/transportErrors.ts"
import { KubeApi } from "./http/api.ts"
import { honourRetryAfter } from "./http/honourRetryAfter.ts"
import type { KubeRequest } from "./http/resource.ts"
import { Kube } from "./Kube.ts"
import { listAll, listPage } from "./list/listing.ts"
import type { Codec } from "./list/page.ts"
import { ClusterAccess } from "./login/ClusterAccess.ts"
import { announceMetrics } from "./metrics.ts"
import { defaultKubeSettings, KubeSettings } from "./settings.ts"
import { sweep } from "./tree/sweep.ts"
import { makeClusterAudience } from "./watch/clusterAudience.ts"
import { foreignTo, makeEventAudience } from "./watch/eventAudience.ts"
import { makeSharedWatches } from "./watch/sharedWatches.ts"

const clusterDeployments: Codec<ClusterDeployment> = {
  resource: "clusterdeployments",
  decode: decodeClusterDeployment,
  key: ({ name }) => name
}

/** The same of a watch: what nobody follows waits on a shelf. */
const shelvedClusterDeployments: Codec<ShelvedClusterDeployment> = {
  resource: "clusterdeployments",
  decode: shelveClusterDeployment,
  key: ({ name }) => name
}

const events: Codec<KubeEvent> = { resource: "events", decode: readKubeEvent, key: ({ uid }) => uid }

const make = Effect.gen(function* () {
  yield* announceMetrics
  const api = yield* KubeApi
  const clusterAccess = yield* ClusterAccess
  const settings = yield* KubeSettings
  const patient = honourRetryAfter(settings.answerWaitLimit)
  const services = yield* Effect.context<KubeApi>()
  const watchClusterDeployments = yield* makeSharedWatches({
    codec: shelvedClusterDeployments,
    key: clusterDeployments.key,
    makeAudience: Effect.sync(makeClusterAudience)
  })
  const watchEvents = yield* makeSharedWatches({
    codec: events,
    key: events.key,
    makeAudience: makeEventAudience,
    ageOf: (event) => event.at
  })

  const getClusterDeployment = Effect.fn("Kube.getClusterDeployment")(function* (namespace: string, name: string) {
    const request: KubeRequest = { verb: "get", resource: "clusterdeployments", namespace, name }
    const decoded = decodeClusterDeployment(yield* api.json(request))
    return Option.isSome(decoded) ? decoded : yield* protocolError(request, "it is not a ClusterDeployment")
  })

  return Kube.of({
    getClusterDeployment: (namespace, name) =>
      getClusterDeployment(namespace, name).pipe(
        patient,
        Effect.catchIf(
          (error) => error.reason === "notFound",
          () => Effect.succeed(Option.none<ClusterDeployment>())
        )
      ),
    listClusterDeployments: Effect.fn("Kube.listClusterDeployments")(function* (options) {
      const { namespace, limit = settings.pageSize, continue: token, labelSelector } = options
      const request: KubeRequest = {
        verb: "list",
        resource: "clusterdeployments",
        ...(namespace === undefined ? {} : { namespace }),
        query: {
          ...(token === undefined ? {} : { continue: token }),
          ...(labelSelector === undefined ? {} : { labelSelector })
        }
      }
      const page = yield* listPage(clusterDeployments, request, limit)
      return { items: page.items, ...(page.continue === undefined ? {} : { continue: page.continue }) }
    }, Effect.provide(services)),
    listEvents: Effect.fn("Kube.listEvents")(function* (namespace, interest) {
      const codec = interest === undefined ? events : { ...events, ...foreignTo(interest) }
      return (yield* listAll(codec, namespace)).items
    }, Effect.provide(services)),
    watchClusterDeployments: (namespace, name) => watchClusterDeployments(namespace, name),
    watchEvents: (namespace, interest) => watchEvents(namespace, interest),
    ownedObjects: (namespace, cluster) => sweep(api, namespace, cluster),
    contextNamespace: clusterAccess.namespace
  })
})

/**
 * The management cluster behind a real kube-apiserver. Building the layer touches neither the network nor the
 * kubeconfig; closing it closes every connection.
 */
export const layerKube = (settings: Partial<KubeSettings> = {}): Layer.Layer<Kube> =>
  Layer.effect(Kube, make).pipe(
    Layer.provide(KubeApi.layer.pipe(Layer.provideMerge(ClusterAccess.layer))),
    Layer.provide(Layer.succeed(KubeSettings, { ...defaultKubeSettings, ...settings }))
  )
