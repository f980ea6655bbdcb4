import { anyTrouble, type EventRow, movement, noise, trouble } from "../eventRow.ts"

const all = ["OpenStackCluster", "OpenStackMachine", "OpenStackServer", "OpenStackFloatingIPPool"]

/** Events of cluster-api-provider-openstack; its reasons change their case with the version. */
export const openstackEvents: ReadonlyArray<EventRow> = [
  {
    kinds: all,
    reasons: ["SuccessfulCreateServer"],
    message: /^Created server (\S+)/u,
    meaning: {
      is: "milestone",
      say: ({ captured }) => `OpenStack created the server ${captured}`,
      key: ({ captured }) => `server/${captured}`
    },
    example: {
      kind: "OpenStackServer",
      reason: "Successfulcreateserver",
      message: "Created server demo-cp-0 with id 1"
    },
    source: "CAPO services/compute/instance.go"
  },
  {
    kinds: all,
    reasons: /^Successful/iu,
    meaning: movement,
    example: { reason: "Successfulcreatenetwork", message: "Created network k8s-clusterapi-cluster-demo" },
    source: "CAPO services"
  },
  {
    kinds: all,
    reasons: /^Failed/iu,
    meaning: anyTrouble(trouble("it is retried by itself; if it goes on, mend what the message names")),
    example: { reason: "Failedcreaterouter", message: "Failed to create router demo" },
    source: "CAPO services"
  },
  {
    kinds: all,
    reasons: ["DuplicateServerNames"],
    meaning: trouble(
      "several servers bear the machine's name: delete those that are left over in OpenStack",
      "userAction"
    ),
    example: "Found 2 servers with name 'demo-cp-0'. This is likely to cause errors.",
    source: "CAPO services/compute/instance.go"
  },
  {
    kinds: all,
    reasons: /^(?:Octavia|SkippedCreateMonitor|CreatingIPAddressClaim|WaitingForIPAddressClaim)/iu,
    meaning: noise,
    example: { reason: "OctaviaLoadBalancerMember", message: "waiting" },
    source: "CAPO services/loadbalancer"
  }
]
