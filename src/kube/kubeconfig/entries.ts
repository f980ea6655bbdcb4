import { dirname, resolve } from "node:path"
import {
  knownKeys,
  type RawCluster,
  type RawContext,
  type RawExec,
  type RawKubeconfig,
  type RawUser
} from "./schema.ts"

/** A cluster of a kubeconfig. File names are absolute; what is empty in the file is absent here. */
export interface ClusterEntry {
  readonly name: string
  readonly server: string
  readonly caFile?: string
  /** PEM. */
  readonly caData?: string
  readonly insecure: boolean
  readonly tlsServerName?: string
  readonly proxyUrl?: string
  readonly disableCompression: boolean
  /** What the cluster says to exec plugins: the extension `client.authentication.k8s.io/exec`. */
  readonly execExtension?: unknown
  readonly unknownKeys: ReadonlyArray<string>
}

/** How a user's credentials are to be got from a plugin. */
export interface ExecEntry {
  readonly apiVersion: string
  readonly command: string
  readonly args: ReadonlyArray<string>
  readonly env: ReadonlyArray<{ readonly name: string; readonly value: string }>
  readonly installHint: string
  readonly provideClusterInfo: boolean
  readonly interactiveMode: string
}

/** A user of a kubeconfig. */
export interface UserEntry {
  readonly name: string
  readonly token?: string
  readonly tokenFile?: string
  readonly username?: string
  readonly password?: string
  readonly as?: string
  readonly asUid?: string
  readonly asGroups: ReadonlyArray<string>
  readonly asUserExtra: ReadonlyArray<readonly [key: string, values: ReadonlyArray<string>]>
  readonly certFile?: string
  readonly certData?: string
  readonly keyFile?: string
  readonly keyData?: string
  readonly exec?: ExecEntry
  readonly authProvider?: { readonly name: string; readonly config: ReadonlyMap<string, string> }
  readonly unknownKeys: ReadonlyArray<string>
}

export interface ContextEntry {
  readonly name: string
  readonly cluster: string
  readonly user: string
  readonly namespace?: string
  readonly unknownKeys: ReadonlyArray<string>
}

/** What kubeconfig files hold. */
export interface Kubeconfig {
  readonly clusters: ReadonlyArray<ClusterEntry>
  readonly users: ReadonlyArray<UserEntry>
  readonly contexts: ReadonlyArray<ContextEntry>
  readonly currentContext?: string
  readonly unknownKeys: ReadonlyArray<string>
}

/** The keys of `fields` that hold something. */
const present = <A extends Readonly<Record<string, unknown>>>(fields: A): { [K in keyof A]?: NonNullable<A[K]> } => {
  const kept: { [K in keyof A]?: NonNullable<A[K]> } = {}
  for (const key in fields) {
    const value = fields[key]
    if (value !== undefined && value !== null && value !== "") kept[key] = value
  }
  return kept
}

type Maybe<A> = A | null | undefined

const withoutNulls = <A>(items: Maybe<ReadonlyArray<A | null>>): ReadonlyArray<A> =>
  (items ?? []).filter((item) => item !== null)
const textsOf = (items: Maybe<ReadonlyArray<string | null>>): ReadonlyArray<string> =>
  (items ?? []).map((item) => item ?? "")

/** File names are relative to the kubeconfig that names them. */
const pathFrom = (directory: string) => (file: Maybe<string>) => (file ? resolve(directory, file) : undefined)

const pem = (base64: Maybe<string>): string | undefined =>
  base64 ? Buffer.from(base64, "base64").toString("utf8") : undefined

const execExtensionName = "client.authentication.k8s.io/exec"

const unknownIn = (part: object | null | undefined, known: ReadonlySet<string>): ReadonlyArray<string> =>
  Object.keys(part ?? {}).filter((key) => !known.has(key))

/** Of an entry of a list, and of what it names: `as` may have slipped to the left. */
const unknownOf = (entry: object, part: object | null | undefined, known: ReadonlySet<string>) => [
  ...unknownIn(entry, knownKeys.entry),
  ...unknownIn(part, known)
]

const clusterOf = (raw: RawCluster, directory: string): ClusterEntry => {
  const cluster = raw.cluster ?? {}
  return {
    name: raw.name ?? "",
    server: cluster.server ?? "",
    insecure: cluster["insecure-skip-tls-verify"] ?? false,
    disableCompression: cluster["disable-compression"] ?? false,
    unknownKeys: unknownOf(raw, cluster, knownKeys.cluster),
    ...present({
      caFile: pathFrom(directory)(cluster["certificate-authority"]),
      caData: pem(cluster["certificate-authority-data"]),
      tlsServerName: cluster["tls-server-name"],
      proxyUrl: cluster["proxy-url"],
      execExtension: cluster.extensions?.find(({ name }) => name === execExtensionName)?.extension
    })
  }
}

