import { anyTrouble, type EventRow, movement, noise, trouble } from "../eventRow.ts"

const machines = ["GCPMachine"]
const clusters = ["GCPCluster", "GCPManagedCluster"]
const all = [...clusters, ...machines, "GCPManagedControlPlane", "GCPManagedMachinePool", "GCPMachinePool"]

/** Events of cluster-api-provider-gcp. */
export const gcpEvents: ReadonlyArray<EventRow> = [
  {
    kinds: clusters,
    reasons: /Reconcile$/u,
    type: "Normal",
    message: /^Got control-plane endpoint(?: - (\S+))?/u,
    meaning: {
      is: "milestone",
      say: ({ captured }) => `Google Cloud gave the control plane its endpoint ${captured}`.trimEnd(),
      key: "gcpEndpoint"
    },
    example: { reason: "GCPClusterReconcile", message: "Got control-plane endpoint - 34.1.2.3" },
    source: "CAPG gcpcluster_controller.go: the reason is constant, the message tells"
  },
  {
    kinds: machines,
    reasons: ["GCPMachineReconcile"],
    type: "Normal",
    message: /^GCPMachine instance is running/u,
    meaning: {
      is: "milestone",
      say: ({ name }) => `Google Cloud runs the instance of machine ${name}`,
      key: ({ name }) => `instance/${name}`
    },
    example: "GCPMachine instance is running - instance-id: demo-cp-0",
    source: "CAPG gcpmachine_controller.go"
  },
  {
    kinds: all,
    reasons: /Reconcile$/u,
    type: "Normal",
    message: /^(?:Waiting for|GCPMachine instance is pending)/u,
    meaning: movement,
    example: { reason: "GCPClusterReconcile", message: "Waiting for control-plane endpoint" },
    source: "CAPG"
  },
  {
    kinds: all,
    reasons: /Reconcile$/u,
    type: "Normal",
    meaning: noise,
    example: { reason: "GCPClusterReconcile", message: "Reconciled" },
    source: "CAPG: Reconciled, at every sync for ever"
  },
  {
    kinds: all,
    reasons: /Reconcile$|^Failed/u,
    type: "Warning",
    meaning: anyTrouble(trouble("it is retried by itself; if it goes on, mend what the message names")),
    example: { reason: "GCPClusterReconcile", message: "Reconcile error - something new" },
    source: "CAPG: Reconcile error - ..."
  }
]
