import { Effect, Option } from "effect"
import { Diagnosis, type Right } from "../../kube/Diagnosis.ts"
import { grantOf } from "../../kube/errors/explain.ts"
import type { KubeError } from "../../kube/errors/KubeError.ts"
import { label } from "../../kube/errors/label.ts"
import type { ResourceName } from "../../kube/http/resource.ts"
import { error, type Finding, ok, warning } from "./finding.ts"

const verbs: ReadonlyArray<Right["verb"]> = ["get", "list", "watch"]

const missingVerbs = Effect.fnUntraced(function* (resource: ResourceName) {
  const { allowed } = yield* Diagnosis
  const granted = yield* Effect.filter(verbs, (verb) => allowed({ verb, resource }), { concurrency: 3 })
  return verbs.filter((verb) => !granted.includes(verb))
})

interface Reach {
  readonly resource: ResourceName
  readonly everywhere: boolean
  readonly inNamespaces: ReadonlyArray<string>
  readonly lacking: ReadonlyArray<string>
}

/** Whether all is granted there; the first right that is missing settles it. */
const isGranted = Effect.fnUntraced(function* (resource: ResourceName, namespace: string) {
  const { allowed } = yield* Diagnosis
  for (const verb of verbs) if (!(yield* allowed({ verb, resource, namespace }))) return false
  return true
})

/** Where a resource may be read: everywhere, else in which of the namespaces. */
const reachOf = Effect.fnUntraced(function* (resource: ResourceName, namespaces: ReadonlyArray<string>) {
  const lacking = yield* missingVerbs(resource)
  const inNamespaces =
    lacking.length === 0
      ? []
      : yield* Effect.filter(namespaces, (namespace) => isGranted(resource, namespace), { concurrency: 10 })
  const reach: Reach = { resource, everywhere: lacking.length === 0, inNamespaces, lacking }
  return reach
})

const shown = 5

const quoted = (names: ReadonlyArray<string>): string => {
  const first = names.slice(0, shown).map((name) => `"${name}"`)
  return names.length > shown ? `${first.join(", ")} and ${names.length - shown} more` : first.join(", ")
}

interface Asked {
  readonly namespaces: ReadonlyArray<string>
  /** Where clusters live that are named without a namespace. */
  readonly globalNamespace: string
  readonly user: Option.Option<string>
}

/** Who may read there alone has to say so, or look elsewhere for what is named without a namespace. */
const atHome = (inNamespaces: ReadonlyArray<string>, globalNamespace: string): string =>
  inNamespaces.includes(globalNamespace)
    ? ""
    : ` Or set CLUSTER_GLOBAL_NAMESPACE=${inNamespaces[0] ?? ""}: clusters are looked for there where no namespace is named.`

const findingOf = (
  { everywhere, inNamespaces, lacking, resource }: Reach,
  { globalNamespace, namespaces, user: takenFor }: Asked
): Finding => {
  const user = Option.match(takenFor, {
    onNone: () => "the user of the kubeconfig",
    onSome: (name) => `the user "${label(name)}"`
  })
  const check = `rights`
  if (everywhere) return ok(check, `${verbs.join(", ")} ${resource} in all namespaces`)
  const denied = `${lacking.join(", ")} ${resource} in all namespaces: not granted`
  const remedy = `Bind ${grantOf(resource)} to ${user}.`
  if (inNamespaces.length > 0) {
    const granted = quoted(inNamespaces)
    return warning(
      check,
      `${denied}; ${verbs.join(", ")} granted in ${granted} only.`,
      `${remedy}${resource === "events" ? "" : atHome(inNamespaces, globalNamespace)}`
    )
  }
  const elsewhere = `${remedy} Are they granted in some namespace? Ask with k0rdent-mcp doctor --namespace NAMESPACE.`
  const asked = namespaces.length === 0 ? "" : `, nor in ${quoted(namespaces)}`
  return resource === "events"
    ? warning(check, `${denied}${asked}: clusters are told by their conditions alone, without milestones.`, remedy)
    : error(check, `${denied}${asked}.`, elsewhere)
}

/** Each right that is needed, everywhere or in some of the namespaces that are asked about. */
export const rightsFindings = (asked: Asked): Effect.Effect<ReadonlyArray<Finding>, KubeError, Diagnosis> => {
  const resources: ReadonlyArray<ResourceName> = ["clusterdeployments", "events"]
  return Effect.forEach(resources, (resource) =>
    Effect.map(reachOf(resource, asked.namespaces), (reach) => findingOf(reach, asked))
  )
}
