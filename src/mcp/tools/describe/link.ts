import type { ClusterTarget } from "../../../domain/names.ts"
import { formatClusterUri } from "../../uri.ts"

/** Where to subscribe for what comes next. */
export const clusterLink = (target: ClusterTarget) => ({
  type: "resource_link" as const,
  uri: formatClusterUri({ target }),
  name: `${target.namespace}/${target.name}`,
  description: "the cluster's story; subscribe to be told as it happens",
  mimeType: "application/json"
})
