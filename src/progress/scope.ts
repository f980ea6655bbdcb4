import type { ClusterDeployment } from "../domain/clusterDeployment.ts"
import type { KubeEvent } from "../domain/kubeEvent.ts"

/**
 * Whether an event is about this cluster. `names`: the names of all ClusterDeployments of the namespace, its own
 * included. Sources and reasons: field guide d.3.
 */
export const belongsTo = (event: KubeEvent, cluster: ClusterDeployment, names: ReadonlySet<string>): boolean => {
  const { namespace, name } = event.regarding
  if (namespace !== cluster.namespace) return false
  if (cluster.createdAt !== undefined && event.at < cluster.createdAt - 1000) return false
  const owner = [...names, cluster.name]
    .filter((candidate) => name === candidate || name.startsWith(`${candidate}-`))
    .reduce((longest, candidate) => (candidate.length > longest.length ? candidate : longest), "")
  return owner === cluster.name
}
