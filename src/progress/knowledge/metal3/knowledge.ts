import type { ErrorRow } from "../errorRow.ts"
import { type EventRow, movement, noise, trouble } from "../eventRow.ts"
import { type Knowledge, repeatsItsCloud } from "../knowledge.ts"
import { likeItsMachine } from "../namingRow.ts"
import { sameRegion } from "../provider.ts"

/** A host's event names the machine that it serves as its related object, and is read as that machine's. */
const machine = ["Metal3Machine"]
const operator = "baremetal-operator baremetalhost_controller.go: all its events have type Normal"

const events: ReadonlyArray<EventRow> = [
  {
    kinds: machine,
    reasons: ["BMCCredentialError", "RegistrationError", "ProvisionedRegistrationError"],
    meaning: trouble(
      "the host's management controller cannot be used: correct its address and credentials in the BareMetalHost; it will then be retried by itself",
      "userAction"
    ),
    example: { reason: "RegistrationError", message: "BareMetalHost host-7: Failed to get power state for node" },
    source: operator
  },
  {
    kinds: machine,
    reasons: [
      "InspectionError",
      "PreparationError",
      "ProvisioningError",
      "PowerManagementError",
      "ServicingError",
      "DetachError"
    ],
    meaning: trouble("look at the host's console and at the log of Ironic; it is retried by itself"),
    example: { reason: "ProvisioningError", message: "BareMetalHost host-7: Image provisioning failed: timeout" },
    source: operator
  },
  {
    kinds: machine,
    reasons: ["ProvisioningComplete"],
    message: /^BareMetalHost (\S+):/u,
    meaning: {
      is: "milestone",
      say: ({ captured, name }) => `Metal3 provisioned the host ${captured} for machine ${name}`,
      key: ({ name }) => `host/${name}`
    },
    example: "BareMetalHost host-7: Image provisioning completed for http://x/image.raw",
    source: "baremetal-operator pkg/provisioner/ironic/ironic.go"
  },
  {
    kinds: machine,
    reasons: /^(?:Provisioning|Deprovision|Inspection|Registered|BMCAccessValidated|PowerO|ProfileSet)/u,
    meaning: movement,
    example: { reason: "ProvisioningStarted", message: "BareMetalHost host-7: Image provisioning started" },
    source: "baremetal-operator pkg/provisioner/ironic"
  },
  {
    kinds: machine,
    reasons: /./u,
    type: "Normal",
    meaning: noise,
    example: { reason: "UpdateHardwareDetails", message: "BareMetalHost host-7: Set HardwareDetails" },
    source: operator
  }
]

const errors: ReadonlyArray<ErrorRow> = [
  {
    pattern: /[Nn]o available host found/u,
    // Hosts that are being registered, inspected or cleaned become free after tens of minutes.
    klass: "error",
    open: true,
    code: "NoAvailableHost",
    advice:
      "no BareMetalHost is free and fits: add or release one, or correct the hostSelector; it will then be retried by itself",
    example: "no available host found. Requeuing",
    source: "CAPM3 baremetal/metal3machine_manager.go"
  },
  {
    pattern: /failed to get (?:a|the) BareMetalHost\b/u,
    klass: "error",
    code: "HostNotFound",
    advice: "look whether the BareMetalHost of the machine still exists; it is retried by itself",
    example: "failed to get the BareMetalHost associated with Metal3Machine demo-md-1, requeuing",
    source: "CAPM3 baremetal/metal3machine_manager.go"
  }
]

/** Bare metal, through cluster-api-provider-metal3 (CAPM3) and the baremetal-operator. */
export const metal3: Knowledge = {
  name: "metal3",
  kinds: /^(?:Metal3[A-Z]\w*|BareMetalHost|HostFirmware\w+)$/u,
  groups: /^(?:(?:infrastructure|ipam)\.cluster\.x-k8s\.io|metal3\.io)$/u,
  heardIn: repeatsItsCloud,
  about: "Metal3Machine",
  naming: [
    {
      kinds: ["BareMetalHost"],
      naming: likeItsMachine,
      example: { kind: "BareMetalHost", name: "demo-md-vk9tz-5hq2c" },
      source: "domain/kubeEvent.ts: a host's event is read as that of the machine that it serves"
    }
  ],
  events,
  errors,
  phrases: [
    {
      pattern:
        /^(?:WaitingForMetal3Data|WaitingForM3MachineOwnerRef|WaitingForMetal3MachineOwnerRef|WaitingforMetal3Cluster)$/u,
      say: () => "waiting for its host and data",
      example: "WaitingForMetal3Data",
      source: "CAPM3 api/v1beta2"
    }
  ],
  provider: {
    templates: [],
    words: ["metal3", "baremetal"],
    infrastructure: { cluster: "Metal3Cluster" },
    providerIds: [{ pattern: /\bmetal3:\/\/()/u, region: sameRegion, example: "metal3://ns/host/machine" }],
    source: "CAPM3 api/v1beta2"
  }
}
