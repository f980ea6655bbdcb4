import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { type Classified, classify } from "../../src/progress/interpret/classifyEvent.ts"
import { cluster, type EventInput, event } from "./objects.ts"

const demo = cluster()
const read = (input: Partial<EventInput> & Pick<EventInput, "kind" | "reason">, of = demo): Classified =>
  classify(event({ name: "demo", at: 10, ...input }), of)

interface Told {
  readonly kind: string
  readonly reason: string
  readonly name?: string
  readonly message?: string
  readonly type?: "Warning"
  readonly says: string
  readonly fact?: string
}

// Every M of field guide d.2.
const told: ReadonlyArray<Told> = [
  {
    kind: "ClusterDeployment",
    reason: "HelmReleaseCreated",
    says: "kcm created the HelmRelease demo",
    fact: "helmReleaseCreated"
  },
  {
    kind: "ClusterDeployment",
    reason: "CAPIClusterIsReady",
    says: "Cluster API reports cluster demo as provisioned",
    fact: "capiReady"
  },
  {
    kind: "ClusterDeployment",
    reason: "SuccessfulDelete",
    says: "ClusterDeployment demo has been deleted",
    fact: "deleted"
  },
  {
    kind: "HelmRelease",
    reason: "InstallSucceeded",
    message: "Helm install succeeded for release ns/demo.v1 with chart aws-standalone-cp@1.0.43",
    says: "Helm installed the release demo, chart aws-standalone-cp@1.0.43",
    fact: "helmInstalled"
  },
  {
    kind: "HelmRelease",
    reason: "InstallSucceeded",
    message: "done",
    says: "Helm installed the release demo",
    fact: "helmInstalled"
  },
  {
    kind: "HelmRelease",
    reason: "UpgradeSucceeded",
    message: "Helm upgrade succeeded for release ns/demo.v2 with chart x@1",
    says: "Helm upgraded the release demo to v2",
    fact: "helmInstalled"
  },
  { kind: "HelmRelease", reason: "UpgradeSucceeded", says: "Helm upgraded the release demo", fact: "helmInstalled" },
  {
    kind: "Cluster",
    reason: "Provisioning",
    says: "Cluster API began to provision cluster demo",
    fact: "capiProvisioning"
  },
  {
    kind: "Cluster",
    reason: "InfrastructureReady",
    says: "The infrastructure of cluster demo is ready",
    fact: "infrastructureReady"
  },
  {
    kind: "Cluster",
    reason: "ControlPlaneReady",
    says: "The control plane of cluster demo is initialized",
    fact: "controlPlaneInitialized"
  },
  {
    kind: "Cluster",
    reason: "ControlPlaneInitialized",
    says: "The control plane of cluster demo is initialized",
    fact: "controlPlaneInitialized"
  },
  { kind: "Cluster", reason: "Deleting", says: "Cluster API began to delete cluster demo", fact: "deleting" },
  {
    kind: "Machine",
    name: "demo-cp-0",
    reason: "SuccessfulSetNodeRef",
    message: "ip-10-0-0-1",
    says: "Node ip-10-0-0-1 joined as a control plane node (machine demo-cp-0)",
    fact: "nodeJoined"
  },
  {
    kind: "Machine",
    name: "demo-md-abcde-fghij",
    reason: "SuccessfulSetNodeRef",
    message: "w",
    says: "Node w joined as a worker (machine demo-md-abcde-fghij)",
    fact: "nodeJoined"
  },
  {
    kind: "Machine",
    name: "rack-7",
    reason: "SuccessfulSetNodeRef",
    message: "w",
    says: "Node w joined (machine rack-7)",
    fact: "nodeJoined"
  },
  {
    kind: "AWSCluster",
    reason: "SuccessfulCreateVPC",
    message: 'Created new managed VPC "vpc-1"',
    says: "AWS created the VPC vpc-1"
  },
  { kind: "AWSCluster", reason: "SuccessfulCreateNATGateway", says: "AWS created the first NAT gateway" },
  {
    kind: "AWSManagedControlPlane",
    name: "demo-cp",
    reason: "InitiatedCreateEKSControlPlane",
    says: "AWS began to create the EKS control plane demo-cp"
  },
  {
    kind: "AWSMachine",
    name: "demo-cp-x",
    reason: "SuccessfulCreate",
    message: 'Created new control-plane instance with id "i-0abc"',
    says: "AWS created the control plane instance i-0abc (machine demo-cp-x)"
  },
  {
    kind: "VirtualNetwork",
    name: "demo-vnet",
    reason: "BeginCreateOrUpdate",
    says: "Azure began to create VirtualNetwork demo-vnet"
  },
  {
    kind: "GCPCluster",
    reason: "GCPClusterReconcile",
    message: "Got control-plane endpoint - 34.1.2.3",
    says: "Google Cloud gave the control plane its endpoint 34.1.2.3"
  },
  {
    kind: "GCPMachine",
    name: "demo-cp-x",
    reason: "GCPMachineReconcile",
    message: "GCPMachine instance is running - instance-id: x",
    says: "Google Cloud runs the instance of machine demo-cp-x"
  },
  {
    kind: "OpenStackServer",
    name: "demo-cp-x",
    reason: "Successfulcreateserver",
    message: "Created server demo-cp-x with id 1",
    says: "OpenStack created the server demo-cp-x"
  },
  {
    kind: "ClusterSummary",
    name: "p--x-capi-demo",
    reason: "Sveltos",
    message: "Feature: Helm deployed to cluster Capi ns/demo",
    says: "Sveltos deployed the cluster's Helm services",
    fact: "servicesDeployed"
  }
]

