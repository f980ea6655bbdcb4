import { Clock, Console, Duration, Effect, Option, References, Result } from "effect"
import { Diagnosis, layerDiagnosis } from "../../kube/Diagnosis.ts"
import type { KubeError } from "../../kube/errors/KubeError.ts"
import { label } from "../../kube/errors/label.ts"
import type { ChosenContext } from "../../kube/kubeconfig/ChosenContext.ts"
import { compilePolicy, type NamespacePolicy } from "../../monitor/policy.ts"
import { type Environment, readEnvironment, type Settings } from "../environment.ts"
import { misspeltVariables } from "../misspelt.ts"
import { namespaceNamed, parseFlags } from "../usage.ts"
import { readVersion } from "../version.ts"
import { accessFindings, contextFindings } from "./accessFindings.ts"
import { clientFindings } from "./clientVariables.ts"
import { error, type Finding, inLines, ok, warning } from "./finding.ts"
import { rightsFindings } from "./rightsFindings.ts"

const options = { json: { type: "boolean", default: false }, namespace: { type: "string", multiple: true } } as const

const remedies: Readonly<Record<KubeError["reason"], string>> = {
  config: "Mend the kubeconfig, or check K0RDENT_MGMT_KUBECONFIG_PATH and K0RDENT_MGMT_CONTEXT.",
  unauthorized: "Renew the credentials of the kubeconfig's user.",
  forbidden: "Have it granted: docs/rbac.yaml holds the least that is needed.",
  notFound: "Check K0RDENT_MGMT_CONTEXT: is it the management cluster?",
  notServed: "Check the server's URL and its path, and K0RDENT_MGMT_CONTEXT: is it the management cluster?",
  expired: "Try again.",
  throttled: "Try again after a while: the API server has too much to do.",
  server: "Look at the API server's own state: it answered, and could not do it.",
  transport: "Check the server's URL, its proxy (proxy-url, HTTPS_PROXY, NO_PROXY) and its certificate authority.",
  idle: "Try again.",
  protocol: "Check the server's URL: what answers there is not a Kubernetes API server."
}

const remedyOf = ({ anonymous, reason, remedy }: KubeError): string =>
  remedy ?? (anonymous === true ? "Use a context whose user has credentials." : remedies[reason])
const failed = (check: string, cause: KubeError): Finding => error(check, cause.message, remedyOf(cause))

/** A right that only looking needs: without it the program may work all the same. */
const isMerelyForbidden = ({ anonymous, reason, remedy }: KubeError): boolean =>
  reason === "forbidden" && anonymous !== true && remedy === undefined

const program = (): Finding =>
  ok("program", `k0rdent-mcp ${readVersion()} on Node.js ${process.version}, ${process.platform} ${process.arch}`)

/** Variables that look like ours and are not: nobody reads them. */
const misspelt = (environment: Environment): ReadonlyArray<Finding> =>
  misspeltVariables(environment).map(({ meant, name }) =>
    warning("environment", `${label(name)} is not known, and has no effect.`, `Did you mean ${meant}?`)
  )

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

/** A service account lives in a namespace, and mostly has its rights there. */
const homeOf = (user: Option.Option<string>): ReadonlyArray<string> => {
  const [, home] = /^system:serviceaccount:([^:]+):[^:]+$/u.exec(Option.getOrElse(user, () => "")) ?? []
  return home === undefined ? [] : [home]
}

/** The namespaces whose rights are worth asking for: those that are named, the context's, the usual one, what is listed. */
const interesting = (
  chosen: ChosenContext,
  { monitor }: Settings,
  policy: NamespacePolicy,
  named: ReadonlyArray<string>
) => {
  const first = [...named, ...Option.toArray(chosen.namespace), monitor.globalNamespace, ...policy.names]
  return (listed: ReadonlyArray<string>) => [...new Set([...first, ...listed])].filter((name) => policy.allows(name))
}

/** Rights that cannot be asked for may be there all the same. */
const unasked = (cause: KubeError): Finding =>
  isMerelyForbidden(cause) || cause.reason === "notServed"
    ? warning("rights", cause.message, "Try k0rdent-mcp watch: it says which right is missing, if one is.")
    : failed("rights", cause)

/** Clocks that differ by less are no reason for anything. */
const tolerable = 60_000

