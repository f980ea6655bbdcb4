import type { ClusterDeployment } from "../../domain/clusterDeployment.ts"
import type { ObjectReference } from "../../domain/update/progressUpdate.ts"
import { controllers } from "../knowledge/controllers.ts"
import type { Provider, Shape } from "../knowledge/provider.ts"
import type { Observation } from "./observation.ts"
import { isOwnTemplate } from "./provider.ts"

/** The kinds behind a cluster's InfrastructureReady and ControlPlane* conditions, by provider. */
const kinds: ReadonlyMap<string, Provider["infrastructure"]> = new Map(
  controllers.map(({ name, provider }) => [name, provider?.infrastructure])
)

const isManaged = (shape: Shape): boolean => shape === "managed"

/** The object that one of the Cluster's own conditions is about, where its text names none. */
export const infrastructureObject = (
  cluster: ClusterDeployment,
  observation: Observation,
  head: string
): ObjectReference => {
  const known = kinds.get(observation.provider)
  const { namespace, name } = cluster
  if (head.startsWith("ControlPlane")) {
    const managed = isManaged(observation.shape) ? known?.managedControlPlane : undefined
    const hosted = observation.shape === "hosted" || observation.shape === "remote"
    // Templates that are not kcm's may have any control plane.
    const usual = isOwnTemplate(cluster.template) ? (hosted ? "K0smotronControlPlane" : "K0sControlPlane") : undefined
    const kind = observation.controlPlane ?? managed ?? usual
    if (kind !== undefined) return { kind, name: `${name}-cp`, namespace }
  }
  if (head === "InfrastructureReady" && known !== undefined) {
    return { kind: (isManaged(observation.shape) ? known.managed : undefined) ?? known.cluster, name, namespace }
  }
  return { kind: "Cluster", name, namespace }
}