describe("a milestone", () => {
  for (const { says, fact, ...input } of told) {
    it(`is ${input.kind} ${input.reason}: ${says}`, () => {
      const found = read(input)
      assert.strictEqual(found._tag, "Milestone")
      if (found._tag === "Milestone") assert.deepStrictEqual([found.message, found.fact], [says, fact])
    })
  }

  it("of one machine is not that of another, and is the same however often it is told", () => {
    const key = (name: string) => {
      const found = read({ kind: "Machine", name, reason: "SuccessfulSetNodeRef", message: "node" })
      return found._tag === "Milestone" ? found.key : ""
    }
    assert.strictEqual(key("demo-md-a"), key("demo-md-a"))
    assert.notStrictEqual(key("demo-md-a"), key("demo-md-b"))
  })

  it("of readiness is none while the cluster is being deleted", () => {
    const leaving = cluster({ deletedAt: 5 })
    for (const [kind, reason] of [
      ["ClusterDeployment", "CAPIClusterIsReady"],
      ["Cluster", "Provisioning"],
      ["ResourceGroup", "BeginCreateOrUpdate"]
    ] as const) {
      assert.strictEqual(read({ kind, reason }, leaving)._tag, "Noise")
    }
    assert.strictEqual(read({ kind: "Cluster", reason: "Deleting" }, leaving)._tag, "Milestone")
  })
})

const silent: ReadonlyArray<
  readonly ["Noise" | "Movement", Partial<EventInput> & Pick<EventInput, "kind" | "reason">]
> = [
  ["Noise", { kind: "ClusterDeployment", reason: "HelmReleaseIsReady" }],
  ["Noise", { kind: "ClusterDeployment", reason: "DryRunEnabled" }],
  ["Noise", { kind: "ClusterDeployment", reason: "HelmReleaseDeleted" }],
  [
    "Noise",
    {
      kind: "ClusterDeployment",
      reason: "HelmReleaseReconcileFailed",
      type: "Warning",
      message: "the object has been modified"
    }
  ],
  ["Noise", { kind: "ClusterDeployment", reason: "CAPIClusterIsProvisioning" }],
  [
    "Noise",
    {
      kind: "ServiceSet",
      reason: "ServiceSetCollectServiceStatusesFailed",
      type: "Warning",
      message: "Failed to collect Service statuses: x not found",
      count: 30
    }
  ],
  ["Noise", { kind: "ServiceSet", reason: "ServiceSetEnsureProfileFailed", type: "Warning", count: 30 }],
  ["Noise", { kind: "HelmRelease", reason: "DriftDetected" }],
  [
    "Noise",
    {
      kind: "HelmRelease",
      reason: "InstallFailed",
      type: "Warning",
      message:
        "Helm install failed for release a/b with chart c@1: timeout waiting for: [AWSCluster/a/b status: 'InProgress']"
    }
  ],
  ["Noise", { kind: "Machine", reason: "Failed to retrieve Node by ProviderID", type: "Warning", count: 9 }],
  ["Movement", { kind: "MachineSet", reason: "SuccessfulCreate", message: 'Created machine "x"' }],
  ["Movement", { kind: "MachineDeployment", reason: "SuccessfulScale" }],
  ["Movement", { kind: "AWSCluster", reason: "SuccessfulCreateSubnet" }],
  ["Movement", { kind: "AWSMachine", reason: "SuccessfulCreate", message: 'Created new node instance with id "i-1"' }],
  ["Movement", { kind: "AWSManagedControlPlane", reason: "SucessfulCreateKubeconfig" }],
  [
    "Noise",
    {
      kind: "AWSMachine",
      reason: "FailedAttachControlPlaneELB",
      type: "Warning",
      message: "x: instance is not running",
      count: 6
    }
  ],
  [
    "Noise",
    {
      kind: "AzureCluster",
      reason: "ClusterReconcilerNormalFailed",
      type: "Warning",
      message: "failed to reconcile cluster services: context deadline exceeded",
      count: 15
    }
  ],
  [
    "Noise",
    {
      kind: "AzureMachine",
      reason: "VMIdentityNone",
      type: "Warning",
      message: "You are using Service Principal authentication for Cloud Provider Azure",
      count: 10
    }
  ],
  ["Noise", { kind: "AzureMachine", reason: "Machine controller dependency not yet met" }],
  ["Noise", { kind: "VirtualNetwork", reason: "CredentialFrom" }],
  ["Noise", { kind: "GCPCluster", reason: "GCPClusterReconcile", message: "Reconciled", count: 900 }],
  ["Movement", { kind: "GCPCluster", reason: "GCPClusterReconcile", message: "Waiting for control-plane endpoint" }],
  [
    "Movement",
    { kind: "GCPMachine", reason: "GCPMachineReconcile", message: "GCPMachine instance is pending - instance-id: x" }
  ],
  ["Movement", { kind: "OpenStackCluster", reason: "Successfulcreatenetwork" }],
  ["Noise", { kind: "Pod", name: "kmc-demo-0", reason: "Unhealthy", type: "Warning", count: 20 }],
  ["Movement", { kind: "Pod", name: "kmc-demo-0", reason: "Pulled" }],
  ["Noise", { kind: "TinkerbellMachine", reason: "Odd", type: "Warning", message: "odd", count: 2 }],
  ["Noise", { kind: "TinkerbellMachine", reason: "Whatever" }],
  ["Movement", { kind: "TinkerbellMachine", reason: "SuccessfulThing" }]
]