// client-go, tools/clientcmd/api/v1/defaults.go: only the old version may leave out the mode.
const defaultMode = (apiVersion: string): string =>
  apiVersion === "client.authentication.k8s.io/v1beta1" ? "IfAvailable" : ""

const execOf = (exec: RawExec, directory: string): ExecEntry => {
  const command = exec.command ?? ""
  const apiVersion = exec.apiVersion ?? ""
  return {
    apiVersion,
    // A command with a slash is relative to its kubeconfig; a bare word is looked up in the PATH.
    command: command.includes("/") ? resolve(directory, command) : command,
    args: textsOf(exec.args),
    env: (exec.env ?? []).map(({ name, value }) => ({ name: name ?? "", value: value ?? "" })),
    installHint: exec.installHint ?? "",
    provideClusterInfo: exec.provideClusterInfo ?? false,
    interactiveMode: exec.interactiveMode || defaultMode(apiVersion)
  }
}

const userOf = (raw: RawUser, directory: string): UserEntry => {
  const user = raw.user ?? {}
  const path = pathFrom(directory)
  const provider = user["auth-provider"]
  return {
    name: raw.name ?? "",
    asGroups: textsOf(user["as-groups"]),
    asUserExtra: Object.entries(user["as-user-extra"] ?? {}).map(([key, values]) => [key, textsOf(values)]),
    unknownKeys: unknownOf(raw, user, knownKeys.user),
    ...present({
      token: user.token,
      tokenFile: path(user.tokenFile),
      username: user.username,
      password: user.password,
      as: user.as,
      asUid: user["as-uid"],
      certFile: path(user["client-certificate"]),
      certData: pem(user["client-certificate-data"]),
      keyFile: path(user["client-key"]),
      keyData: pem(user["client-key-data"]),
      exec: user.exec ? execOf(user.exec, directory) : undefined,
      authProvider: provider
        ? {
            name: provider.name ?? "",
            config: new Map(Object.entries(provider.config ?? {}).map(([key, value]) => [key, value ?? ""]))
          }
        : undefined
    })
  }
}

const contextOf = (raw: RawContext): ContextEntry => ({
  name: raw.name ?? "",
  cluster: raw.context?.cluster ?? "",
  user: raw.context?.user ?? "",
  unknownKeys: unknownOf(raw, raw.context, knownKeys.context),
  ...present({ namespace: raw.context?.namespace })
})

/** What one file holds, with its file names made absolute. */
export const entriesOf = (raw: RawKubeconfig, file: string): Kubeconfig => {
  const directory = dirname(resolve(file))
  return {
    clusters: withoutNulls(raw?.clusters).map((cluster) => clusterOf(cluster, directory)),
    users: withoutNulls(raw?.users).map((user) => userOf(user, directory)),
    contexts: withoutNulls(raw?.contexts).map(contextOf),
    unknownKeys: unknownIn(raw, knownKeys.file),
    ...present({ currentContext: raw?.["current-context"] })
  }
}

/** A name that one file gives twice, which kubectl refuses, and in which list. */
export const repeatedName = (kubeconfig: Kubeconfig): { readonly list: string; readonly name: string } | undefined => {
  const lists = [
    ["clusters", kubeconfig.clusters],
    ["users", kubeconfig.users],
    ["contexts", kubeconfig.contexts]
  ] as const
  for (const [list, entries] of lists) {
    const seen = new Set<string>()
    for (const { name } of entries) {
      if (seen.has(name)) return { list, name }
      seen.add(name)
    }
  }
  return undefined
}

const firstOfEachName = <A extends { readonly name: string }>(lists: ReadonlyArray<ReadonlyArray<A>>): Array<A> => {
  const byName = new Map<string, A>()
  for (const item of lists.flat()) if (!byName.has(item.name)) byName.set(item.name, item)
  return [...byName.values()]
}

/** kubectl's rule for several files: nothing is overwritten by a later one. */
export const mergeKubeconfigs = (files: ReadonlyArray<Kubeconfig>): Kubeconfig => ({
  clusters: firstOfEachName(files.map((file) => file.clusters)),
  users: firstOfEachName(files.map((file) => file.users)),
  contexts: firstOfEachName(files.map((file) => file.contexts)),
  unknownKeys: files.flatMap((file) => file.unknownKeys),
  ...present({ currentContext: files.find((file) => file.currentContext !== undefined)?.currentContext })
})

/** A file without anything in it, which stands for no file at all. */
export const isEmpty = (kubeconfig: Kubeconfig): boolean =>
  kubeconfig.clusters.length === 0 &&
  kubeconfig.users.length === 0 &&
  kubeconfig.contexts.length === 0 &&
  kubeconfig.currentContext === undefined
