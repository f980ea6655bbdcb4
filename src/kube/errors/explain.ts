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

/** What an error of the management cluster means to a reader, and what to do about it. Without a full stop. */
export const explain = (error: KubeError): string => {
  switch (error.reason) {
    case "forbidden":
      return error.anonymous === true ? error.message : missingRight(error)
    case "notServed":
      return error.resource === "events"
        ? error.message
        : "CRD clusterdeployments.k0rdent.mirantis.com is not installed on this cluster: is it the management cluster? " +
            "Check K0RDENT_MGMT_CONTEXT"
    case "config":
      // Where the variables are named already, what to do has been said.
      return error.message.includes("K0RDENT_MGMT_")
        ? error.message
        : `${error.message.replace(/\.$/u, "")}; check K0RDENT_MGMT_KUBECONFIG_PATH and K0RDENT_MGMT_CONTEXT`
    case "unauthorized":
      return error.anonymous === true
        ? error.message
        : `${error.message}; renew the credentials of the kubeconfig's user`
    case "notFound":
    case "expired":
    case "throttled":
    case "server":
    case "transport":
    case "idle":
    case "protocol":
      return error.message
  }
}
