// Objects of a busy management cluster, as text and as large as they really are.

const started = Date.now()
const at = (seconds: number) => new Date(started - 600_000 + seconds * 1000).toISOString().replace(/\.\d+/u, "")
const fields = { "f:count": {}, "f:firstTimestamp": {}, "f:involvedObject": {}, "f:lastTimestamp": {}, "f:message": {} }
const managed = (manager: string) => [
  { manager, operation: "Update", apiVersion: "v1", time: at(0), fieldsType: "FieldsV1", fieldsV1: fields }
]

/** Nine in ten are of pods, which are nobody's; one is of a cluster, that of every second again and again the same. */
export const eventText = (namespace: string, index: number, version: number): string =>
  index % 10 === 3 ? clusterEvent(namespace, Math.floor(index / 10), version) : podEvent(namespace, index, version)

const clusterEvent = (namespace: string, index: number, version: number): string => {
  const name = `cluster-${index % 20}`
  const repeated = index % 40 < 20
  return JSON.stringify({
    kind: "Event",
    apiVersion: "v1",
    metadata: {
      name: `${name}.${repeated ? "again" : index.toString(16)}`,
      namespace,
      uid: repeated ? `again-${namespace}-${name}` : `once-${namespace}-${version}`,
      resourceVersion: String(version),
      creationTimestamp: at(0),
      managedFields: managed("capa-controller-manager")
    },
    involvedObject: { kind: "AWSCluster", namespace, name, uid: `aws-${name}`, apiVersion: "v1", resourceVersion: "1" },
    reason: "SuccessfulCreateSubnet",
    message: `Created new managed Subnet "subnet-0${(index * 7919).toString(16)}"`,
    source: { component: "aws-controller" },
    firstTimestamp: at(0),
    lastTimestamp: at(index % 600),
    count: repeated ? index + 1 : 1,
    type: "Normal",
    eventTime: null,
    reportingComponent: "aws-controller",
    reportingInstance: ""
  })
}

const podEvent = (namespace: string, index: number, version: number): string => {
  const pod = `workload-${index % 997}-7c9d5bd4f-${(index * 7919).toString(36).slice(0, 5)}`
  return JSON.stringify({
    kind: "Event",
    apiVersion: "v1",
    metadata: {
      name: `${pod}.${(index + 0x17f3a2b0).toString(16)}`,
      namespace,
      uid: `5b0c${index.toString(16).padStart(4, "0")}-7e4b-4f7f-9a53-${version.toString(16).padStart(12, "0")}`,
      resourceVersion: String(version),
      creationTimestamp: at(index % 600),
      managedFields: managed("kubelet")
    },
    involvedObject: {
      kind: "Pod",
      namespace,
      name: pod,
      uid: `a1b2${index.toString(16).padStart(4, "0")}-7e4b-4f7f-9a53-ab12cd34ef56`,
      apiVersion: "v1",
      resourceVersion: String(version - 1),
      fieldPath: "spec.containers{app}"
    },
    reason: "BackOff",
    message: `Back-off restarting failed container app in pod ${pod}_${namespace}(a1b2-7e4b-4f7f-9a53-ab12cd34ef56)`,
    source: { component: "kubelet", host: "ip-10-0-12-34.ec2.internal" },
    firstTimestamp: at(index % 600),
    lastTimestamp: at(index % 600),
    count: (index % 40) + 1,
    type: "Warning",
    eventTime: null,
    reportingComponent: "kubelet",
    reportingInstance: "ip-10-0-12-34.ec2.internal"
  })
}

const condition = (type: string, done: boolean, message = "") => ({
  type,
  status: done ? "True" : "False",
  reason: done ? "Succeeded" : "InProgress",
  message,
  observedGeneration: 1,
  lastTransitionTime: at(0)
})

/** A cluster whose phase changes with each generation of the bench: Provisioning and Bootstrapping in turn. */
export const clusterText = (namespace: string, name: string, generation: number, version: number): string => {
  const bootstrapping = generation % 2 === 0
  return JSON.stringify({
    apiVersion: "k0rdent.mirantis.com/v1beta1",
    kind: "ClusterDeployment",
    metadata: {
      name,
      namespace,
      uid: `${namespace}-${name}`,
      resourceVersion: String(version),
      generation: 1,
      creationTimestamp: at(0),
      managedFields: managed("manager")
    },
    spec: {
      template: "aws-standalone-cp-1-0-43",
      credential: "aws-cred",
      config: { region: "us-east-2", workersNumber: 3, controlPlaneNumber: 1 }
    },
    status: {
      observedGeneration: 1,
      conditions: [
        condition("CredentialReady", true, "Credential is Ready"),
        condition("TemplateReady", true, "Template is valid"),
        condition("HelmChartReady", true, "Helm chart is valid"),
        condition("HelmReleaseReady", true, "Helm install succeeded"),
        condition(
          "CAPIClusterSummary",
          false,
          bootstrapping
            ? "* ControlPlaneInitialized: Control plane not yet initialized\n* ControlPlaneAvailable: not yet"
            : "* InfrastructureReady: 3 of 8 completed\n* ControlPlaneInitialized: Control plane not yet initialized"
        ),
        condition("Ready", false, "Cluster is not ready")
      ]
    }
  })
}
