import { clusterApiGroups, type Knowledge } from "../knowledge.ts"
import { likeItsMachine } from "../namingRow.ts"

/** Talos Linux, through its control plane and bootstrap providers (CACPPT, CABPT), which emit no events. */
export const talos: Knowledge = {
  name: "talos",
  kinds: /^Talos[A-Z]\w*$/u,
  groups: clusterApiGroups,
  heardIn: new Set(["Cluster", "Machine"]),
  about: "TalosControlPlane",
  naming: [
    {
      kinds: ["TalosConfig"],
      naming: likeItsMachine,
      example: { kind: "TalosConfig", name: "demo-md-vk9tz-5hq2c" },
      source: "CAPI contract: a bootstrap configuration is named like its Machine"
    }
  ],
  errors: [
    {
      pattern:
        /\b(InvalidControlPlaneConfig|MachineGenerationFailed|(?:Infrastructure|Bootstrap)TemplateCloningFailed)\b/u,
      klass: "userAction",
      code: "TalosMachineRefused",
      advice: "correct the machine template or the Talos configuration in spec.config",
      example: "MachineGenerationFailed",
      source: "CACPPT api/v1alpha3/conditions.go"
    }
  ],
  phrases: [
    {
      pattern: /^WaitingForTalosBoot$/u,
      say: () => "waiting for Talos to boot",
      example: "WaitingForTalosBoot",
      source: "CACPPT controllers/taloscontrolplane_controller.go"
    },
    {
      pattern: /^WaitingForMachines$/u,
      say: () => "waiting for the control plane's machines",
      example: "WaitingForMachines",
      source: "CACPPT controllers/taloscontrolplane_controller.go"
    }
  ],
  shapes: [
    {
      pattern: /^TalosControlPlane$/u,
      shape: "standalone",
      example: "TalosControlPlane",
      source: "CACPPT api/v1alpha3"
    }
  ]
}
