import type { ClusterDeployment } from "../../domain/clusterDeployment.ts"
import type { ClusterTarget } from "../../domain/names.ts"

/** One entry of the list of what can be monitored. */
export interface MonitorableCluster extends ClusterTarget {
  readonly template: string
  readonly createdAt?: number
}

/** What a client is told of a cluster that it may monitor. */
export const monitorable = ({ namespace, name, template, createdAt }: ClusterDeployment): MonitorableCluster => ({
  namespace,
  name,
  template,
  ...(createdAt === undefined ? {} : { createdAt })
})
