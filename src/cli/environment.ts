import { Data, Duration, Effect, type LogLevel, Option, Schema } from "effect"
import { NamespaceName } from "../domain/names.ts"
import { defaultKubeSettings, type KubeSettings } from "../kube/settings.ts"
import type { ToolNameStyle } from "../mcp/offer/toolNames.ts"
import { compilePolicy } from "../monitor/policy.ts"
import { defaultSettings, type MonitorSettings } from "../monitor/settings.ts"

/** A variable of our own that cannot be used. `message` is one line: the variable, its value, what is allowed. */
export class ConfigurationError extends Data.TaggedError("ConfigurationError")<{
  readonly message: string
  readonly variable: string
}> {}

/** What only a server over HTTP needs to know. */
export interface HttpSettings {
  /** The file of those who may come in; absent where everybody may who reaches the port. */
  readonly tokensFile?: string
  /** Names, beside those of this machine, by which clients may call the server. */
  readonly allowedHosts: ReadonlyArray<string>
  readonly maxSessions: number
}

/** Everything the environment decides. */
export interface Settings {
  readonly kube: KubeSettings
  readonly monitor: MonitorSettings
  /** Absent: by the client's name. */
  readonly toolNames?: ToolNameStyle
  readonly http: HttpSettings
  readonly logLevel: LogLevel.LogLevel
  readonly logFormat: LogFormat
  /** How to talk to the OpenTelemetry collector; absent where the environment names none. */
  readonly telemetry?: "http/json" | "http/protobuf"
}

export type LogFormat = "logfmt" | "json"

export type Environment = Readonly<Record<string, string | undefined>>

const logLevels = { debug: "Debug", info: "Info", warning: "Warn", error: "Error", none: "None" } as const

const inWords = (words: ReadonlyArray<string>): string =>
  words.length === 1 ? `${words[0]}` : `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`

const refuse = (name: string, value: string, allowed: string) =>
  new ConfigurationError({
    variable: name,
    message: `${name}=${JSON.stringify(value.length > 200 ? `${value.slice(0, 200)}…` : value)} is not valid: expected ${allowed}`
  })

/** One variable: how its text is read, and what is allowed, in words. */
interface Variable<A> {
  readonly name: string
  readonly read: (text: string) => Option.Option<A>
  readonly allowed: string
}

const oneOf = <const A extends string>(name: string, words: ReadonlyArray<A>): Variable<A> => ({
  name,
  read: (text) => Option.fromUndefinedOr(words.find((word) => word === text)),
  allowed: inWords(words)
})

const count = (name: string, maximum: number, unit = ""): Variable<number> => ({
  name,
  read: (text) => Option.filter(Option.some(Number(text)), (n) => /^[1-9][0-9]{0,8}$/u.test(text) && n <= maximum),
  allowed: `a whole number${unit} from 1 to ${maximum}`
})

const countFromZero = (name: string, maximum: number): Variable<number> => ({
  name,
  read: (text) =>
    Option.filter(Option.some(Number(text)), (n) => /^(?:0|[1-9][0-9]{0,8})$/u.test(text) && n <= maximum),
  allowed: `a whole number from 0 to ${maximum}`
})

const isNamespace = Schema.is(NamespaceName)
const mostDelays = 20
const longestDelay = 3600
const delay = /^[0-9]{1,4}(?:\.[0-9]{1,3})?$/u

// What may stand in a Host header: a name, an IPv4 address or an IPv6 address in brackets, and perhaps a port.
const hostName = /^(?:\[[0-9A-Fa-f:.]{2,45}\]|[A-Za-z0-9](?:[A-Za-z0-9._-]{0,251}[A-Za-z0-9])?)(?::\d{1,5})?$/u
const defaultMaxSessions = 1000

const variables = {
  authMode: oneOf("AUTH_MODE", ["DEV_ALLOW_ANY"]),
  globalNamespace: {
    name: "CLUSTER_GLOBAL_NAMESPACE",
    read: (text: string) => Option.filter(Option.some(text), isNamespace),
    allowed: "a namespace: lower-case letters, digits and '-', at most 63 characters"
  },
  maxPerClient: count("K0RDENT_MONITOR_MAX_PER_CLIENT", 100_000),
  maxTotal: count("K0RDENT_MONITOR_MAX_TOTAL", 100_000),
  maxRemembered: countFromZero("K0RDENT_MONITOR_MAX_REMEMBERED", 10_000),
  // Timers of Node.js end at 2^31 ms: three weeks are below that.
  timeout: count("K0RDENT_MONITOR_TIMEOUT", 1_814_400, " of seconds"),
  timeoutMax: count("K0RDENT_MONITOR_TIMEOUT_MAX", 1_814_400, " of seconds"),
  retryDelays: {
    name: "K0RDENT_MONITOR_RETRY_DELAYS",
    read: (text: string) => {
      const parts = text.split(",").map((part) => part.trim())
      const valid =
        parts.length <= mostDelays && parts.every((part) => delay.test(part) && Number(part) <= longestDelay)
      return valid ? Option.some(parts.map((part) => Duration.seconds(Number(part)))) : Option.none()
    },
    allowed: `at most ${mostDelays} waits in seconds, each at most ${longestDelay}, separated by commas, like 1,2,4`
  },
  allowedHosts: {
    name: "K0RDENT_MCP_ALLOWED_HOSTS",
    read: (text: string) => {
      const hosts = text.split(",").map((host) => host.trim())
      return hosts.every((host) => hostName.test(host)) ? Option.some(hosts) : Option.none()
    },
    allowed: "host names or addresses, separated by commas, like mcp.example.org,10.0.0.7"
  },
  maxSessions: count("K0RDENT_MCP_MAX_SESSIONS", 100_000),
  toolNames: oneOf("K0RDENT_MCP_TOOL_NAMES", ["dotted", "underscored"]),
  logLevel: oneOf("K0RDENT_MCP_LOG_LEVEL", ["debug", "info", "warning", "error", "none"]),
  logFormat: oneOf<LogFormat>("K0RDENT_MCP_LOG_FORMAT", ["logfmt", "json"]),
  // What is exported where, and how often, is read by the exporter itself.
  otlpProtocol: oneOf("OTEL_EXPORTER_OTLP_PROTOCOL", ["http/protobuf", "http/json"])
}

