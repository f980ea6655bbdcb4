import type { RequestOptions } from "node:https"
import type { ConnectionOptions } from "node:tls"
import { Clock, Context, Effect, Layer, Option, Predicate, SynchronizedRef } from "effect"
import type { KubeError } from "../errors/KubeError.ts"
import { KubeSettings } from "../settings.ts"
import { type ExecCredential, runExecPlugin } from "./execPlugin.ts"
import { findLogin, type Login } from "./kubeconfig.ts"
import { configError } from "./kubeconfigFile.ts"

/** What one request needs. The generation tells `refused` which credentials it was that did not work. */
export interface Access {
  readonly generation: number
  readonly server: string
  readonly headers: Readonly<Record<string, string>>
  readonly connection: Connection
}

/** How the socket is made: what changes here needs a new one. */
export interface Connection {
  readonly proxyUrl?: string
  readonly tls: Pick<ConnectionOptions, "ca" | "cert" | "key" | "rejectUnauthorized" | "servername">
}

/**
 * The way into the management cluster, read on first use and kept while it works. A failure to read it is not kept, so
 * that a mended kubeconfig works without a restart.
 */
export class Credentials extends Context.Service<
  Credentials,
  {
    readonly access: Effect.Effect<Access, KubeError>
    /** After a 401: reads everything again from its source, once per generation however many requests it hit. */
    readonly refused: (generation: number) => Effect.Effect<void>
    /** After a fault of the connection: the next access looks whether the source has changed meanwhile. */
    readonly doubted: (generation: number) => Effect.Effect<void>
    readonly namespace: Effect.Effect<Option.Option<string>, KubeError>
  }
>()("k0rdent-mcp/kube/Credentials") {
  static readonly layer = Layer.effect(
    Credentials,
    Effect.gen(function* () {
      const settings = yield* KubeSettings
      // Every access goes through the ref, one at a time: an exec plugin runs once for all who wait for it.
      const state = yield* SynchronizedRef.make<State>(unread)
      const current = (from: State): Effect.Effect<readonly [Login, State], KubeError> =>
        Effect.gen(function* () {
          if (Option.isSome(from.held) && from.trust === "full") return [from.held.value, from] as const
          const found = yield* findLogin(settings)
          const unchanged = Option.filter(
            from.held,
            (held) => from.trust === "doubt" && held.fingerprint === found.fingerprint
          )
          return Option.match(unchanged, {
            onSome: (held) => [held, { ...from, trust: "full" }] as const,
            onNone: () =>
              [found, { ...unread, generation: from.generation + 1, held: Option.some(found), trust: "full" }] as const
          })
        })
      const distrust = (generation: number, trust: Trust) =>
        SynchronizedRef.update(state, (from) =>
          from.generation === generation && from.trust !== "none" ? { ...from, trust } : from
        )
      return Credentials.of({
        access: SynchronizedRef.modifyEffect(state, (from) =>
          Effect.gen(function* () {
            const [login, next] = yield* current(from)
            const exec = yield* execCredential(login, next)
            const access = yield* accessOf(login, exec, next.generation)
            return [access, { ...next, exec: Option.fromUndefinedOr(exec) }] as const
          })
        ),
        refused: (generation) => distrust(generation, "none"),
        doubted: (generation) => distrust(generation, "doubt"),
        namespace: SynchronizedRef.modifyEffect(state, (from) =>
          Effect.map(current(from), ([login, next]) => [login.namespace, next] as const)
        )
      })
    })
  )
}

/** `doubt`: kept if its source is unchanged; `none`: to be read anew in any case. */
type Trust = "full" | "doubt" | "none"

interface State {
  readonly generation: number
  readonly held: Option.Option<Login>
  readonly exec: Option.Option<ExecCredential>
  readonly trust: Trust
}

const unread: State = { generation: 0, held: Option.none(), exec: Option.none(), trust: "none" }

/** What the exec plugin gave, run anew where that has expired; nothing where there is no plugin. */
const execCredential = (login: Login, state: State): Effect.Effect<ExecCredential | undefined, KubeError> =>
  Effect.gen(function* () {
    if (login.user.exec === undefined) return undefined
    const now = yield* Clock.currentTimeMillis
    const held = Option.filter(state.exec, ({ expiresAt }) => expiresAt === undefined || expiresAt > now)
    if (Option.isSome(held)) return held.value
    return yield* runExecPlugin(login.user.exec, login.cluster, subject(login))
  })

/** Certificates, keys and tokens as they are now. */
const accessOf = (
  login: Login,
  exec: ExecCredential | undefined,
  generation: number
): Effect.Effect<Access, KubeError> =>
  Effect.gen(function* () {
    const options: RequestOptions = {}
    yield* Effect.tryPromise({
      try: () => login.config.applyToHTTPSOptions(options),
      catch: (cause) => credentialError(login, cause)
    }).pipe(
      Effect.timeoutOrElse({
        duration: "40 seconds",
        orElse: () => Effect.fail(configError(`${subject(login)} took longer than 40 s.`))
      })
    )
    const headers: Record<string, string> = {}
    if (login.user.username !== undefined) {
      const pair = Buffer.from(`${login.user.username}:${login.user.password ?? ""}`).toString("base64")
      headers["authorization"] = `Basic ${pair}`
    }
    for (const [name, value] of Object.entries(options.headers ?? {})) {
      // Token files end with a newline more often than not.
      if (Predicate.isString(value)) headers[name.toLowerCase()] = value.trim()
    }
    if (exec?.token !== undefined) headers["authorization"] = `Bearer ${exec.token}`
    const cert = exec?.certificate ?? options.cert
    const key = exec?.key ?? options.key
    const { tlsServerName, proxyUrl, server } = login.cluster
    const connection = {
      ...(proxyUrl === undefined ? {} : { proxyUrl: yield* validProxy(login, proxyUrl) }),
      tls: {
        ...(options.ca === undefined ? {} : { ca: options.ca }),
        ...(cert === undefined ? {} : { cert }),
        ...(key === undefined ? {} : { key }),
        ...(options.rejectUnauthorized === undefined ? {} : { rejectUnauthorized: options.rejectUnauthorized }),
        ...(tlsServerName === undefined ? {} : { servername: tlsServerName })
      }
    }
    return { generation, server, headers, connection }
  })

const validProxy = (login: Login, proxyUrl: string): Effect.Effect<string, KubeError> =>
  /^(?:https?|socks5h?|socks):\/\//iu.test(proxyUrl) && URL.canParse(proxyUrl)
    ? Effect.succeed(proxyUrl)
    : Effect.fail(
        configError(
          `The proxy-url of the cluster "${login.cluster.name}" in ${login.source} is not an http, https or socks5 URL.`
        )
      )

const subject = (login: Login): string =>
  login.user.exec === undefined
    ? `Reading the credentials of the user "${login.user.name}" in ${login.source}`
    : `The exec plugin "${login.user.exec.command}" of the user "${login.user.name}" in ${login.source}`

const credentialError = (login: Login, cause: unknown): KubeError => {
  const code = Predicate.hasProperty(cause, "code") ? String(cause.code) : ""
  const path = Predicate.hasProperty(cause, "path") ? String(cause.path) : ""
  const why = code === "ENOENT" && path !== "" ? `the file ${path} does not exist` : `${code} ${path}`.trim()
  return configError(`${subject(login)} failed${why === "" ? "" : `: ${why}`}.`)
}
