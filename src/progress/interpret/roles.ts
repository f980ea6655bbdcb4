import type { ClusterDeployment } from "../../domain/clusterDeployment.ts"

/** Control plane machines are named `<cluster>-cp-...`, `<cluster>-control-plane-...` or, by their provider, `-kcp-`, `-rcp-`, `-tcp-`. */
export const isControlPlaneMachine = (name: string, cluster: ClusterDeployment): boolean =>
  name.startsWith(`${cluster.name}-`) &&
  /^(?:[krt]?cp|control-?plane)(?:-|$)/u.test(name.slice(cluster.name.length + 1))
