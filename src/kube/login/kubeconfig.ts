import { existsSync } from "node:fs"
import { delimiter, join } from "node:path"
import { KubeConfig } from "@kubernetes/client-node/dist/config.js"
import type { Cluster, Context } from "@kubernetes/client-node/dist/config_types.js"
import { Effect, Option, Schema } from "effect"
import { NamespaceName } from "../../domain/names.ts"
import type { KubeError } from "../errors/KubeError.ts"
import type { KubeSettings } from "../settings.ts"
import { configError, type LoginUser, mergeKubeconfigs, parseKubeconfig, readConfigFile } from "./kubeconfigFile.ts"

/** A way into one cluster, as it was found at one moment. */
export interface Login {
  readonly config: KubeConfig
  readonly cluster: Cluster
  readonly user: LoginUser
  readonly namespace: Option.Option<string>
  /** Where it was found, for messages: `the kubeconfig /home/ada/.kube/config (KUBECONFIG)`. */
  readonly source: string
  /** The texts it was made of: as long as they stay the same, so does the login. */
  readonly fingerprint: string
}

const isNamespaceName = Schema.is(NamespaceName)

const hint =
  "MCP clients do not pass KUBECONFIG on to the servers they start: set K0RDENT_MGMT_KUBECONFIG_PATH in the `env` of this server's entry in the client's configuration."

const login = (cluster: Cluster, user: LoginUser, context: Context, source: string, fingerprint: string): Login => {
  const config = new KubeConfig()
  const { exec: _, ...known } = user
  config.loadFromOptions({
    clusters: [cluster],
    users: [known],
    contexts: [context],
    currentContext: context.name
  })
  const namespace = context.namespace?.trim() ?? ""
  return {
    config,
    cluster,
    user,
    namespace: namespace === "" ? Option.none() : Option.some(namespace),
    source,
    fingerprint
  }
}

const names = (items: ReadonlyArray<{ readonly name: string }>): string => {
  const shown = items.slice(0, 20).map(({ name }) => `"${name}"`)
  return items.length === 0 ? "none" : `${shown.join(", ")}${items.length > shown.length ? ", …" : ""}`
}

/** Reads and merges files, then picks the context. `what` names the setting that led to the files. */
const fromFiles = Effect.fnUntraced(function* (files: ReadonlyArray<string>, what: string, chosen: string | undefined) {
  const texts = yield* Effect.forEach(files, (file) =>
    Effect.map(
      readConfigFile(file, what),
      Option.map((text) => ({ file, text }))
    )
  )
  const found = texts.flatMap(Option.toArray)
  if (found.length === 0) {
    return yield* configError(
      `The kubeconfig ${files.join(", ")} (${what}) does not exist. ${what === "K0RDENT_MGMT_KUBECONFIG_PATH" ? "Set the variable to an absolute path." : hint}`
    )
  }
  const kubeconfig = mergeKubeconfigs(yield* Effect.forEach(found, ({ file, text }) => parseKubeconfig(text, file)))
  const source = `the kubeconfig ${found.map(({ file }) => file).join(", ")} (${what})`
  const contexts = names(kubeconfig.contexts)
  const name = chosen ?? kubeconfig.currentContext
  if (name === undefined) {
    return yield* configError(
      `No current-context is set in ${source}: set K0RDENT_MGMT_CONTEXT to one of its contexts: ${contexts}.`
    )
  }
  const context = kubeconfig.contexts.find((candidate) => candidate.name === name)
  if (context === undefined) {
    return yield* configError(
      `There is no context "${name}"${chosen === undefined ? ", the current-context," : " (K0RDENT_MGMT_CONTEXT)"} in ${source}. Its contexts: ${contexts}.`
    )
  }
  const cluster = kubeconfig.clusters.find((candidate) => candidate.name === context.cluster)
  if (cluster === undefined) {
    return yield* configError(
      `The context "${name}" names ${context.cluster === "" ? "no cluster" : `the cluster "${context.cluster}", which is missing`} in ${source}.`
    )
  }
  if (cluster.server === "") return yield* configError(`The cluster "${cluster.name}" has no server in ${source}.`)
  if (!/^https?:$/u.test(URL.parse(cluster.server)?.protocol ?? "")) {
    return yield* configError(`The server of the cluster "${cluster.name}" is not an http(s) URL in ${source}.`)
  }
  if (context.namespace !== undefined && !isNamespaceName(context.namespace)) {
    return yield* configError(`The namespace of the context "${name}" is not a valid one in ${source}.`)
  }
  const user = kubeconfig.users.find((candidate) => candidate.name === context.user)
  if (user === undefined && context.user !== "") {
    return yield* configError(`The context "${name}" names the user "${context.user}", which is missing in ${source}.`)
  }
  // KubeConfig applies the cluster's certificate authority only where there is a user, so one without rights stands in.
  const fingerprint = JSON.stringify([chosen, found])
  return login(
    cluster,
    user ?? { name: "anonymous" },
    { ...context, user: user?.name ?? "anonymous" },
    source,
    fingerprint
  )
})

