import type { ErrorRow } from "../errorRow.ts"
import { clusterApiGroups, type Knowledge, repeatsItsCloud } from "../knowledge.ts"
import { sameRegion } from "../provider.ts"

const helpers = "CAPX controllers/helpers.go"

const errors: ReadonlyArray<ErrorRow> = [
  {
    pattern: /failed to (?:retrieve|find|get) (?:the )?(Prism Element cluster|subnet|image|project|category|GPU)\b/iu,
    klass: "userAction",
    code: "ReferenceNotFound",
    advice: (what) => `Prism Central has no such ${what}: correct its name or id in spec.config`,
    example: "failed to retrieve subnet by name or uuid. Verify input parameters",
    source: helpers
  },
  {
    pattern: /more than one (Prism Element cluster|subnet|image|project) found with name/u,
    klass: "userAction",
    code: "AmbiguousReference",
    advice: (what) => `name the ${what} by its id in spec.config`,
    example: "more than one image found with name ubuntu",
    source: helpers
  },
  {
    pattern:
      /minimum (?:systemDiskSize|memorySize|vcpus per socket|vcpu sockets|data disk size) is|at least one subnet is needed|invalid system disk size/u,
    klass: "userAction",
    code: "InvalidMachine",
    advice: "correct the machine's size, disks or networks in spec.config",
    example: "minimum memorySize is 2048Mib but given 1024Mib",
    source: "CAPX controllers/nutanixmachine_controller.go"
  },
  {
    pattern:
      /\bNO_RESOURCES\b|No host has enough available|(?:not enough|insufficient) (?:memory|CPU|storage|resources|space)\b/iu,
    klass: "error",
    open: true,
    code: "InsufficientResources",
    advice:
      "the Prism Element cluster has no room for the machine: free memory or CPU, use another cluster, or ask for a smaller machine",
    example: "NO_RESOURCES: No host has enough available memory for VM demo-md-1 that uses 8192 MB of memory",
    source: "AHV scheduler, in the task of Prism that CAPX waits for"
  },
  {
    pattern: /found no (image|subnet|cluster|project|category) (?:with|named|by)|no (image|subnet)s? found/iu,
    klass: "userAction",
    code: "ReferenceNotFound",
    advice: (what) => `Prism Central has no such ${what}: upload or make it, or correct its name in spec.config`,
    example: "found no image with name ubuntu-24.04-kube-v1.33.4",
    source: helpers
  },
  {
    pattern:
      /(?:nutanix prism|API call failed|:9440\/)(?:(?!nutanix prism|API call failed|:9440\/).){0,300}?(?:Client\.Timeout|context deadline exceeded|dial tcp|i\/o timeout|no such host|connection re(?:fused|set)|no route to host|TLS handshake)/isu,
    klass: "error",
    open: true,
    code: "PrismCentralUnreachable",
    advice:
      "the management cluster does not reach Prism Central: look at its address, and at the network, firewall and proxy on the way; it is retried by itself",
    example:
      'nutanix prism v3 Client error: Get "https://10.0.0.9:9440/api": net/http: request canceled (Client.Timeout exceeded while awaiting headers)',
    source: "prism-go-client, through CAPX"
  },
  {
    pattern: /nutanix prism (?:v3|converged v4) [Cc]lient error/u,
    klass: "userAction",
    code: "PrismCentralUnavailable",
    advice:
      "look at the address of Prism Central and at the Secret that the Credential names; it will then be retried by itself",
    example: "nutanix prism v3 Client error: 401 Unauthorized",
    source: helpers
  },
  {
    pattern: /PE cluster \S{1,253} is not available/u,
    klass: "error",
    code: "PrismElementUnavailable",
    advice: "look at the Prism Element cluster; it is retried by itself",
    example: "the PE cluster pe-1 is not available",
    source: "CAPX controllers/nutanixmachine_controller.go"
  }
]

/** Nutanix AHV, through cluster-api-provider-nutanix (CAPX), which emits no events. */
export const nutanix: Knowledge = {
  name: "nutanix",
  kinds: /^Nutanix[A-Z]\w*$/u,
  groups: clusterApiGroups,
  heardIn: repeatsItsCloud,
  about: "NutanixMachine",
  errors,
  provider: {
    templates: [],
    words: ["nutanix"],
    infrastructure: { cluster: "NutanixCluster" },
    providerIds: [{ pattern: /\bnutanix:\/\/()/u, region: sameRegion, example: "nutanix://42" }],
    source: "CAPX api/v1beta1"
  }
}
