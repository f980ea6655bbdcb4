import type { KubeObject } from "../../../src/domain/recording.ts"

/** A ClusterDeployment that nobody has worked on yet. */
export const clusterDeployment = (namespace: string, name: string): KubeObject => ({
  apiVersion: "k0rdent.mirantis.com/v1beta1",
  kind: "ClusterDeployment",
  metadata: { name, namespace },
  spec: {
    template: "azure-standalone-cp-1-0-15",
    credential: "azure-cluster-identity-cred",
    config: { location: "eastus", controlPlaneNumber: 1, workersNumber: 1 }
  }
})

export const clustersPath = (namespace: string): string =>
  `/apis/k0rdent.mirantis.com/v1beta1/namespaces/${namespace}/clusterdeployments`
