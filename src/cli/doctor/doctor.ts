import { Clock, Console, Effect, Option, References, Result, Schema } from "effect"
import { NamespaceName } from "../../domain/names.ts"
import { Diagnosis, layerDiagnosis } from "../../kube/Diagnosis.ts"
import type { KubeError } from "../../kube/errors/KubeError.ts"
import { label } from "../../kube/errors/label.ts"
import type { Access } from "../../kube/login/Access.ts"
import { compilePolicy, type NamespacePolicy } from "../../monitor/policy.ts"
import { type Environment, readEnvironment, type Settings } from "../environment.ts"
import { parseFlags, UsageError } from "../usage.ts"
import { accessFindings } from "./accessFindings.ts"
import { clientFindings } from "./clientVariables.ts"
import { error, type Finding, inLines, ok, warning } from "./finding.ts"
import { rightsFindings } from "./rightsFindings.ts"

const options = { json: { type: "boolean", default: false }, namespace: { type: "string", multiple: true } } as const

const isNamespace = Schema.is(NamespaceName)

const remedies: Readonly<Record<KubeError["reason"], string>> = {
  config: "Mend the kubeconfig, or check K0RDENT_MGMT_KUBECONFIG_PATH and K0RDENT_MGMT_CONTEXT.",
  unauthorized: "Renew the credentials of the kubeconfig's user.",
  forbidden: "Have it granted: docs/rbac.yaml holds the least that is needed.",
  notFound: "Check K0RDENT_MGMT_CONTEXT: is it the management cluster?",
  notServed: "Check K0RDENT_MGMT_CONTEXT: is it the management cluster?",
  expired: "Try again.",
  throttled: "Try again after a while: the API server has too much to do.",
  server: "Look at the API server's own state: it answered, and could not do it.",
  transport: "Check the server's URL, its proxy (proxy-url, HTTPS_PROXY, NO_PROXY) and its certificate authority.",
  idle: "Try again.",
  protocol: "Check the server's URL: what answers there is not a Kubernetes API server."
}

const failed = (check: string, { message, reason }: KubeError): Finding => error(check, message, remedies[reason])

const policyFindings = ({ monitor }: Settings, policy: NamespacePolicy): ReadonlyArray<Finding> => {
  if (monitor.devAllowAny) {
    return [warning("policy", "AUTH_MODE=DEV_ALLOW_ANY: every namespace is open.", "For development only: unset it.")]
  }
  if (monitor.namespaceFilter === undefined)
    return [ok("policy", "every namespace (K0RDENT_NAMESPACE_FILTER is not set)")]
  const filter = `K0RDENT_NAMESPACE_FILTER=${label(monitor.namespaceFilter)}`
  return policy.allows(monitor.globalNamespace)
    ? [ok("policy", filter)]
    : [
        warning(
          "policy",
          `${filter} does not match "${monitor.globalNamespace}", where clusters live when a caller names no namespace.`,
          "Set CLUSTER_GLOBAL_NAMESPACE to a namespace that the filter matches."
        )
      ]
}

const group = "k0rdent.mirantis.com"

const installation = (versions: ReadonlyArray<string>): Finding => {
  if (versions.includes("v1beta1"))
    return ok("k0rdent", `clusterdeployments.${group} is served as ${versions.join(", ")}`)
  return versions.length === 0
    ? error(
        "k0rdent",
        `clusterdeployments.${group} is not served: kcm is not installed there.`,
        "Set K0RDENT_MGMT_CONTEXT to the context of the management cluster, or install k0rdent."
      )
    : error(
        "k0rdent",
        `clusterdeployments.${group} is served as ${versions.join(", ")} alone: v1beta1 is needed.`,
        "Upgrade kcm."
      )
}

/** The namespaces whose rights are worth asking for: those that are named, the context's and the usual one. */
const interesting = (access: Access, { monitor }: Settings, policy: NamespacePolicy, named: ReadonlyArray<string>) => [
  ...new Set(
    [...named, ...Option.toArray(access.chosen.namespace), monitor.globalNamespace].filter((name) =>
      policy.allows(name)
    )
  )
]

/** Rights that cannot be asked for may be there all the same. */
const unasked = (cause: KubeError): Finding =>
  cause.reason === "forbidden" || cause.reason === "notServed"
    ? warning("rights", cause.message, "Try k0rdent-mcp watch: it says which right is missing, if one is.")
    : failed("rights", cause)

/** What the API server itself says; nothing more once it cannot be reached. */
const clusterFindings = (namespaces: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    const diagnosis = yield* Diagnosis
    const version = yield* Effect.result(diagnosis.version)
    if (Result.isFailure(version)) return [failed("API server", version.failure)]
    const whoami = yield* Effect.result(diagnosis.whoami)
    const served = yield* Effect.match(diagnosis.servedVersions, {
      onFailure: (cause) => failed("k0rdent", cause),
      onSuccess: installation
    })
    const rights = yield* Effect.catch(rightsFindings(namespaces), (cause) => Effect.succeed([unasked(cause)]))
    return [
      ok("API server", `answers, version ${label(version.success)}`),
      ...Result.match(whoami, {
        onFailure: () => [],
        onSuccess: (name) => Option.toArray(Option.map(name, (user) => ok("identity", `taken for "${label(user)}"`)))
      }),
      served,
      ...rights
    ]
  })

const examine = Effect.fnUntraced(function* (
  settings: Settings,
  environment: Environment,
  named: ReadonlyArray<string>
) {
  const diagnosis = yield* Diagnosis
  // Compiled once when the environment was read.
  const policy = yield* Effect.orDie(compilePolicy(settings.monitor))
  const access = yield* Effect.result(diagnosis.access)
  if (Result.isFailure(access)) return [failed("kubeconfig", access.failure), ...policyFindings(settings, policy)]
  const now = yield* Clock.currentTimeMillis
  return [
    ...accessFindings(access.success, now),
    ...(yield* clusterFindings(interesting(access.success, settings, policy, named))),
    ...policyFindings(settings, policy),
    ...clientFindings(environment, access.success)
  ]
})

const findingsOf = (environment: Environment, named: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    const settings = yield* readEnvironment(environment)
    return yield* Effect.provide(examine(settings, environment, named), layerDiagnosis(settings.kube))
  }).pipe(
    // What would be logged stands among the findings.
    Effect.provideService(References.MinimumLogLevel, "None"),
    Effect.catchTag("ConfigurationError", ({ message }) => Effect.succeed([error("environment", message)]))
  )

/**
 * `k0rdent-mcp doctor`: what stands between this machine and the management cluster's stories, each thing with its remedy
 * and without any secret. Exit code 0 where the program can work, else 1.
 */
export const doctorCommand = Effect.fn("doctorCommand")(function* (args: ReadonlyArray<string>) {
  const { values } = yield* parseFlags("doctor", { args: [...args], options, allowPositionals: false })
  const named = values.namespace ?? []
  const strange = named.find((name) => !isNamespace(name))
  if (strange !== undefined) {
    return yield* new UsageError({ message: `doctor: --namespace ${JSON.stringify(strange)} is no namespace` })
  }
  const findings = yield* findingsOf(process.env, named)
  const works = findings.every(({ level }) => level !== "error")
  yield* values.json
    ? Console.log(JSON.stringify({ ok: works, findings }, undefined, 2))
    : Effect.forEach(findings.flatMap(inLines), (line) => Console.log(line), { discard: true })
  return works ? 0 : 1
})