/** A pod's service account. */
const inCluster = Effect.fnUntraced(function* (directory: string, host: string, port: string) {
  const server = `${["80", "8080", "8001"].includes(port) ? "http" : "https"}://${host.includes(":") ? `[${host}]` : host}:${port}`
  const namespace = yield* readConfigFile(join(directory, "namespace"), "the pod's namespace")
  return login(
    { name: "in-cluster", server, caFile: join(directory, "ca.crt"), skipTLSVerify: server.startsWith("http:") },
    {
      name: "service account",
      authProvider: { name: "tokenFile", config: { tokenFile: join(directory, "token") } }
    },
    {
      name: "in-cluster",
      cluster: "in-cluster",
      user: "service account",
      ...Option.match(namespace, { onNone: () => ({}), onSome: (name) => ({ namespace: name }) })
    },
    `the pod's service account (${directory})`,
    JSON.stringify([server, namespace])
  )
})

/** `~/` is expanded here, because no shell stands between an MCP client's configuration and us. */
const expandHome = (file: string, home: string | undefined): string =>
  home !== undefined && file.startsWith("~/") ? join(home, file.slice(2)) : file

/**
 * Finds the management cluster: K0RDENT_MGMT_KUBECONFIG_PATH, else KUBECONFIG, else ~/.kube/config, else the pod's own
 * service account. KubeConfig's own fallback to localhost:8080 is never used.
 */
export const findLogin: (settings: KubeSettings) => Effect.Effect<Login, KubeError> = Effect.fnUntraced(
  function* (settings) {
    const { environment, context, serviceAccountDirectory } = settings
    const home = environment["HOME"] || environment["USERPROFILE"] || undefined
    if (settings.kubeconfigPath !== undefined) {
      const file = expandHome(settings.kubeconfigPath, home)
      return yield* fromFiles([file], "K0RDENT_MGMT_KUBECONFIG_PATH", context)
    }
    const listed = (environment["KUBECONFIG"] ?? "").split(delimiter).filter((file) => file.trim() !== "")
    if (listed.length > 0) {
      return yield* fromFiles(
        listed.map((file) => expandHome(file, home)),
        "KUBECONFIG",
        context
      )
    }
    const usual = home === undefined ? undefined : join(home, ".kube", "config")
    if (usual !== undefined && existsSync(usual)) return yield* fromFiles([usual], "the usual place", context)
    const host = environment["KUBERNETES_SERVICE_HOST"]
    const port = environment["KUBERNETES_SERVICE_PORT"]
    const pod = existsSync(join(serviceAccountDirectory, "token"))
    if (pod && host && port) return yield* inCluster(serviceAccountDirectory, host, port)
    const looked = [
      "K0RDENT_MGMT_KUBECONFIG_PATH and KUBECONFIG are not set",
      usual === undefined ? "HOME is not set" : `${usual} does not exist`,
      "this is not a pod with a service account"
    ]
    return yield* configError(`No kubeconfig was found: ${looked.join(", ")}. ${hint}`)
  }
)
