import { assert, describe, it } from "@effect/vitest"
import { Duration, Effect, Schema } from "effect"
import { ConfigurationError, readEnvironment } from "../../src/cli/environment.ts"
import { defaultKubeSettings } from "../../src/kube/settings.ts"
import { defaultSettings } from "../../src/monitor/settings.ts"

describe("the environment", () => {
  it.effect("may say nothing", () =>
    Effect.gen(function* () {
      const environment = { HOME: "/home/x" }
      assert.deepStrictEqual(yield* readEnvironment(environment), {
        kube: { ...defaultKubeSettings, environment },
        monitor: defaultSettings,
        http: { allowedHosts: [], maxSessions: 1000 },
        logLevel: "Info",
        logFormat: "logfmt"
      })
    })
  )

  it.effect("may name a collector, by a URL", () =>
    Effect.gen(function* () {
      const url = { OTEL_EXPORTER_OTLP_ENDPOINT: "http://collector:4318" }
      assert.strictEqual((yield* readEnvironment(url)).telemetry, "http/protobuf")
      const json = { OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: "http://c:1/v1/logs", OTEL_EXPORTER_OTLP_PROTOCOL: "http/json" }
      assert.strictEqual((yield* readEnvironment(json)).telemetry, "http/json")
      const { message } = yield* Effect.flip(readEnvironment({ OTEL_EXPORTER_OTLP_ENDPOINT: "collector:4318" }))
      assert.include(message, "expected a URL")
    })
  )

  it.effect("may say everything", () =>
    Effect.gen(function* () {
      const settings = yield* readEnvironment({
        K0RDENT_MGMT_KUBECONFIG_PATH: "/etc/k0rdent/kubeconfig",
        K0RDENT_MGMT_CONTEXT: "admin@mgmt",
        K0RDENT_NAMESPACE_FILTER: "team-[ab]|kcm-system",
        AUTH_MODE: "DEV_ALLOW_ANY",
        CLUSTER_GLOBAL_NAMESPACE: "shared",
        K0RDENT_MONITOR_MAX_PER_CLIENT: "3",
        K0RDENT_MONITOR_MAX_TOTAL: "30",
        K0RDENT_MONITOR_MAX_REMEMBERED: "0",
        K0RDENT_MONITOR_TIMEOUT: "90",
        K0RDENT_MONITOR_TIMEOUT_MAX: "900",
        K0RDENT_MONITOR_RETRY_DELAYS: "0.5, 1,2",
        K0RDENT_MCP_TOOL_NAMES: "underscored",
        K0RDENT_MCP_LOG_LEVEL: "debug",
        K0RDENT_MCP_TOKENS_FILE: "/etc/k0rdent/tokens",
        K0RDENT_MCP_ALLOWED_HOSTS: "mcp.example.org, [fd00::1]:8443",
        K0RDENT_MCP_MAX_SESSIONS: "5"
      })
      const { context, kubeconfigPath, retryDelays } = settings.kube
      assert.deepStrictEqual([kubeconfigPath, context], ["/etc/k0rdent/kubeconfig", "admin@mgmt"])
      assert.deepStrictEqual(retryDelays.map(Duration.toMillis), [500, 1000, 2000])
      assert.deepStrictEqual(settings.monitor, {
        maxPerClient: 3,
        maxTotal: 30,
        maxRemembered: 0,
        timeout: Duration.seconds(90),
        timeoutMax: Duration.seconds(900),
        globalNamespace: "shared",
        namespaceFilter: "team-[ab]|kcm-system",
        devAllowAny: true
      })
      assert.deepStrictEqual(settings.http, {
        tokensFile: "/etc/k0rdent/tokens",
        allowedHosts: ["mcp.example.org", "[fd00::1]:8443"],
        maxSessions: 5
      })
      assert.deepStrictEqual([settings.toolNames, settings.logLevel], ["underscored", "Debug"])
    })
  )

  it.effect("takes an empty value for an unset one", () =>
    Effect.gen(function* () {
      const names = ["AUTH_MODE", "K0RDENT_NAMESPACE_FILTER", "K0RDENT_MONITOR_TIMEOUT", "K0RDENT_MGMT_KUBECONFIG_PATH"]
      const environment = Object.fromEntries(names.map((name) => [name, ""]))
      const settings = yield* readEnvironment(environment)
      assert.deepStrictEqual(settings.monitor, defaultSettings)
      assert.notProperty(settings.kube, "kubeconfigPath")
    })
  )

  it.effect("lowers the default timeout to the maximum", () =>
    Effect.gen(function* () {
      const { monitor } = yield* readEnvironment({ K0RDENT_MONITOR_TIMEOUT_MAX: "60" })
      assert.deepStrictEqual(monitor.timeout, Duration.seconds(60))
    })
  )

  const refused: ReadonlyArray<readonly [string, string, string]> = [
    ["AUTH_MODE", "OIDC", "expected DEV_ALLOW_ANY"],
    ["AUTH_MODE", "dev_allow_any", "expected DEV_ALLOW_ANY"],
    ["CLUSTER_GLOBAL_NAMESPACE", "Kcm", "expected a namespace"],
    ["CLUSTER_GLOBAL_NAMESPACE", "a/b", "expected a namespace"],
    ["K0RDENT_NAMESPACE_FILTER", "(?=x)", "expected an RE2 expression"],
    ["K0RDENT_NAMESPACE_FILTER", "[", "expected an RE2 expression"],
    ["K0RDENT_MONITOR_MAX_PER_CLIENT", "0", "expected a whole number from 1 to 100000"],
    ["K0RDENT_MONITOR_MAX_PER_CLIENT", "10.5", "expected a whole number"],
    ["K0RDENT_MONITOR_MAX_TOTAL", "-1", "expected a whole number"],
    ["K0RDENT_MONITOR_MAX_TOTAL", " 5", "expected a whole number"],
    ["K0RDENT_MONITOR_MAX_TOTAL", "1e3", "expected a whole number"],
    ["K0RDENT_MONITOR_TIMEOUT", "60 minutes", "expected a whole number of seconds"],
    ["K0RDENT_MONITOR_TIMEOUT", "20000", "at most K0RDENT_MONITOR_TIMEOUT_MAX, which is 14400 seconds"],
    ["K0RDENT_MONITOR_TIMEOUT_MAX", "Infinity", "expected a whole number of seconds"],
    ["K0RDENT_MONITOR_RETRY_DELAYS", "1,,2", "like 1,2,4"],
    ["K0RDENT_MONITOR_RETRY_DELAYS", "1;2", "like 1,2,4"],
    ["K0RDENT_MONITOR_RETRY_DELAYS", "1,9999", "each at most 3600"],
    ["K0RDENT_MONITOR_RETRY_DELAYS", Array.from({ length: 21 }, () => "1").join(), "at most 20 waits"],
    ["K0RDENT_MCP_TOOL_NAMES", "dots", "expected dotted or underscored"],
    ["K0RDENT_MCP_LOG_LEVEL", "verbose", "expected debug, info, warning, error or none"]
  ]
  it.effect.each(refused)("refuses %s=%s on one line", ([name, value, allowed]) =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(readEnvironment({ [name]: value }))
      assert.instanceOf(error, ConfigurationError)
      assert.isTrue(error.message.startsWith(`${name}=${JSON.stringify(value)} is not valid: expected `))
      assert.include(error.message, allowed)
      assert.notInclude(error.message, "\n")
    })
  )

  it.effect.prop("never ends in a defect, whatever it says", { value: Schema.String }, ({ value }) =>
    Effect.gen(function* () {
      for (const [name] of refused) {
        const result = yield* Effect.result(readEnvironment({ [name]: value }))
        if (result._tag === "Failure") assert.notInclude(result.failure.message, "\n")
      }
    })
  )
})
