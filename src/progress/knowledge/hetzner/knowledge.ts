import { clusterApiGroups, type Knowledge, repeatsItsCloud } from "../knowledge.ts"
import { likeItsMachine } from "../namingRow.ts"
import { sameRegion } from "../provider.ts"
import { hetznerErrors } from "./errors.ts"
import { hetznerEvents } from "./events.ts"

/** Hetzner Cloud and Hetzner's dedicated servers, through cluster-api-provider-hetzner (CAPH). */
export const hetzner: Knowledge = {
  name: "hetzner",
  kinds: /^(?:Hetzner|HCloud)[A-Z]\w*$/u,
  groups: clusterApiGroups,
  heardIn: repeatsItsCloud,
  about: "HCloudMachine",
  naming: [
    {
      kinds: ["HCloudRemediation", "HetznerBareMetalRemediation"],
      naming: likeItsMachine,
      example: { kind: "HCloudRemediation", name: "demo-md-vk9tz-5hq2c" },
      source: "CAPI MachineHealthCheck: a remediation is named like its Machine"
    }
  ],
  events: hetznerEvents,
  machines: [
    {
      kind: "HCloudMachine",
      reason: "SuccessfulCreate",
      means: "announced",
      example: "Created new server demo-md-abcde-fghij with ID 42",
      source: "CAPH services/hcloud/server/server.go"
    }
  ],
  errors: hetznerErrors,
  provider: {
    templates: [],
    words: ["hetzner", "hcloud"],
    infrastructure: { cluster: "HetznerCluster" },
    providerIds: [{ pattern: /\b(?:hcloud|hrobot):\/\/()/u, region: sameRegion, example: "hcloud://42" }],
    source: "CAPH api/v1beta1"
  }
}
