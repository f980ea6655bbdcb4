import type { KubeObject } from "../../src/domain/recording.ts"

export const namespaces = ["team-a", "team-b", "team-c", "team-d", "team-e"]
export const clustersEach = 10
export const eventsEach = 400
/** The last event of a namespace: whoever has seen it in every namespace has seen everything. */
export const lastReason = "BenchmarkDone"

export const clusterNames: ReadonlyArray<string> = Array.from(
  { length: clustersEach },
  (_, index) => `cluster-${index}`
)

const now = () => new Date().toISOString().replace(/\.\d+/u, "")

export const clusterObject = (namespace: string, name: string): KubeObject => ({
  apiVersion: "k0rdent.mirantis.com/v1beta1",
  kind: "ClusterDeployment",
  metadata: { name, namespace, uid: `${namespace}/${name}`, generation: 1, creationTimestamp: now() },
  spec: { template: "aws-standalone-cp-1-0-43", credential: "aws-cred", config: { region: "us-east-2" } },
  status: {
    observedGeneration: 1,
    conditions: [
      { type: "HelmReleaseReady", status: "True", reason: "InstallSucceeded", lastTransitionTime: now() },
      {
        type: "CAPIClusterSummary",
        status: "False",
        reason: "IssuesReported",
        message:
          "* InfrastructureReady: 3 of 8 completed\n* ControlPlaneInitialized: Control plane not yet initialized",
        lastTransitionTime: now()
      }
    ]
  }
})

export const eventObject = (namespace: string, index: number): KubeObject => {
  const last = index === eventsEach - 1
  const name = clusterNames[index % clustersEach] ?? "cluster-0"
  return {
    apiVersion: "v1",
    kind: "Event",
    metadata: { name: `bench.${index}`, namespace, uid: `${namespace}/${index}`, creationTimestamp: now() },
    involvedObject: { kind: "AWSCluster", name, namespace, apiVersion: "infrastructure.cluster.x-k8s.io/v1beta2" },
    type: "Normal",
    reason: last ? lastReason : "SuccessfulCreateSubnet",
    message: `Created new managed Subnet "subnet-${index}"`,
    source: { component: "aws-controller" },
    firstTimestamp: now(),
    lastTimestamp: now(),
    count: 1
  }
}
