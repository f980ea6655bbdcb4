import type { ClusterDeployment } from "../../domain/clusterDeployment.ts"
import type { ObjectReference } from "../../domain/progressUpdate.ts"

export const referenceTo = (cluster: ClusterDeployment): ObjectReference => ({
  kind: "ClusterDeployment",
  name: cluster.name,
  namespace: cluster.namespace,
  ...(cluster.uid === "" ? {} : { uid: cluster.uid })
})
