import { anyTrouble, type EventRow, lastingTrouble, movement, trouble } from "../eventRow.ts"

const machines = ["HCloudMachine", "HetznerBareMetalMachine"]
const all = ["HetznerCluster", ...machines, "HCloudRemediation", "HetznerBareMetalRemediation"]

/** Events of cluster-api-provider-hetzner. */
export const hetznerEvents: ReadonlyArray<EventRow> = [
  {
    kinds: ["HCloudMachine"],
    reasons: ["SuccessfulCreate"],
    message: /^Created new server (\S+)/u,
    meaning: {
      is: "milestone",
      say: ({ captured }) => `Hetzner created the server ${captured}`,
      key: ({ captured }) => `server/${captured}`
    },
    example: "Created new server demo-cp-x with ID 42",
    source: "CAPH services/hcloud/server/server.go"
  },
  {
    kinds: all,
    reasons: ["RateLimitExceeded"],
    meaning: lastingTrouble(
      600,
      "too many requests to Hetzner's API in this project: it goes on by itself within the hour"
    ),
    example: 'exceeded hcloud rate limit with calling function "ListLoadBalancers"',
    source: "CAPH services/hcloud/util/utils.go"
  },
  {
    kinds: machines,
    reasons: ["ImageNotFound", "ImageNameAmbiguous", "FailedGetServerImage"],
    meaning: trouble("name an image in spec.config that exists once in the Hetzner project", "userAction"),
    example: "failed to get server image",
    source: "CAPH services/hcloud/server/server.go"
  },
  {
    kinds: machines,
    reasons: ["MachineWillBeDeleted", "NoHCloudServerFound", "NoInstanceFound", "MultipleInstances"],
    meaning: trouble(
      "its server is gone or stands twice in the Hetzner project: remove what is left over; the Machine is replaced"
    ),
    example: "Machine will be deleted: the server was deleted",
    source: "CAPH pkg/scope, services/hcloud/server/server.go"
  },
  {
    kinds: all,
    reasons: /^Failed|Failed$|TimedOut$|Invalid$/u,
    type: "Warning",
    meaning: anyTrouble(trouble("it is retried by itself; if it goes on, mend what the message names")),
    example: { kind: "HCloudMachine", reason: "FailedCreateHCloudServer", message: "failed to create HCloud server" },
    source: "CAPH services"
  },
  {
    kinds: all,
    reasons: /./u,
    type: "Normal",
    meaning: movement,
    example: { reason: "NetworkCreated", message: "Created network with opts" },
    source: "CAPH services: each change is told once"
  }
]
