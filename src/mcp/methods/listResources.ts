import { Effect } from "effect"
import { ClusterMonitor } from "../../monitor/ClusterMonitor.ts"
import type { MonitorableCluster } from "../../monitor/look/monitorable.ts"
import { refused } from "../failures/failures.ts"
import { formatClusterUri } from "../uri.ts"
import { askerOf } from "./Caller.ts"
import { cursorOf, method, mimeType, Paged } from "./method.ts"

const resource = (cluster: MonitorableCluster) => ({
  uri: formatClusterUri({ target: cluster }),
  name: `${cluster.namespace}/${cluster.name}`,
  description: cluster.template === "" ? "ClusterDeployment" : `ClusterDeployment from template ${cluster.template}`,
  mimeType
})

/** The clusters that the caller may see, a hundred at a time. */
export const listResources = method("resources/list", Paged, (params, caller) =>
  Effect.flatMap(ClusterMonitor, (monitor) => {
    const cursor = cursorOf(params)
    return monitor.list({ ...askerOf(caller), pageSize: 100, ...(cursor === undefined ? {} : { cursor }) })
  }).pipe(
    Effect.map(({ clusters, nextCursor }) => ({
      resources: clusters.map(resource),
      ...(nextCursor === undefined ? {} : { nextCursor })
    })),
    Effect.mapError(refused())
  )
)
