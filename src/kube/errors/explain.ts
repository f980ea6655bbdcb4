import type { KubeError } from "./KubeError.ts"

// The API group of each resource as a Role names it.
const apiGroups: ReadonlyMap<string, string> = new Map([
  ["clusterdeployments", "k0rdent.mirantis.com"],
  ["events", ""]
])

const readVerbs = ["get", "list", "watch"]

/** What gives the right to read a resource, everywhere or in one namespace: something to bind. */
export const grantOf = (resource: string, namespace?: string): string => {
  const role = namespace === undefined ? "a ClusterRole" : "a Role in that namespace"
  const verbs = readVerbs.map((verb) => `"${verb}"`).join(", ")
  return `${role} with apiGroups: ["${apiGroups.get(resource) ?? "*"}"], resources: ["${resource}"], verbs: [${verbs}]`
}

/** Which right is missing, and the rule that gives it. */
const missingRight = (error: KubeError): string => {
  if (error.verb === undefined || error.resource === undefined) return error.message
  const resource = error.resource.split(".")[0] ?? error.resource
  const where = error.namespace === undefined ? "in all namespaces" : `in namespace "${error.namespace}"`
  return `the right to ${error.verb} ${resource} ${where} is missing: bind ${grantOf(resource, error.namespace)} to the user of the kubeconfig`
}

const withoutStop = (text: string): string => text.replace(/\.$/u, "")

/** A message and what to do about it, as one sentence: a remedy begins with a verb. */
const andThen = (message: string, remedy: string): string =>
  `${withoutStop(message)}; ${remedy.charAt(0).toLowerCase()}${withoutStop(remedy).slice(1)}`

/** What to do where an error says nothing of its own. */
const remedyOf = (error: KubeError): string | undefined => {
  if (error.remedy !== undefined || error.anonymous === true) return error.remedy
  if (error.reason === "unauthorized") return "Renew the credentials of the kubeconfig's user."
  // Where the variables are named already, what to do has been said.
  return error.reason === "config" && !error.message.includes("K0RDENT_MGMT_")
    ? "Check K0RDENT_MGMT_KUBECONFIG_PATH and K0RDENT_MGMT_CONTEXT."
    : undefined
}

const saidOf = (error: KubeError): string => {
  if (error.reason === "forbidden" && error.anonymous !== true && error.remedy === undefined) return missingRight(error)
  if (error.reason === "notServed" && error.resource !== "events") {
    return (
      "CRD clusterdeployments.k0rdent.mirantis.com is not installed on this cluster: is it the management cluster? " +
      "Check K0RDENT_MGMT_CONTEXT"
    )
  }
  return error.message
}

/** What an error of the management cluster means to a reader, and what to do about it. Without a full stop. */
export const explain = (error: KubeError): string => {
  const remedy = remedyOf(error)
  return remedy === undefined ? saidOf(error) : andThen(saidOf(error), remedy)
}
