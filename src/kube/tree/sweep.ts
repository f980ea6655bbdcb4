import { Duration, Effect, Option, Schema } from "effect"
import { lenient } from "../../domain/lenient.ts"
import type { OwnedObject, OwnedObjects } from "../../domain/ownedObject.ts"
import type { KubeError } from "../errors/KubeError.ts"
import type { KubeApi } from "../http/api.ts"
import { readOwned } from "./ownedObject.ts"

/** The API groups whose objects make up a cluster. */
const groups: ReadonlySet<string> = new Set([
  "helm.toolkit.fluxcd.io",
  "k0rdent.mirantis.com",
  "cluster.x-k8s.io",
  "controlplane.cluster.x-k8s.io",
  "infrastructure.cluster.x-k8s.io",
  "config.projectsveltos.io"
])

/** Kinds of these groups that are no part of a single cluster, or say nothing of how it is. */
const leftOut =
  /(?:Template|Identity|Class|Report|Chain|Profile|Configuration|ClusterDeployment|Credential|Backup|Quota)s?$/u

/** One look at a busy namespace must end: so many kinds, objects of a kind, and seconds. */
const bounds = { kinds: 120, objects: 200, atATime: 6, within: Duration.seconds(15) }

const text = lenient(Schema.String)
const decodeGroups = Schema.decodeUnknownOption(
  Schema.Struct({
    groups: Schema.Array(
      Schema.Struct({ name: Schema.String, preferredVersion: lenient(Schema.Struct({ groupVersion: text })) })
    )
  })
)
const decodeResources = Schema.decodeUnknownOption(
  Schema.Struct({
    resources: Schema.Array(
      Schema.Struct({
        name: Schema.String,
        kind: Schema.String,
        namespaced: Schema.Boolean,
        verbs: lenient(Schema.Array(Schema.String))
      })
    )
  })
)
const decodeItems = Schema.decodeUnknownOption(Schema.Struct({ items: Schema.Array(Schema.Unknown) }))

interface Resource {
  readonly group: string
  readonly path: string
  readonly name: string
  readonly kind: string
}

const word = /^[a-z0-9][a-z0-9.-]{0,200}$/u
const versionPath = /^[a-z0-9.-]{1,200}\/v[0-9a-z]{1,30}$/u

const resourcesOf = Effect.fnUntraced(function* (api: KubeApi["Service"]) {
  const all = decodeGroups(yield* api.json({ path: "/apis", what: "read its API groups" }))
  const versions = Option.match(all, {
    onNone: () => [],
    onSome: ({ groups: served }) =>
      served.flatMap(({ name, preferredVersion }) => {
        const version = preferredVersion?.groupVersion
        return groups.has(name) && version !== undefined && versionPath.test(version) ? [version] : []
      })
  })
  const found = yield* Effect.forEach(
    versions,
    (version) =>
      Effect.map(api.json({ path: `/apis/${version}`, what: `read what ${version} serves` }), (answer) =>
        Option.match(decodeResources(answer), {
          onNone: (): ReadonlyArray<Resource> => [],
          onSome: ({ resources }) =>
            resources.flatMap(({ kind, name, namespaced, verbs }) =>
              namespaced && word.test(name) && verbs?.includes("list") === true && !leftOut.test(kind)
                ? [{ group: version.split("/")[0] ?? "", path: `/apis/${version}`, name, kind }]
                : []
            )
        })
      ),
    { concurrency: bounds.atATime }
  )
  return found.flat()
})

/** Objects that belong to the cluster by their label, by its name, or by an owner that does. */
const belonging = (
  cluster: string,
  listed: ReadonlyArray<{ readonly object: OwnedObject; readonly cluster: string }>
): ReadonlyArray<OwnedObject> => {
  const own = new Map<string, OwnedObject>()
  for (const one of listed) {
    if (one.cluster === cluster || one.object.name === cluster)
      own.set(`${one.object.kind}/${one.object.name}`, one.object)
  }
  // Each round brings the children of what the last one brought; nothing is nested deeper than this.
  for (let depth = 0; depth < 8; depth++) {
    const uids = new Set([...own.values()].map(({ uid }) => uid))
    const children = listed.filter(
      ({ object }) => !own.has(`${object.kind}/${object.name}`) && object.owners.some((uid) => uids.has(uid))
    )
    if (children.length === 0) break
    for (const { object } of children) own.set(`${object.kind}/${object.name}`, object)
  }
  return [...own.values()]
}

/** Each right by its resource; those of a group of which nothing may be read by the group alone. */
const rightsInWords = (
  namespace: string,
  asked: ReadonlyArray<Resource>,
  refused: ReadonlyArray<Resource>
): ReadonlyArray<string> =>
  [...new Set(refused.map(({ group }) => group))].toSorted().flatMap((group) => {
    const own = refused.filter((resource) => resource.group === group)
    const whole = own.length > 1 && own.length === asked.filter((resource) => resource.group === group).length
    const names = whole ? ["*"] : own.map(({ name }) => name).toSorted()
    return names.map((name) => `list ${name}.${group} in namespace "${namespace}"`)
  })

const nothing: OwnedObjects = { objects: [], missingRights: [], incomplete: true }

/**
 * Looks once at the objects that were made for a cluster, whatever provider made them: kinds by discovery, bounded in kinds, objects
 * and time. What may not be read is named; nothing fails.
 */
export const sweep = (api: KubeApi["Service"], namespace: string, cluster: string): Effect.Effect<OwnedObjects> =>
  Effect.gen(function* () {
    const resources = yield* resourcesOf(api)
    const missing: Array<Resource> = []
    let incomplete = resources.length > bounds.kinds
    const lists = yield* Effect.forEach(
      resources.slice(0, bounds.kinds),
      (resource) => {
        const { kind, name, path } = resource
        const what = `list ${name} in namespace "${namespace}"`
        const query = new URLSearchParams({ limit: `${bounds.objects}` }).toString()
        return api.json({ path: `${path}/namespaces/${encodeURIComponent(namespace)}/${name}?${query}`, what }).pipe(
          Effect.map((answer) => {
            const items = Option.match(decodeItems(answer), { onNone: () => [], onSome: (found) => found.items })
            incomplete ||= items.length >= bounds.objects
            return items.flatMap((item) => Option.toArray(readOwned(kind, item)))
          }),
          Effect.catch((error: KubeError) =>
            Effect.sync(() => {
              if (error.reason === "forbidden") missing.push(resource)
              else incomplete = true
              return []
            })
          )
        )
      },
      { concurrency: bounds.atATime }
    )
    const found: OwnedObjects = {
      objects: belonging(cluster, lists.flat()),
      missingRights: rightsInWords(namespace, resources, missing),
      incomplete
    }
    return found
  }).pipe(
    Effect.timeoutOrElse({ duration: bounds.within, orElse: () => Effect.succeed(nothing) }),
    Effect.catch((error) =>
      Effect.as(Effect.logDebug(`no look behind ${namespace}/${cluster}: ${error.message}`), nothing)
    )
  )
