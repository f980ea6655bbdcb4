import { assert, describe, it } from "@effect/vitest"
import { type Scene, type SceneEvent, told } from "./scenes.ts"

const infra = "* InfrastructureReady: 3 of 8 completed\n* ControlPlaneInitialized: Control plane not yet initialized"
const controlPlane = "* ControlPlaneInitialized: Control plane not yet initialized"
const workers = "* WorkersAvailable:\n  * MachineDeployment demo-md: 0 available replicas, at least 2 required (x)"

const good = (event: Omit<SceneEvent, "type" | "at">): SceneEvent => ({ ...event, type: "Normal", at: [20] })

interface Row extends Scene {
  readonly says: string
}

const rows: ReadonlyArray<Row> = [
  {
    bullets: infra,
    events: [good({ kind: "AWSCluster", reason: "SuccessfulCreateVPC", message: 'Created new managed VPC "vpc-1"' })],
    says: "AWS created the VPC vpc-1"
  },
  {
    bullets: controlPlane,
    events: [
      good({
        kind: "AWSMachine",
        name: "demo-cp-x",
        reason: "SuccessfulCreate",
        message: 'Created new control-plane instance with id "i-0abc"'
      })
    ],
    says: "AWS created the control plane instance i-0abc (machine demo-cp-x)"
  },
  {
    template: "azure-standalone-cp-1-0-15",
    bullets: "* InfrastructureReady: virtualnetworks creating or updating",
    events: [good({ kind: "VirtualNetwork", name: "demo-vnet", reason: "BeginCreateOrUpdate", message: "sent" })],
    says: "Azure began to create VirtualNetwork demo-vnet"
  },
  {
    template: "gcp-standalone-cp-1-0-5",
    bullets: infra,
    events: [
      good({ kind: "GCPCluster", reason: "GCPClusterReconcile", message: "Got control-plane endpoint - 34.1.2.3" })
    ],
    says: "Google Cloud gave the control plane its endpoint 34.1.2.3"
  },
  {
    template: "openstack-standalone-cp-1-0-46",
    bullets: controlPlane,
    events: [
      good({
        kind: "OpenStackServer",
        name: "demo-cp-x",
        reason: "Successfulcreateserver",
        message: "Created server demo-cp-x with id 1"
      })
    ],
    says: "OpenStack created the server demo-cp-x"
  },
  {
    bullets: workers,
    events: [
      good({ kind: "Machine", name: "demo-md-vk9tz-5hq2c", reason: "SuccessfulSetNodeRef", message: "ip-10-0-0-1" })
    ],
    says: "Node ip-10-0-0-1 joined as a worker (machine demo-md-vk9tz-5hq2c)"
  },
  {
    bullets: workers,
    events: [good({ kind: "Machine", name: "demo-cp-0", reason: "SuccessfulSetNodeRef", message: "ip-10-0-0-2" })],
    says: "Node ip-10-0-0-2 joined as a control plane node (machine demo-cp-0)"
  },
  {
    bullets: workers,
    events: [
      good({ kind: "Machine", name: "demo-control-plane-x7k2p", reason: "SuccessfulSetNodeRef", message: "cp-1" })
    ],
    says: "Node cp-1 joined as a control plane node (machine demo-control-plane-x7k2p)"
  },
  {
    bullets: controlPlane,
    events: [good({ kind: "Machine", name: "demo-kcp-x7k2p", reason: "SuccessfulSetNodeRef", message: "cp-2" })],
    says: "Node cp-2 joined as a control plane node (machine demo-kcp-x7k2p)"
  },
  {
    bullets: "",
    events: [
      good({
        kind: "ClusterSummary",
        name: "p--x-capi-demo",
        reason: "Sveltos",
        message: "Feature: Helm deployed to cluster Capi team-a/demo"
      })
    ],
    services: [{ name: "a", namespace: "a", template: "a", state: "Pending", lastStateTransitionTime: null }],
    says: "Sveltos deployed the cluster's Helm services"
  },
  {
    bullets: infra,
    // What `String.replace` would take for a pattern of its own.
    events: [good({ kind: "AWSCluster", reason: "SuccessfulCreateVPC", message: 'Created new managed VPC "$\'$&$1"' })],
    says: "AWS created the VPC $'$&$1"
  }
]

describe("a subscriber is told that", () => {
  for (const { says, ...scene } of rows) {
    it(says, () => assert.include(told({ ...scene, minutes: 2 }), says))
  }
})

const silent: ReadonlyArray<SceneEvent> = [
  {
    kind: "ClusterDeployment",
    reason: "HelmReleaseIsReady",
    message: "HelmRelease team-a/demo is ready",
    type: "Normal"
  },
  { kind: "ServiceSet", reason: "ServiceSetEnsureProfileFailed", message: "Failed to ensure Profile: not found" },
  { kind: "AWSMachine", name: "demo-cp-x", reason: "FailedAttachControlPlaneELB", message: "instance is not running" },
  {
    kind: "AzureMachine",
    name: "demo-cp-x",
    reason: "VMIdentityNone",
    message: "You are using Service Principal authentication for Cloud Provider Azure"
  },
  { kind: "GCPCluster", reason: "GCPClusterReconcile", message: "Reconciled", type: "Normal" },
  { kind: "Machine", name: "demo-cp-x", reason: "Failed to retrieve Node by ProviderID", message: "not found" },
  { kind: "Pod", name: "kmc-demo-0", reason: "Unhealthy", message: "Readiness probe failed" }
]

describe("a subscriber hears nothing of what every good run shows", () => {
  for (const event of silent) {
    it(`${event.kind} ${event.reason}`, () => {
      const words = told({ bullets: infra, events: [event], minutes: 4 })
      assert.notInclude(words, event.message)
      assert.notMatch(words, /^Failed/mu)
    })
  }
})
