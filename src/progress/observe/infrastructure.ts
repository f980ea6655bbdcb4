import type { ClusterDeployment } from "../../domain/clusterDeployment.ts"
import type { ObjectReference } from "../../domain/progressUpdate.ts"
import type { Observation } from "./observation.ts"
import type { Shape } from "./provider.ts"

interface Kinds {
  readonly cluster: string
  readonly managed?: string
  readonly managedControlPlane?: string
}

/** The kinds behind a cluster's InfrastructureReady and ControlPlane* conditions (field guide section h). */
const kinds: ReadonlyMap<string, Kinds> = new Map<string, Kinds>(
  Object.entries({
    aws: { cluster: "AWSCluster", managed: "AWSManagedCluster", managedControlPlane: "AWSManagedControlPlane" },
    azure: {
      cluster: "AzureCluster",
      managed: "AzureASOManagedCluster",
      managedControlPlane: "AzureASOManagedControlPlane"
    },
    gcp: { cluster: "GCPCluster", managed: "GCPManagedCluster", managedControlPlane: "GCPManagedControlPlane" },
    openstack: { cluster: "OpenStackCluster" },
    vsphere: { cluster: "VSphereCluster" },
    kubevirt: { cluster: "KubevirtCluster" },
    docker: { cluster: "DevCluster" },
    remote: { cluster: "RemoteCluster" }
  })
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
    return { kind: managed ?? (hosted ? "K0smotronControlPlane" : "K0sControlPlane"), name: `${name}-cp`, namespace }
  }
  if (head === "InfrastructureReady" && known !== undefined) {
    return { kind: (isManaged(observation.shape) ? known.managed : undefined) ?? known.cluster, name, namespace }
  }
  return { kind: "Cluster", name, namespace }
}
