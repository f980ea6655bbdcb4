import { delimiter, join } from "node:path"
import { Effect, Option, Schema } from "effect"
import { NamespaceName } from "../../domain/names.ts"
import { configError } from "../errors/configError.ts"
import type { KubeError } from "../errors/KubeError.ts"
import { label } from "../errors/label.ts"
import type { KubeSettings } from "../settings.ts"
import type { ChosenContext } from "./ChosenContext.ts"
import { isEmpty, type UserEntry } from "./entries.ts"
import { inCluster } from "./inCluster.ts"
import { oddityOf, type ReadKubeconfigs, readKubeconfigs, type Sources } from "./readKubeconfigs.ts"

/** A user without credentials, for a context that names none. */
const nobody: UserEntry = { name: "", asGroups: [], asUserExtra: [], unknownKeys: [] }

const isNamespaceName = Schema.is(NamespaceName)

const hint =
  "MCP clients do not pass KUBECONFIG on to the servers they start: set K0RDENT_MGMT_KUBECONFIG_PATH in the `env` of this server's entry in the client's configuration."

const names = (items: ReadonlyArray<{ readonly name: string }>): string => {
  const shown = items.slice(0, 20).map(({ name }) => `"${label(name)}"`)
  return items.length === 0 ? "none" : `${shown.join(", ")}${items.length > shown.length ? ", …" : ""}`
}

// Keys that kubectl does not know and drops, but that read as if they changed whom a request is made for: `as-group`,
// `asUser`, `impersonate`. Whoever wrote one wants less than the user's own rights, so that dropping it would widen them.
const identityKey = /^as(?:$|user|group|uid|extra|account|identity)|impersonat|^(?:act|run)as|onbehalf/u
const changesIdentity = (key: string): boolean => identityKey.test(key.toLowerCase().replaceAll(/[^a-z]/gu, ""))

const pick = Effect.fnUntraced(function* (read: ReadKubeconfigs, setting: string, chosen: string | undefined) {
  const { found, kubeconfig } = read
  const source = `the kubeconfig ${found.map(label).join(", ")} (${setting})`
  const contexts = names(kubeconfig.contexts)
  const name = chosen ?? kubeconfig.currentContext
  if (name === undefined) {
    return yield* configError(
      `No current-context is set in ${source}: set K0RDENT_MGMT_CONTEXT to one of its contexts: ${contexts}.`
    )
  }
  const which = `The context "${label(name)}"`
  const context = kubeconfig.contexts.find((candidate) => candidate.name === name)
  if (context === undefined) {
    return yield* configError(
      `There is no context "${label(name)}"${chosen === undefined ? ", the current-context," : " (K0RDENT_MGMT_CONTEXT)"} in ${source}. Its contexts: ${contexts}.`
    )
  }
  const cluster = kubeconfig.clusters.find((candidate) => candidate.name === context.cluster)
  if (cluster === undefined) {
    return yield* configError(
      `${which} names ${context.cluster === "" ? "no cluster" : `the cluster "${label(context.cluster)}", which is missing`} in ${source}.`
    )
  }
  const user = kubeconfig.users.find((candidate) => candidate.name === context.user)
  if (user === undefined && context.user !== "") {
    return yield* configError(`${which} names the user "${label(context.user)}", which is missing in ${source}.`)
  }
  const strange = [...context.unknownKeys, ...(user?.unknownKeys ?? [])].find(changesIdentity)
  if (strange !== undefined) {
    return yield* configError(
      `The user "${label(context.user)}" has a key "${label(strange)}" in ${source}, which kubectl ignores but which reads like an impersonation: write as, as-uid, as-groups or as-user-extra, or remove it.`
    )
  }
  const { namespace } = context
  const usable = namespace !== undefined && isNamespaceName(namespace)
  return {
    cluster,
    user: user ?? nobody,
    context: name,
    namespace: usable ? Option.some(namespace) : Option.none(),
    source,
    remarks: [
      ...(namespace === undefined || usable
        ? []
        : [`The namespace of the context "${label(name)}" is not a valid one.`]),
      ...(user?.unknownKeys ?? []).map(
        (key) => `kubectl does not know the key "${label(key)}" of the user, and ignores it.`
      )
    ],
    stamps: read.stamps,
    fingerprint: `${name} ${read.fingerprint}`
  } satisfies ChosenContext
})

/** `~/` is expanded here, because no shell stands between an MCP client's configuration and us. */
const expandHome = (file: string, home: string | undefined): string =>
  home !== undefined && file.startsWith("~/") ? join(home, file.slice(2)) : file

const explicit = Effect.fnUntraced(function* (path: string, home: string | undefined, context: string | undefined) {
  const setting = "K0RDENT_MGMT_KUBECONFIG_PATH"
  const file = expandHome(path, home)
  const read = yield* readKubeconfigs({ files: [file], setting })
  if (read.found.length === 0) {
    const oddity = oddityOf(path)
    return yield* configError(
      `The kubeconfig ${label(file)} (${setting}) does not exist. ${oddity === "" ? "Set the variable to the path of a file." : oddity}`
    )
  }
  return isEmpty(read.kubeconfig)
    ? yield* configError(`The kubeconfig ${label(file)} (${setting}) is empty: it has no cluster, user or context.`)
    : yield* pick(read, setting, context)
})

/** KUBECONFIG, else the usual place. */
const usualSources = (environment: KubeSettings["environment"], home: string | undefined): Sources | undefined => {
  const listed = (environment["KUBECONFIG"] ?? "").split(delimiter).filter((file) => file.trim() !== "")
  if (listed.length > 0) return { files: listed.map((file) => expandHome(file, home)), setting: "KUBECONFIG" }
  return home === undefined ? undefined : { files: [join(home, ".kube", "config")], setting: "the usual place" }
}

const nothingFound = (sources: Sources | undefined, read: ReadKubeconfigs | undefined): KubeError => {
  if (sources?.setting === "KUBECONFIG") {
    const empty = (read?.found.length ?? 0) > 0
    return configError(
      `The kubeconfig ${sources.files.map(label).join(", ")} (KUBECONFIG) ${empty ? "is empty: it has no cluster, user or context" : "does not exist"}. ${hint}`
    )
  }
  const usual = sources === undefined ? "HOME is not set" : `${sources.files.map(label).join(", ")} `
  const state = sources === undefined ? "" : (read?.found.length ?? 0) > 0 ? "is empty" : "does not exist"
  return configError(
    `No kubeconfig was found: K0RDENT_MGMT_KUBECONFIG_PATH and KUBECONFIG are not set, ${usual}${state}, this is not a pod with a service account. ${hint}`
  )
}

/**
 * Finds the management cluster: K0RDENT_MGMT_KUBECONFIG_PATH, else KUBECONFIG, else ~/.kube/config, else the pod's own
 * service account. kubectl's last resort, localhost:8080, is never used.
 */
export const chooseContext: (settings: KubeSettings) => Effect.Effect<ChosenContext, KubeError> = Effect.fnUntraced(
  function* (settings) {
    const { context, environment, kubeconfigPath } = settings
    const home = environment["HOME"] || environment["USERPROFILE"] || undefined
    if (kubeconfigPath !== undefined) return yield* explicit(kubeconfigPath, home, context)
    const sources = usualSources(environment, home)
    const read = sources === undefined ? undefined : yield* readKubeconfigs(sources)
    if (sources !== undefined && read !== undefined && !isEmpty(read.kubeconfig)) {
      return yield* pick(read, sources.setting, context)
    }
    const pod = yield* inCluster(settings, read?.stamps ?? new Map())
    return pod ?? (yield* nothingFound(sources, read))
  }
)