const clockFindings = (theirs: number | undefined, ours: number): ReadonlyArray<Finding> => {
  const ahead = theirs === undefined ? 0 : ours - theirs
  if (Math.abs(ahead) <= tolerable) return []
  const by = Duration.format(Duration.seconds(Math.round(Math.abs(ahead) / 1000)))
  return [
    warning(
      "clock",
      `this machine's clock is ${by} ${ahead > 0 ? "ahead of" : "behind"} the API server's.`,
      "Set it right: certificates and tokens may count as expired, or as not valid yet, and ages are told wrong."
    )
  ]
}

const versionFinding = (version: Result.Result<string, KubeError>): Finding =>
  Result.match(version, {
    onSuccess: (text) => ok("API server", `answers, version ${label(text)}`),
    onFailure: (cause) =>
      isMerelyForbidden(cause) ? warning("API server", cause.message, remedyOf(cause)) : failed("API server", cause)
  })

/** What the API server itself says; nothing more once it cannot be reached. */
const clusterFindings = (
  namespacesAmong: (listed: ReadonlyArray<string>) => ReadonlyArray<string>,
  globalNamespace: string
) =>
  Effect.gen(function* () {
    const diagnosis = yield* Diagnosis
    const answers = versionFinding(yield* Effect.result(diagnosis.version))
    if (answers.level === "error") return [answers]
    const whoami = yield* Effect.result(diagnosis.whoami)
    const served = yield* Effect.match(diagnosis.servedVersions, {
      onFailure: (cause) =>
        isMerelyForbidden(cause) ? warning("k0rdent", cause.message, remedyOf(cause)) : failed("k0rdent", cause),
      onSuccess: installation
    })
    const listed = yield* Effect.orElseSucceed(diagnosis.namespaces, () => [])
    const myself = Result.isSuccess(whoami) ? whoami.success : Option.none()
    const user = Option.map(myself, (one) => one.user)
    const asked = { namespaces: namespacesAmong([...homeOf(user), ...listed]), globalNamespace, user }
    const rights = yield* Effect.catch(rightsFindings(asked), (cause) => Effect.succeed([unasked(cause)]))
    return [
      answers,
      ...Option.toArray(Option.map(user, (name) => ok("identity", `taken for "${label(name)}"`))),
      ...clockFindings(Option.getOrUndefined(myself)?.at, yield* Clock.currentTimeMillis),
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
  const chosen = yield* Effect.result(diagnosis.chosen)
  if (Result.isFailure(chosen)) return [failed("kubeconfig", chosen.failure), ...policyFindings(settings, policy)]
  const beside = [...policyFindings(settings, policy), ...clientFindings(environment, chosen.success)]
  const access = yield* Effect.result(diagnosis.access)
  if (Result.isFailure(access)) {
    return [...contextFindings(chosen.success), failed("login", access.failure), ...beside]
  }
  const now = yield* Clock.currentTimeMillis
  return [
    ...accessFindings(access.success, now),
    ...(yield* clusterFindings(interesting(chosen.success, settings, policy, named), settings.monitor.globalNamespace)),
    ...beside
  ]
})

const findingsOf = (environment: Environment, named: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    const settings = yield* readEnvironment(environment)
    return [
      program(),
      ...misspelt(environment),
      ...(yield* Effect.provide(examine(settings, environment, named), layerDiagnosis(settings.kube)))
    ]
  }).pipe(
    // What would be logged stands among the findings.
    Effect.provideService(References.MinimumLogLevel, "None"),
    Effect.catchTag("ConfigurationError", ({ message, variable }) =>
      Effect.succeed([program(), error("environment", `${message}.`, `Mend or unset ${variable}.`)])
    )
  )

/**
 * `k0rdent-mcp doctor`: what stands between this machine and the management cluster's stories, each thing with its remedy
 * and without any secret. Exit code 0 where the program can work, else 1.
 */
export const doctorCommand = Effect.fn("doctorCommand")(function* (args: ReadonlyArray<string>) {
  const { values } = yield* parseFlags("doctor", { args: [...args], options, allowPositionals: false })
  const named = yield* Effect.forEach(values.namespace ?? [], (name) => namespaceNamed("doctor: --namespace", name))
  const findings = yield* findingsOf(process.env, named)
  const works = findings.every(({ level }) => level !== "error")
  yield* values.json
    ? Console.log(JSON.stringify({ ok: works, findings }, undefined, 2))
    : Effect.forEach(findings.flatMap(inLines), (line) => Console.log(line), { discard: true })
  return works ? 0 : 1
})
