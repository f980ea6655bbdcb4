import type { ClusterDeployment } from "../../domain/clusterDeployment.ts"

/** Control plane machines are named `<cluster>-cp-...` or `<cluster>-control-plane-...`, workers by anything else. */
export const isControlPlaneMachine = (name: string, cluster: ClusterDeployment): boolean =>
  name.startsWith(`${cluster.name}-`) && /^(?:cp|control-plane)(?:-|$)/u.test(name.slice(cluster.name.length + 1))