/** Where a collector listens: one place for all signals, or one each. */
const collectors = ["", "LOGS_", "METRICS_", "TRACES_"].map(
  (signal): Variable<string> => ({
    name: `OTEL_EXPORTER_OTLP_${signal}ENDPOINT`,
    read: (text) => Option.filter(Option.some(text), (url) => /^https?:/u.test(url) && URL.canParse(url)),
    allowed: "a URL, like http://localhost:4318"
  })
)

/**
 * Decodes the environment strictly: what is set must make sense, and an empty value counts as unset. What is wrong with
 * a kubeconfig is not found here: that is told to each call that needs the cluster.
 */
export const readEnvironment = Effect.fnUntraced(function* (environment: Environment) {
  const text = (name: string): string | undefined => {
    const value = environment[name]
    return value === "" ? undefined : value
  }
  const get = <A>({ allowed, name, read }: Variable<A>): Effect.Effect<A | undefined, ConfigurationError> => {
    const value = text(name)
    return value === undefined
      ? Effect.undefined
      : Effect.mapError(Effect.fromOption(read(value)), () => refuse(name, value, allowed))
  }

  const namespaceFilter = text("K0RDENT_NAMESPACE_FILTER")
  if (namespaceFilter !== undefined) {
    yield* compilePolicy({ namespaceFilter, devAllowAny: false }).pipe(
      Effect.mapError(() =>
        refuse(
          "K0RDENT_NAMESPACE_FILTER",
          namespaceFilter,
          "an RE2 expression (no look-around, no back-references), matched against the whole name of a namespace"
        )
      )
    )
  }

  const authMode = yield* get(variables.authMode)
  const timeoutSeconds = yield* get(variables.timeout)
  const timeoutMaxSeconds = yield* get(variables.timeoutMax)
  const timeoutMax = timeoutMaxSeconds === undefined ? defaultSettings.timeoutMax : Duration.seconds(timeoutMaxSeconds)
  const timeout =
    timeoutSeconds === undefined ? Duration.min(defaultSettings.timeout, timeoutMax) : Duration.seconds(timeoutSeconds)
  if (Duration.isGreaterThan(timeout, timeoutMax)) {
    const bound = `at most K0RDENT_MONITOR_TIMEOUT_MAX, which is ${Duration.toSeconds(timeoutMax)} seconds`
    return yield* refuse("K0RDENT_MONITOR_TIMEOUT", String(timeoutSeconds), bound)
  }

  const collected = (yield* Effect.forEach(collectors, get)).some((url) => url !== undefined)
  const kubeconfigPath = text("K0RDENT_MGMT_KUBECONFIG_PATH")
  const context = text("K0RDENT_MGMT_CONTEXT")
  const toolNames = yield* get(variables.toolNames)
  const tokensFile = text("K0RDENT_MCP_TOKENS_FILE")
  const settings: Settings = {
    kube: {
      ...defaultKubeSettings,
      environment,
      ...(kubeconfigPath === undefined ? {} : { kubeconfigPath }),
      ...(context === undefined ? {} : { context }),
      retryDelays: (yield* get(variables.retryDelays)) ?? defaultKubeSettings.retryDelays
    },
    monitor: {
      maxPerClient: (yield* get(variables.maxPerClient)) ?? defaultSettings.maxPerClient,
      maxTotal: (yield* get(variables.maxTotal)) ?? defaultSettings.maxTotal,
      maxRemembered: (yield* get(variables.maxRemembered)) ?? defaultSettings.maxRemembered,
      timeout,
      timeoutMax,
      globalNamespace: (yield* get(variables.globalNamespace)) ?? defaultSettings.globalNamespace,
      ...(namespaceFilter === undefined ? {} : { namespaceFilter }),
      devAllowAny: authMode !== undefined
    },
    ...(toolNames === undefined ? {} : { toolNames }),
    http: {
      ...(tokensFile === undefined ? {} : { tokensFile }),
      allowedHosts: (yield* get(variables.allowedHosts)) ?? [],
      maxSessions: (yield* get(variables.maxSessions)) ?? defaultMaxSessions
    },
    logLevel: logLevels[(yield* get(variables.logLevel)) ?? "info"],
    logFormat: (yield* get(variables.logFormat)) ?? "logfmt",
    ...(collected ? { telemetry: (yield* get(variables.otlpProtocol)) ?? "http/protobuf" } : {})
  }
  return settings
})
