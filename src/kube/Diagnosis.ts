import { Context, Effect, Layer, Option, Schema } from "effect"
import { instant, lenient } from "../domain/lenient.ts"
import type { KubeError } from "./errors/KubeError.ts"
import { protocolError } from "./errors/transportErrors.ts"
import { KubeApi } from "./http/api.ts"
import { type PathRequest, type ResourceName, resourceGroup } from "./http/resource.ts"
import type { ChosenContext } from "./kubeconfig/ChosenContext.ts"
import { chooseContext } from "./kubeconfig/chooseContext.ts"
import type { Access } from "./login/Access.ts"
import { ClusterAccess } from "./login/ClusterAccess.ts"
import { defaultKubeSettings, KubeSettings } from "./settings.ts"

/** One right, everywhere or in a namespace. */
export interface Right {
  readonly verb: "get" | "list" | "watch"
  readonly resource: ResourceName
  readonly namespace?: string
}

/** Whom the API server takes us for, and what its clock says (epoch milliseconds). */
export interface Myself {
  readonly user: string
  readonly at?: number
}

/** What a person wants to know of the way into the management cluster before anything is monitored. */
export class Diagnosis extends Context.Service<
  Diagnosis,
  {
    /** The context that is used, whether or not anything can be made of it. */
    readonly chosen: Effect.Effect<ChosenContext, KubeError>
    /** How requests are made. Touches no network, but runs an exec plugin. */
    readonly access: Effect.Effect<Access, KubeError>
    /** The API server's version: `v1.34.4`. */
    readonly version: Effect.Effect<string, KubeError>
    /** Whom the API server takes us for; nothing where it is too old to say so. */
    readonly whoami: Effect.Effect<Option.Option<Myself>, KubeError>
    /** The versions in which ClusterDeployments are served; none where kcm's CRD is not installed. */
    readonly servedVersions: Effect.Effect<ReadonlyArray<string>, KubeError>
    /** Some namespaces of the cluster; none where they may not be listed. */
    readonly namespaces: Effect.Effect<ReadonlyArray<string>, KubeError>
    /** Whether the API server would grant a right. */
    readonly allowed: (right: Right) => Effect.Effect<boolean, KubeError>
  }
>()("k0rdent-mcp/Diagnosis") {}

/** More would make the doctor slow, and its text long. */
const mostNamespaces = 100

const Version = Schema.Struct({ gitVersion: Schema.String })
const Group = Schema.Struct({ versions: Schema.Array(Schema.Struct({ version: Schema.String })) })
const Resources = Schema.Struct({ resources: Schema.Array(Schema.Struct({ name: Schema.String })) })
const Namespaces = Schema.Struct({
  items: Schema.Array(Schema.Struct({ metadata: Schema.Struct({ name: Schema.String }) }))
})
const SelfSubjectReview = Schema.Struct({
  metadata: lenient(Schema.Struct({ creationTimestamp: lenient(Schema.String) })),
  status: Schema.Struct({ userInfo: Schema.Struct({ username: Schema.String }) })
})
const Review = Schema.Struct({ status: Schema.Struct({ allowed: Schema.Boolean }) })

const group = resourceGroup("clusterdeployments")

const make = Effect.gen(function* () {
  const api = yield* KubeApi
  const clusterAccess = yield* ClusterAccess
  const settings = yield* KubeSettings

  const ask = <S extends Schema.ConstraintDecoder<unknown>>(schema: S, request: PathRequest) =>
    Effect.flatMap(api.json(request), (answer) =>
      Effect.mapError(Schema.decodeUnknownEffect(schema)(answer), () =>
        protocolError(request, "it lacks what was asked for")
      )
    )

  /** Nothing where the API server does not know the path. */
  const unlessAbsent = <A>(effect: Effect.Effect<A, KubeError>): Effect.Effect<Option.Option<A>, KubeError> =>
    Effect.catchIf(
      Effect.asSome(effect),
      ({ reason }) => reason === "notServed",
      () => Effect.succeed(Option.none<A>())
    )

  const serves = (version: string) =>
    Effect.map(
      unlessAbsent(ask(Resources, { path: `/apis/${group}/${version}`, what: `read what ${group}/${version} holds` })),
      Option.exists(({ resources }) => resources.some(({ name }) => name === "clusterdeployments"))
    )

  return Diagnosis.of({
    chosen: chooseContext(settings),
    access: clusterAccess.access,
    version: Effect.map(ask(Version, { path: "/version", what: "read its version" }), ({ gitVersion }) => gitVersion),
    whoami: unlessAbsent(
      Effect.map(
        ask(SelfSubjectReview, {
          path: "/apis/authentication.k8s.io/v1/selfsubjectreviews",
          what: "ask whom it takes us for",
          body: { apiVersion: "authentication.k8s.io/v1", kind: "SelfSubjectReview" }
        }),
        ({ metadata, status }): Myself => {
          const at = instant(metadata?.creationTimestamp)
          return { user: status.userInfo.username, ...(at === undefined ? {} : { at }) }
        }
      )
    ),
    servedVersions: Effect.gen(function* () {
      const found = yield* unlessAbsent(ask(Group, { path: `/apis/${group}`, what: `read the versions of ${group}` }))
      const versions = Option.match(found, { onNone: () => [], onSome: (one) => one.versions })
      return yield* Effect.filter(
        versions.map(({ version }) => version),
        serves
      )
    }),
    namespaces: ask(Namespaces, {
      path: `/api/v1/namespaces?limit=${mostNamespaces}`,
      what: "list the namespaces"
    }).pipe(
      Effect.map(({ items }) => items.map(({ metadata }) => metadata.name)),
      Effect.catchIf(
        ({ reason }) => reason === "forbidden" || reason === "notServed",
        () => Effect.succeed([])
      )
    ),
    allowed: ({ namespace, resource, verb }) =>
      Effect.map(
        ask(Review, {
          path: "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
          what: "ask for its rights",
          body: {
            apiVersion: "authorization.k8s.io/v1",
            kind: "SelfSubjectAccessReview",
            spec: { resourceAttributes: { group: resourceGroup(resource), resource, verb, namespace } }
          }
        }),
        ({ status }) => status.allowed
      )
  })
})

/** A diagnosis of the management cluster that the settings name. */
export const layerDiagnosis = (settings: Partial<KubeSettings> = {}): Layer.Layer<Diagnosis> =>
  Layer.effect(Diagnosis, make).pipe(
    Layer.provide(KubeApi.layer.pipe(Layer.provideMerge(ClusterAccess.layer))),
    Layer.provide(Layer.succeed(KubeSettings, { ...defaultKubeSettings, ...settings }))
  )
