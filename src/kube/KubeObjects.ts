import { Context, Effect, Layer, type Stream } from "effect"
import { decodeKubeObject, type KubeObject } from "../domain/recording.ts"
import type { WatchSignal } from "../domain/watchSignal.ts"
import type { KubeError } from "./errors/KubeError.ts"
import { KubeApi } from "./http/api.ts"
import type { ResourceName } from "./http/resource.ts"
import type { Codec } from "./list/page.ts"
import { ClusterAccess } from "./login/ClusterAccess.ts"
import { defaultKubeSettings, KubeSettings } from "./settings.ts"
import { makeOpenAudience } from "./watch/audience.ts"
import { makeSharedWatches } from "./watch/sharedWatches.ts"

// The items of a list of a built-in kind do not say what they are.
const codec = (resource: ResourceName, apiVersion: string, kind: string): Codec<KubeObject> => ({
  resource,
  decode: (input) => decodeKubeObject(typeof input === "object" ? { apiVersion, kind, ...input } : input),
  key: ({ metadata }) => metadata.name
})

/** The same watches as `Kube` has, of the objects as Kubernetes wrote them: for whoever hands them on, redacted. */
export class KubeObjects extends Context.Service<
  KubeObjects,
  {
    readonly watchClusterDeployments: (namespace: string) => Stream.Stream<WatchSignal<KubeObject>, KubeError>
    readonly watchEvents: (namespace: string) => Stream.Stream<WatchSignal<KubeObject>, KubeError>
  }
>()("k0rdent-mcp/KubeObjects") {
  static readonly layer = (settings: Partial<KubeSettings> = {}): Layer.Layer<KubeObjects> =>
    Layer.effect(
      KubeObjects,
      Effect.gen(function* () {
        const watched = (codec: Codec<KubeObject>) =>
          makeSharedWatches({ codec, key: codec.key, makeAudience: Effect.sync(() => makeOpenAudience<KubeObject>()) })
        return KubeObjects.of({
          watchClusterDeployments: yield* watched(
            codec("clusterdeployments", "k0rdent.mirantis.com/v1beta1", "ClusterDeployment")
          ),
          watchEvents: yield* watched(codec("events", "v1", "Event"))
        })
      })
    ).pipe(
      Layer.provide(KubeApi.layer.pipe(Layer.provideMerge(ClusterAccess.layer))),
      Layer.provide(Layer.succeed(KubeSettings, { ...defaultKubeSettings, ...settings }))
    )
}
