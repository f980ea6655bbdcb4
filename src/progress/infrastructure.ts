import type { ClusterDeployment } from "../domain/clusterDeployment.ts"
import type { ObjectReference } from "../domain/progressUpdate.ts"
import type { Shape } from "./provider.ts"
import type { Reading } from "./reading.ts"

/** The kinds behind a cluster's InfrastructureReady and ControlPlane* conditions (field guide section h). */
const kinds: Readonly<
  Record<string, { readonly cluster: string; readonly managed?: string; readonly managedControlPlane?: string }>
> = {
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
}

const isManaged = (shape: Shape): boolean => shape === "managed"

/** The object that one of the Cluster's own conditions is about, where its text names none. */
export const infrastructureObject = (cluster: ClusterDeployment, reading: Reading, head: string): ObjectReference => {
  const known = kinds[reading.provider]
  const { namespace, name } = cluster
  if (head.startsWith("ControlPlane")) {
    const managed = isManaged(reading.shape) ? known?.managedControlPlane : undefined
    const hosted = reading.shape === "hosted" || reading.shape === "remote"
    return { kind: managed ?? (hosted ? "K0smotronControlPlane" : "K0sControlPlane"), name: `${name}-cp`, namespace }
  }
  if (head === "InfrastructureReady" && known !== undefined) {
    return { kind: (isManaged(reading.shape) ? known.managed : undefined) ?? known.cluster, name, namespace }
  }
  return { kind: "Cluster", name, namespace }
}
