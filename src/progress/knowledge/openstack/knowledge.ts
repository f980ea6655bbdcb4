import { clusterApiGroups, type Knowledge, repeatsItsCloud } from "../knowledge.ts"
import { likeItsMachine, suffix } from "../namingRow.ts"
import { sameRegion } from "../provider.ts"
import { openstackErrors } from "./errors.ts"
import { openstackEvents } from "./events.ts"

/** OpenStack, through cluster-api-provider-openstack (CAPO). */
export const openstack: Knowledge = {
  name: "openstack",
  kinds: /^OpenStack[A-Z]\w*$/u,
  groups: clusterApiGroups,
  heardIn: repeatsItsCloud,
  about: "OpenStackCluster",
  naming: [
    {
      kinds: ["OpenStackServer"],
      naming: likeItsMachine,
      example: { kind: "OpenStackServer", name: "demo-md-vk9tz-5hq2c" },
      source: "CAPO openstackmachine_controller.go"
    },
    {
      kinds: ["OpenStackFloatingIPPool"],
      naming: suffix(/^-[a-z0-9]+$/u),
      example: { kind: "OpenStackFloatingIPPool", name: "demo-pool" },
      source: "custom templates: named like a pool"
    }
  ],
  events: openstackEvents,
  machines: [
    {
      kind: "OpenStackServer",
      reason: "SuccessfulCreateServer",
      means: "announced",
      example: "Created server demo-md-abcde-fghij with id 1",
      source: "CAPO pkg/cloud/services/compute/instance.go"
    }
  ],
  errors: openstackErrors,
  phrases: [
    {
      pattern: /^Instance is building$/u,
      say: () => "instance is building",
      example: "Instance is building",
      source: "CAPO openstackmachine_controller.go"
    },
    {
      pattern: /\bload ?balancer \S{1,80} is not in active state, current state: PENDING_(?:CREATE|UPDATE)$/u,
      say: () => "the load balancer of its API server is being made in OpenStack (Octavia)",
      example:
        "failed to reconcile load balancer: load balancer 0d8f is not in active state, current state: PENDING_CREATE",
      source: "CAPO pkg/cloud/services/loadbalancer/loadbalancer.go"
    }
  ],
  waiting: [
    {
      pattern: /current state: PENDING_(?:CREATE|UPDATE)$/u,
      example:
        "failed to reconcile load balancer: load balancer 0d8f is not in active state, current state: PENDING_CREATE",
      source: "CAPO pkg/cloud/services/loadbalancer/loadbalancer.go"
    }
  ],
  provider: {
    templates: [
      { prefix: "openstack-standalone-cp", shape: "standalone" },
      { prefix: "openstack-hosted-cp", shape: "hosted" }
    ],
    words: ["openstack"],
    infrastructure: { cluster: "OpenStackCluster" },
    providerIds: [
      { pattern: /\bopenstack:\/\/([\w-]{0,40})\//u, region: sameRegion, example: "openstack://RegionOne/1" }
    ],
    durations: { any: { Initializing: 8, Provisioning: 90, Bootstrapping: 130, Scaling: 130 } },
    source: "kcm charts; CAPO; durations derived (field guide g, h)"
  }
}
