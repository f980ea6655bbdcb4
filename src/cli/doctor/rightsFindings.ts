import { Effect, Option } from "effect"
import { Diagnosis, type Right } from "../../kube/Diagnosis.ts"
import { grantOf } from "../../kube/errors/explain.ts"
import type { KubeError } from "../../kube/errors/KubeError.ts"
import { label } from "../../kube/errors/label.ts"
import type { ResourceName } from "../../kube/http/resource.ts"
import { error, type Finding, ok, warning } from "./finding.ts"

const verbs: ReadonlyArray<Right["verb"]> = ["get", "list", "watch"]

const missingVerbs = Effect.fnUntraced(function* (resource: ResourceName, namespace?: string) {
  const { allowed } = yield* Diagnosis
  const where = namespace === undefined ? {} : { namespace }
  const granted = yield* Effect.filter(verbs, (verb) => allowed({ verb, resource, ...where }), { concurrency: 3 })
  return verbs.filter((verb) => !granted.includes(verb))
})

interface Reach {
  readonly resource: ResourceName
  readonly everywhere: boolean
  readonly inNamespaces: ReadonlyArray<string>
  readonly lacking: ReadonlyArray<string>
}

/** Where a resource may be read: everywhere, else in which of the namespaces. */
const reachOf = Effect.fnUntraced(function* (resource: ResourceName, namespaces: ReadonlyArray<string>) {
  const lacking = yield* missingVerbs(resource)
  const inNamespaces =
    lacking.length === 0
      ? []
      : yield* Effect.filter(
          namespaces,
          (namespace) => Effect.map(missingVerbs(resource, namespace), (missing) => missing.length === 0),
          { concurrency: 5 }
        )
  const reach: Reach = { resource, everywhere: lacking.length === 0, inNamespaces, lacking }
  return reach
})

const shown = 5

const quoted = (names: ReadonlyArray<string>): string => {
  const first = names.slice(0, shown).map((name) => `"${name}"`)
  return names.length > shown ? `${first.join(", ")} and ${names.length - shown} more` : first.join(", ")
}

const findingOf = (
  { everywhere, inNamespaces, lacking, resource }: Reach,
  namespaces: ReadonlyArray<string>,
  user: string
): Finding => {
  const check = `rights`
  if (everywhere) return ok(check, `${verbs.join(", ")} ${resource} in all namespaces`)
  const denied = `${lacking.join(", ")} ${resource} in all namespaces: not granted`
  const remedy = `Bind ${grantOf(resource)} to ${user}.`
  if (inNamespaces.length > 0) {
    const granted = quoted(inNamespaces)
    return warning(check, `${denied}; ${verbs.join(", ")} granted in ${granted} only.`, remedy)
  }
  const elsewhere = `${remedy} Are they granted in some namespace? Ask with k0rdent-mcp doctor --namespace NAMESPACE.`
  const asked = namespaces.length === 0 ? "" : `, nor in ${quoted(namespaces)}`
  return resource === "events"
    ? warning(check, `${denied}${asked}: clusters are told by their conditions alone, without milestones.`, remedy)
    : error(check, `${denied}${asked}.`, elsewhere)
}

/** Each right that is needed, everywhere or in some of the namespaces that are asked about. */
export const rightsFindings = Effect.fnUntraced(function* (
  namespaces: ReadonlyArray<string>,
  takenFor: Option.Option<string>
) {
  const user = Option.match(takenFor, {
    onNone: () => "the user of the kubeconfig",
    onSome: (name) => `the user "${label(name)}"`
  })
  const resources: ReadonlyArray<ResourceName> = ["clusterdeployments", "events"]
  const findings: Effect.Effect<ReadonlyArray<Finding>, KubeError, Diagnosis> = Effect.forEach(resources, (resource) =>
    Effect.map(reachOf(resource, namespaces), (reach) => findingOf(reach, namespaces, user))
  )
  return yield* findings
})
