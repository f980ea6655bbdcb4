import { Context, Effect, Layer, Stream } from "effect"
import { KubeError } from "./errors/KubeError.ts"
import { Kube } from "./Kube.ts"
import { announceMetrics } from "./metrics.ts"
import type { KubeSettings } from "./settings.ts"

// An upgrade while a server runs takes away the files that it has not loaded yet.
const replaced = new KubeError({
  reason: "protocol",
  message:
    "k0rdent-mcp was replaced on disk after it had been started, and cannot load the rest of itself: start it again"
})

/**
 * `layerKube`, loaded and built when it is first asked. HTTP, TLS and credentials are half of the program, and a client's
 * first question is never about the cluster.
 */
export const layerKubeOnDemand = (settings: Partial<KubeSettings> = {}): Layer.Layer<Kube> =>
  Layer.effect(
    Kube,
    Effect.gen(function* () {
      yield* announceMetrics
      const scope = yield* Effect.scope
      const load = Effect.tryPromise({ try: () => import("./layer.ts"), catch: () => replaced }).pipe(
        Effect.flatMap(({ layerKube }) => Layer.buildWithScope(layerKube(settings), scope)),
        Effect.map((services) => Context.get(services, Kube)),
        // Whoever asked first may go away: the others wait for the same.
        Effect.uninterruptible
      )
      const loaded = yield* Effect.cached(load)
      return Kube.of({
        getClusterDeployment: (namespace, name) =>
          Effect.flatMap(loaded, (kube) => kube.getClusterDeployment(namespace, name)),
        listClusterDeployments: (options) => Effect.flatMap(loaded, (kube) => kube.listClusterDeployments(options)),
        listEvents: (namespace, interest) => Effect.flatMap(loaded, (kube) => kube.listEvents(namespace, interest)),
        watchClusterDeployments: (namespace, name) =>
          Stream.unwrap(Effect.map(loaded, (kube) => kube.watchClusterDeployments(namespace, name))),
        watchEvents: (namespace, interest) =>
          Stream.unwrap(Effect.map(loaded, (kube) => kube.watchEvents(namespace, interest))),
        ownedObjects: (namespace, cluster) => Effect.flatMap(loaded, (kube) => kube.ownedObjects(namespace, cluster)),
        contextNamespace: Effect.flatMap(loaded, (kube) => kube.contextNamespace)
      })
    })
  )