describe("nobody is told of", () => {
  for (const [tag, input] of silent) {
    it(`${input.kind} ${input.reason} ${input.message ?? ""} (${tag})`.slice(0, 110), () =>
      assert.strictEqual(read(input)._tag, tag)
    )
  }
})

const wrong: ReadonlyArray<
  readonly [Partial<EventInput> & Pick<EventInput, "kind" | "reason">, klass: string, code: string]
> = [
  [
    {
      kind: "ClusterDeployment",
      reason: "CredentialError",
      type: "Warning",
      message: "failed to get Credential a/b: x not found"
    },
    "deterministic",
    "CredentialNotFound"
  ],
  [
    {
      kind: "ClusterDeployment",
      reason: "CredentialNotReady",
      type: "Warning",
      message: "Credential a/b is not ready"
    },
    "userAction",
    "CredentialNotReady"
  ],
  [
    {
      kind: "ClusterDeployment",
      reason: "ValidationError",
      type: "Warning",
      message: "Invalid configuration provided: x"
    },
    "deterministic",
    "InvalidConfiguration"
  ],
  [
    { kind: "ClusterDeployment", reason: "RegionPaused", message: "Region eu is paused, skipping reconciliation" },
    "userAction",
    "RegionPaused"
  ],
  [
    { kind: "ClusterDeployment", reason: "DataSourceError", type: "Warning", message: "odd" },
    "error",
    "DataSourceError"
  ],
  [
    {
      kind: "Credential",
      name: "aws-cred",
      reason: "MissingClusterIdentity",
      type: "Warning",
      message: "ClusterIdentity object of Kind=K a/b not found"
    },
    "userAction",
    "MissingClusterIdentity"
  ],
  [
    {
      kind: "HelmRelease",
      reason: "InstallFailed",
      type: "Warning",
      message: 'Helm install failed for release a/b with chart c@1: admission webhook "x" denied the request: no'
    },
    "deterministic",
    "AdmissionDenied"
  ],
  [
    {
      kind: "AWSCluster",
      reason: "AuthFailure",
      type: "Warning",
      message:
        "Operation DescribeVpcs failed with a credentials or permission issue: AWS was not able to validate the provided access credentials"
    },
    "userAction",
    "AuthFailure"
  ],
  [
    {
      kind: "AWSCluster",
      reason: "ValidationError",
      type: "Warning",
      message: "Operation X failed with a credentials or permission issue: y"
    },
    "userAction",
    "ValidationError"
  ],
  [
    { kind: "AWSMachine", reason: "FailedCreateInstance", message: "api error VcpuLimitExceeded: more" },
    "userAction",
    "VcpuLimitExceeded"
  ],
  [{ kind: "AWSCluster", reason: "FailedDescribeSubnet", message: "odd" }, "error", "FailedDescribeSubnet"],
  [
    {
      kind: "AWSCluster",
      reason: "FailedDeleteVPC",
      type: "Warning",
      first: 10,
      at: 400,
      message: "api error DependencyViolation: has dependencies"
    },
    "error",
    "DependencyViolation"
  ],
  [
    {
      kind: "AWSCluster",
      reason: "FailedDeleteVPC",
      type: "Warning",
      message: "(combined from similar events): api error DependencyViolation: x"
    },
    "error",
    "DependencyViolation"
  ],
  [
    {
      kind: "AzureCluster",
      reason: "ClusterReconcilerNormalFailed",
      type: "Warning",
      message: "x: AADSTS7000215: Invalid client secret provided."
    },
    "userAction",
    "AADSTS7000215"
  ],
  [
    {
      kind: "AzureCluster",
      reason: "ReconcileError",
      type: "Warning",
      message: "reconcile error that cannot be recovered occurred: x. Object will not be requeued"
    },
    "deterministic",
    "CannotBeRecovered"
  ],
  [{ kind: "AzureMachine", reason: "SKUNotFound", type: "Warning", message: "odd" }, "userAction", "SKUNotFound"],
  [
    {
      kind: "GCPMachine",
      reason: "GCPMachineReconcile",
      type: "Warning",
      message: "Reconcile error - googleapi: Error 403: Quota 'CPUS' exceeded."
    },
    "userAction",
    "QuotaExceeded"
  ],
  [
    { kind: "OpenStackServer", reason: "Failedcreateserver", type: "Warning", message: "No valid host was found" },
    "userAction",
    "NoValidHost"
  ],
  [
    { kind: "ClusterSummary", reason: "FailedNonRetriable", type: "Warning", message: "odd" },
    "userAction",
    "FailedNonRetriable"
  ],
  [
    {
      kind: "AWSCluster",
      reason: "FailedCreateInstance",
      message: "Failed to run controlplane, APIServer ELB not available"
    },
    "transient",
    "InstanceNotReady"
  ],
  [
    {
      kind: "GCPCluster",
      reason: "GCPClusterReconcile",
      type: "Warning",
      message: "Reconcile error - googleapi: Error 503: Backend Error"
    },
    "transient",
    "BackendError"
  ],
  [
    {
      kind: "ClusterSummary",
      reason: "Conflict",
      type: "Warning",
      message: "cannot manage it. Currently managed by Profile x"
    },
    "userAction",
    "Conflict"
  ],
  [
    {
      kind: "MachineSet",
      name: "demo-md-vk9tz",
      reason: "FailedCreate",
      type: "Warning",
      message: 'Failed to create Machine: admission webhook "x" denied the request: machine is invalid'
    },
    "userAction",
    "AdmissionDenied"
  ],
  [
    {
      kind: "Pod",
      name: "kmc-demo-0",
      reason: "FailedScheduling",
      type: "Warning",
      first: 10,
      at: 200,
      message: "0/3 nodes are available: 3 Insufficient cpu."
    },
    "error",
    "Unschedulable"
  ],
  [{ kind: "TinkerbellMachine", reason: "Odd", type: "Warning", message: "odd", count: 3 }, "error", "Odd"],
  [
    { kind: "TinkerbellMachine", reason: "Odd", type: "Warning", message: "QuotaExceeded: cores" },
    "userAction",
    "QuotaExceeded"
  ]
]

