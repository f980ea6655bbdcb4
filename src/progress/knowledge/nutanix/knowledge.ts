import type { ErrorRow } from "../errorRow.ts"
import { type Knowledge, repeatsItsCloud } from "../knowledge.ts"
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
    pattern: /nutanix prism (?:v3|converged v4) [Cc]lient error/u,
    klass: "userAction",
    code: "PrismCentralUnavailable",
    advice: "look at the address of Prism Central and at the Secret that the Credential names; it is retried by itself",
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
