import { Effect, Option, Schema } from "effect"
import { NamespaceName } from "../../domain/names.ts"
import { nearest } from "../../domain/text/nearest.ts"
import { configError } from "../errors/configError.ts"
import type { KubeError } from "../errors/KubeError.ts"
import { label } from "../errors/label.ts"
import type { ChosenContext } from "./ChosenContext.ts"
import type { ContextEntry, UserEntry } from "./entries.ts"
import { oddityOfName } from "./oddities.ts"
import type { ReadKubeconfigs } from "./readKubeconfigs.ts"

/** A user without credentials, for a context that names none. */
const nobody: UserEntry = { name: "", asGroups: [], asUserExtra: [], unknownKeys: [] }

const isNamespaceName = Schema.is(NamespaceName)

type Named = ReadonlyArray<{ readonly name: string }>

const names = (items: Named): string => {
  const shown = items.slice(0, 20).map(({ name }) => `"${label(name)}"`)
  return items.length === 0 ? "none" : `${shown.join(", ")}${items.length > shown.length ? ", …" : ""}`
}

/** The end of a sentence about a name that is none of these: what was meant, perhaps, and what there is. */
const instead = (name: string, list: string, items: Named): string => {
  const oddity = oddityOfName(name)
  const near = nearest(
    name,
    items.map((item) => item.name)
  )
  const meant = near === undefined ? "." : `: did you mean "${label(near)}"?`
  return `${meant}${oddity === undefined ? "" : ` ${oddity}`} Its ${list}: ${names(items)}.`
}

// Keys that kubectl does not know and drops, but that read as if they changed whom a request is made for: `as-group`,
// `asUser`, `impersonate`. Whoever wrote one wants less than the user's own rights, so that dropping it would widen them.
const identityKey = /^as(?:$|user|group|uid|extra|account|identity)|impersonat|^(?:act|run)as|onbehalf/u
const changesIdentity = (key: string): boolean => identityKey.test(key.toLowerCase().replaceAll(/[^a-z]/gu, ""))

const otherContext = "Mend the context, or set K0RDENT_MGMT_CONTEXT to another one."

const contextOf = Effect.fnUntraced(function* (
  { kubeconfig }: ReadKubeconfigs,
  source: string,
  chosen: string | undefined
) {
  const name = chosen ?? kubeconfig.currentContext
  if (name === undefined) {
    return yield* configError(
      `No current-context is set in ${source}. Its contexts: ${names(kubeconfig.contexts)}.`,
      "Set K0RDENT_MGMT_CONTEXT to one of them."
    )
  }
  const context = kubeconfig.contexts.find((candidate) => candidate.name === name)
  if (context !== undefined) return context
  const which = `There is no context "${label(name)}"${chosen === undefined ? ", the current-context," : " (K0RDENT_MGMT_CONTEXT)"} in ${source}`
  return yield* configError(
    `${which}${instead(name, "contexts", kubeconfig.contexts)}`,
    kubeconfig.contexts.length === 0
      ? "Name another kubeconfig in K0RDENT_MGMT_KUBECONFIG_PATH."
      : "Set K0RDENT_MGMT_CONTEXT to one of them."
  )
})

const partsOf = Effect.fnUntraced(function* (context: ContextEntry, { kubeconfig }: ReadKubeconfigs, source: string) {
  const which = `The context "${label(context.name)}"`
  const { clusters, users } = kubeconfig
  const missing = (kind: string, name: string, items: Named): KubeError =>
    configError(
      `${which} names the ${kind} "${label(name)}", which is missing in ${source}${instead(name, `${kind}s`, items)}`,
      otherContext
    )
  if (context.cluster === "") return yield* configError(`${which} names no cluster in ${source}.`, otherContext)
  const cluster = clusters.find((candidate) => candidate.name === context.cluster)
  if (cluster === undefined) return yield* missing("cluster", context.cluster, clusters)
  const user = users.find((candidate) => candidate.name === context.user)
  if (user === undefined && context.user !== "") return yield* missing("user", context.user, users)
  return { cluster, user: user ?? nobody }
})

/** The context that is used among those that were read: the chosen one, else the current one, with its parts. */
export const pickContext = Effect.fnUntraced(function* (
  read: ReadKubeconfigs,
  setting: string,
  chosen: string | undefined
) {
  const source = `the kubeconfig ${read.found.map(label).join(", ")} (${setting})`
  const context = yield* contextOf(read, source, chosen)
  const { cluster, user } = yield* partsOf(context, read, source)
  const owners = [
    [`The user "${label(context.user)}"`, user.unknownKeys],
    [`The context "${label(context.name)}"`, context.unknownKeys],
    [`The cluster "${label(cluster.name)}"`, cluster.unknownKeys],
    ["The file", read.kubeconfig.unknownKeys]
  ] as const
  const [strange] = owners.flatMap(([owner, keys]) => keys.filter(changesIdentity).map((key) => ({ owner, key })))
  if (strange !== undefined) {
    return yield* configError(
      `${strange.owner} has a key "${label(strange.key)}" in ${source}, which kubectl ignores but which reads like an impersonation.`,
      "Write as, as-uid, as-groups or as-user-extra into its user, or remove it."
    )
  }
  const { name, namespace } = context
  const usable = namespace !== undefined && isNamespaceName(namespace)
  return {
    cluster,
    user,
    context: name,
    namespace: usable ? Option.some(namespace) : Option.none(),
    source,
    remarks: [
      ...(namespace === undefined || usable
        ? []
        : [`The namespace of the context "${label(name)}" is not a valid one.`]),
      ...user.unknownKeys.map((key) => `kubectl does not know the key "${label(key)}" of the user, and ignores it.`)
    ],
    stamps: read.stamps,
    fingerprint: `${name} ${read.fingerprint}`
  } satisfies ChosenContext
})