describe("a problem", () => {
  for (const [input, klass, code] of wrong) {
    it(`is ${input.kind} ${input.reason}: ${code}`, () => {
      const found = read(input)
      assert.strictEqual(found._tag, "Problem")
      if (found._tag === "Problem") {
        assert.deepStrictEqual([found.cause.klass, found.cause.code, found.key], [klass, code, code])
        assert.strictEqual(found.cause.object?.kind, input.kind)
        assert.notStrictEqual(found.cause.advice, "")
      }
    })
  }
})

it.prop(
  "understands any event in some way, and fills every template",
  {
    kind: Schema.Literals([
      ...new Set(
        [...told, ...silent.map(([, input]) => input), ...wrong.map(([input]) => input)].map((row) => row.kind)
      )
    ]),
    reason: Schema.Literals([
      ...new Set(
        [...told, ...silent.map(([, input]) => input), ...wrong.map(([input]) => input)].map((row) => row.reason)
      )
    ]),
    message: Schema.String,
    type: Schema.Literals(["Normal", "Warning"])
  },
  ({ kind, reason, message, type }) => {
    const found = read({ kind, reason, message: message.replaceAll(/[{}]/gu, ""), type })
    if (found._tag === "Milestone") assert.notMatch(found.message + found.key, /\{\w+\}/u)
    if (found._tag === "Problem") assert.isAtMost(found.cause.summary.length, 240)
  }
)
