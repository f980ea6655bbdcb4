import { delimiter, join } from "node:path"
import { Effect } from "effect"
import { configError } from "../errors/configError.ts"
import type { KubeError } from "../errors/KubeError.ts"
import { label } from "../errors/label.ts"
import type { KubeSettings } from "../settings.ts"
import type { ChosenContext } from "./ChosenContext.ts"
import { isEmpty } from "./entries.ts"
import { absenceOf } from "./files.ts"
import { inCluster } from "./inCluster.ts"
import { oddityOf, oddityOfList } from "./oddities.ts"
import { pickContext } from "./pickContext.ts"
import { type ReadKubeconfigs, readKubeconfigs, type Sources } from "./readKubeconfigs.ts"

/** `~/` is expanded here, because no shell stands between an MCP client's configuration and us. */
const expandHome = (file: string, home: string | undefined): string =>
  home !== undefined && file.startsWith("~/") ? join(home, file.slice(2)) : file

const explicit = Effect.fnUntraced(function* (path: string, home: string | undefined, context: string | undefined) {
  const setting = "K0RDENT_MGMT_KUBECONFIG_PATH"
  const file = expandHome(path, home)
  const read = yield* readKubeconfigs({ files: [file], setting })
  const remedy = "Set K0RDENT_MGMT_KUBECONFIG_PATH to the path of a kubeconfig."
  if (read.found.length === 0) {
    const oddity = oddityOf(path)
    return yield* configError(
      `The kubeconfig ${label(file)} (${setting}) ${yield* absenceOf(file)}.${oddity === undefined ? "" : ` ${oddity}`}`,
      remedy
    )
  }
  return isEmpty(read.kubeconfig)
    ? yield* configError(
        `The kubeconfig ${label(file)} (${setting}) is empty: it has no cluster, user or context.`,
        remedy
      )
    : yield* pickContext(read, setting, context)
})

/** KUBECONFIG, else the usual place. One that is set counts also where it names nothing, as with kubectl. */
const usualSources = (environment: KubeSettings["environment"], home: string | undefined): Sources | undefined => {
  const listed = environment["KUBECONFIG"] ?? ""
  if (listed !== "") {
    const files = listed.split(delimiter).filter((file) => file !== "")
    return { files: files.map((file) => expandHome(file, home)), setting: "KUBECONFIG" }
  }
  return home === undefined ? undefined : { files: [join(home, ".kube", "config")], setting: "the usual place" }
}

const nothingFound = Effect.fnUntraced(function* (
  sources: Sources | undefined,
  read: ReadKubeconfigs | undefined,
  environment: KubeSettings["environment"]
) {
  const files = sources?.files ?? []
  const found = (read?.found.length ?? 0) > 0
  if (sources?.setting === "KUBECONFIG") {
    const oddity = oddityOfList(environment["KUBECONFIG"] ?? "")
    const [file] = files
    const which =
      file === undefined
        ? "KUBECONFIG names no file."
        : files.length > 1
          ? `None of the kubeconfigs ${files.map(label).join(", ")} (KUBECONFIG) ${found ? "has a cluster, user or context" : "exists"}.`
          : `The kubeconfig ${label(file)} (KUBECONFIG) ${found ? "is empty: it has no cluster, user or context" : yield* absenceOf(file)}.`
    return yield* configError(
      `${which}${oddity === undefined ? "" : ` ${oddity}`}`,
      "Set KUBECONFIG, or K0RDENT_MGMT_KUBECONFIG_PATH for a single file, to where a kubeconfig is."
    )
  }
  const [usual] = files
  const place =
    usual === undefined ? "HOME is not set" : `${label(usual)} ${found ? "is empty" : yield* absenceOf(usual)}`
  const nowhere = `No kubeconfig was found: K0RDENT_MGMT_KUBECONFIG_PATH and KUBECONFIG are not set, ${place}`
  return yield* environment["KUBERNETES_SERVICE_HOST"]
    ? configError(
        `${nowhere}, and this pod has no token of a service account (automountServiceAccountToken).`,
        "Have one mounted, or set K0RDENT_MGMT_KUBECONFIG_PATH to the path of a kubeconfig."
      )
    : configError(
        `${nowhere}, this is not a pod with a service account. MCP clients do not pass KUBECONFIG on to the servers they start.`,
        "Set K0RDENT_MGMT_KUBECONFIG_PATH in the `env` of this server's entry in the client's configuration."
      )
})

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
      return yield* pickContext(read, sources.setting, context)
    }
    const pod = yield* inCluster(settings, read?.stamps ?? new Map())
    if (pod !== undefined && context !== undefined) {
      return yield* configError(
        `There is no context "${label(context)}" (K0RDENT_MGMT_CONTEXT): no kubeconfig was found, and ${pod.source} has no contexts.`,
        "Unset K0RDENT_MGMT_CONTEXT, or name a kubeconfig in K0RDENT_MGMT_KUBECONFIG_PATH."
      )
    }
    return pod ?? (yield* nothingFound(sources, read, environment))
  }
)
