import type { ClusterDeployment } from "../../domain/clusterDeployment.ts"
import type { ObjectReference } from "../../domain/update/progressUpdate.ts"

export const referenceTo = (cluster: ClusterDeployment): ObjectReference => ({
  kind: "ClusterDeployment",
  name: cluster.name,
  namespace: cluster.namespace,
  ...(cluster.uid === "" ? {} : { uid: cluster.uid })
})
