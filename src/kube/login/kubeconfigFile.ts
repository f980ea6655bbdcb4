import { readFileSync, statSync } from "node:fs"
import { dirname, resolve } from "node:path"
import type { Cluster, Context, User } from "@kubernetes/client-node/dist/config_types.js"
import { loadYaml } from "@kubernetes/client-node/dist/yaml.js"
import { Effect, Option, Predicate, Schema, SchemaIssue } from "effect"
import { KubeError } from "../errors/KubeError.ts"

export const configError = (message: string): KubeError => new KubeError({ reason: "config", message })

/** What kubeconfig files hold, merged: for each name the first file that defines it counts, as with kubectl. */
export interface Kubeconfig {
  readonly clusters: ReadonlyArray<Cluster>
  readonly users: ReadonlyArray<LoginUser>
  readonly contexts: ReadonlyArray<Context>
  readonly currentContext?: string
}

/** How a user's credentials are to be got from a plugin. */
export interface ExecConfig {
  readonly apiVersion: string
  readonly command: string
  readonly args: ReadonlyArray<string>
  readonly env: ReadonlyArray<{ readonly name: string; readonly value: string }>
  readonly provideClusterInfo: boolean
}

/** A user whose exec plugin is ours to run: KubeConfig never sees it. */
export interface LoginUser extends Omit<User, "exec"> {
  readonly exec?: ExecConfig
}

const optional = <S extends Schema.Constraint>(schema: S) => Schema.optionalKey(Schema.NullOr(schema))
const text = optional(Schema.String)

const RawCluster = Schema.Struct({
  name: Schema.String,
  cluster: optional(
    Schema.Struct({
      server: text,
      "certificate-authority": text,
      "certificate-authority-data": text,
      "insecure-skip-tls-verify": optional(Schema.Boolean),
      "tls-server-name": text,
      "proxy-url": text
    })
  )
})

const RawExec = Schema.Struct({
  apiVersion: text,
  command: Schema.NonEmptyString,
  args: optional(Schema.Array(Schema.String)),
  env: optional(Schema.Array(Schema.Struct({ name: Schema.String, value: Schema.String }))),
  provideClusterInfo: optional(Schema.Boolean)
})

const RawUser = Schema.Struct({
  name: Schema.String,
  user: optional(
    Schema.Struct({
      token: text,
      tokenFile: text,
      username: text,
      password: text,
      as: text,
      "client-certificate": text,
      "client-certificate-data": text,
      "client-key": text,
      "client-key-data": text,
      exec: optional(RawExec),
      "auth-provider": optional(Schema.Record(Schema.String, Schema.Unknown))
    })
  )
})

const RawContext = Schema.Struct({
  name: Schema.String,
  context: optional(Schema.Struct({ cluster: text, user: text, namespace: text }))
})

const RawKubeconfig = Schema.Struct({
  clusters: optional(Schema.Array(RawCluster)),
  users: optional(Schema.Array(RawUser)),
  contexts: optional(Schema.Array(RawContext)),
  "current-context": text
})
const decodeRaw = Schema.decodeUnknownEffect(RawKubeconfig)
const issuesOf = SchemaIssue.makeFormatterStandardSchemaV1()

/** The keys of `fields` that hold something. */
const present = <A extends Readonly<Record<string, unknown>>>(fields: A): { [K in keyof A]?: NonNullable<A[K]> } => {
  const kept: { [K in keyof A]?: NonNullable<A[K]> } = {}
  for (const key in fields) {
    const value = fields[key]
    if (value !== undefined && value !== null && value !== "") kept[key] = value
  }
  return kept
}

