import { type EventRow, movement, noise, trouble } from "../eventRow.ts"

const gcpMachines = ["GCPMachine"]
const gcpClusters = ["GCPCluster", "GCPManagedCluster"]
const gcpAll = [...gcpClusters, ...gcpMachines, "GCPManagedControlPlane", "GCPManagedMachinePool", "GCPMachinePool"]
const openstack = ["OpenStackCluster", "OpenStackMachine", "OpenStackServer", "OpenStackFloatingIPPool"]

/** Events of the providers for Google Cloud and OpenStack; vSphere, Docker and k0smotron emit none. */
export const otherEvents: ReadonlyArray<EventRow> = [
  {
    kinds: gcpClusters,
    reasons: /Reconcile$/u,
    type: "Normal",
    message: /^Got control-plane endpoint(?: - (\S+))?/u,
    verdict: { is: "milestone", say: "Google Cloud gave the control plane its endpoint {1}", key: "gcpEndpoint" },
    source: "CAPG gcpcluster_controller.go: the reason is constant, the message tells"
  },
  {
    kinds: gcpMachines,
    reasons: ["GCPMachineReconcile"],
    type: "Normal",
    message: /^GCPMachine instance is running/u,
    verdict: { is: "milestone", say: "Google Cloud runs the instance of machine {name}", key: "instance/{name}" },
    source: "CAPG gcpmachine_controller.go"
  },
  {
    kinds: gcpAll,
    reasons: /Reconcile$/u,
    type: "Normal",
    message: /^(?:Waiting for|GCPMachine instance is pending)/u,
    verdict: movement,
    source: "CAPG"
  },
  {
    kinds: gcpAll,
    reasons: /Reconcile$/u,
    type: "Normal",
    verdict: noise,
    source: "CAPG: Reconciled, at every sync for ever"
  },
  {
    kinds: gcpAll,
    reasons: /Reconcile$|^Failed/u,
    type: "Warning",
    verdict: trouble("Google Cloud refused; it is retried by itself, look at the message"),
    source: "CAPG: Reconcile error - ..."
  },
  {
    kinds: openstack,
    reasons: ["SuccessfulCreateServer"],
    message: /^Created server (\S+)/u,
    verdict: { is: "milestone", say: "OpenStack created the server {1}", key: "server/{1}" },
    source: "CAPO services/compute/instance.go"
  },
  { kinds: openstack, reasons: /^Successful/iu, verdict: movement, source: "CAPO services" },
  {
    kinds: openstack,
    reasons: /^Failed/iu,
    verdict: trouble("OpenStack refused; it is retried by itself, look at the message"),
    source: "CAPO services"
  },
  {
    kinds: openstack,
    reasons: /^(?:Octavia|SkippedCreateMonitor|CreatingIPAddressClaim|WaitingForIPAddressClaim)/iu,
    verdict: noise,
    source: "CAPO services/loadbalancer"
  }
]