/** A server as kubectl takes it: the scheme may be left out. */
const serverUrl = (server: string): string =>
  (/^[a-z][a-z0-9+.-]*:\/\//iu.test(server) ? server : `https://${server}`).replace(/\/+$/u, "")

const clusterOf = (raw: typeof RawCluster.Type, directory: string): Cluster => {
  const cluster = raw.cluster ?? {}
  const caFile = cluster["certificate-authority"]
  const server = cluster.server
  return {
    name: raw.name,
    server: server === undefined || server === null || server === "" ? "" : serverUrl(server),
    // KubeConfig refuses plain http unless this is set, where there is nothing to verify.
    skipTLSVerify: cluster["insecure-skip-tls-verify"] === true || /^http:/iu.test(server ?? ""),
    ...present({
      caData: cluster["certificate-authority-data"],
      caFile: caFile ? resolve(directory, caFile) : undefined,
      tlsServerName: cluster["tls-server-name"],
      proxyUrl: cluster["proxy-url"]
    })
  }
}

const execOf = (exec: typeof RawExec.Type, directory: string): ExecConfig => ({
  apiVersion: exec.apiVersion ?? "client.authentication.k8s.io/v1",
  // As with kubectl, a command with a slash is relative to its kubeconfig; a bare word is looked up in the PATH.
  command: exec.command.includes("/") ? resolve(directory, exec.command) : exec.command,
  args: exec.args ?? [],
  env: exec.env ?? [],
  provideClusterInfo: exec.provideClusterInfo ?? false
})

const userOf = (raw: typeof RawUser.Type, directory: string): LoginUser => {
  const user = raw.user ?? {}
  const path = (file: string | null | undefined) => (file ? resolve(directory, file) : undefined)
  const tokenFile = path(user.tokenFile)
  return {
    name: raw.name,
    ...present({
      // A token file wins over a token, as with client-go, because it can be rotated.
      token: tokenFile === undefined ? user.token : undefined,
      authProvider:
        tokenFile === undefined ? user["auth-provider"] : { name: "tokenFile", config: { tokenFile: tokenFile } },
      username: user.username,
      password: user.password,
      impersonateUser: user.as,
      certFile: path(user["client-certificate"]),
      certData: user["client-certificate-data"],
      keyFile: path(user["client-key"]),
      keyData: user["client-key-data"],
      exec: user.exec ? execOf(user.exec, directory) : undefined
    })
  }
}

const contextOf = (raw: typeof RawContext.Type): Context => ({
  name: raw.name,
  cluster: raw.context?.cluster ?? "",
  user: raw.context?.user ?? "",
  ...present({ namespace: raw.context?.namespace })
})

const codeOf = (cause: unknown): string =>
  Predicate.hasProperty(cause, "code") && Predicate.isString(cause.code) ? cause.code : "for no known reason"

const reasons: ReadonlyMap<string, string> = new Map<string, string>(
  Object.entries({
    EISDIR: "is a directory, not a file",
    EACCES: "may not be read by this user",
    EFBIG: "is too large to be one"
  })
)

/** Far more than any kubeconfig needs; a device file has no end at all. */
const largestFile = 16 * 1024 * 1024

const readSmallFile = (file: string): Effect.Effect<string, string> =>
  Effect.gen(function* () {
    const stats = yield* Effect.try({ try: () => statSync(file), catch: codeOf })
    if (stats.isDirectory()) return yield* Effect.fail("EISDIR")
    if (!stats.isFile() || stats.size > largestFile) return yield* Effect.fail("EFBIG")
    return yield* Effect.try({ try: () => readFileSync(file, "utf8"), catch: codeOf })
  })

/** A file's text; `None` where it does not exist. `what` names the setting that led to it. */
export const readConfigFile = (file: string, what: string): Effect.Effect<Option.Option<string>, KubeError> =>
  readSmallFile(file).pipe(
    Effect.asSome,
    Effect.catch((code) =>
      code === "ENOENT" || code === "ENOTDIR"
        ? Effect.succeed(Option.none<string>())
        : Effect.fail(
            configError(`The kubeconfig ${file} (${what}) ${reasons.get(code) ?? `cannot be read: ${code}`}.`)
          )
    )
  )

const yamlPosition = (cause: unknown): string => {
  // The parser's own message quotes the file, which may hold a secret just there: only the line is told.
  const mark = Predicate.hasProperty(cause, "mark") ? cause.mark : undefined
  return Predicate.hasProperty(mark, "line") && Predicate.isNumber(mark.line) ? ` (line ${mark.line + 1})` : ""
}

/** Decodes one kubeconfig file. Errors tell where something is wrong, never what stands there. */
export const parseKubeconfig = Effect.fnUntraced(function* (content: string, file: string) {
  const what = `The kubeconfig ${file}`
  const yaml = yield* Effect.try({
    try: () => loadYaml<unknown>(content),
    catch: (cause) => configError(`${what} is ${content.trim() === "" ? "empty" : `not YAML${yamlPosition(cause)}`}.`)
  })
  const raw = yield* decodeRaw(yaml).pipe(
    Effect.mapError(({ issue }) => {
      const path = (issuesOf(issue).issues[0]?.path ?? []).map(String).join(".")
      return configError(
        path === ""
          ? `${what} is not a kubeconfig: its top level is not a mapping.`
          : `${what} is not valid: ${path} is missing or of the wrong type.`
      )
    })
  )
  const directory = dirname(resolve(file))
  return {
    clusters: (raw.clusters ?? []).map((cluster) => clusterOf(cluster, directory)),
    users: (raw.users ?? []).map((user) => userOf(user, directory)),
    contexts: (raw.contexts ?? []).map(contextOf),
    ...present({ currentContext: raw["current-context"] })
  } satisfies Kubeconfig
})

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
  ...present({ currentContext: files.find((file) => file.currentContext !== undefined)?.currentContext })
})
