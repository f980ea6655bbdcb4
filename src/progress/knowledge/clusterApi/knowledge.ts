import { clusterApiGroups, type Knowledge } from "../knowledge.ts"
import { clusterApiErrors } from "./errors.ts"
import { clusterApiEvents } from "./events.ts"
import { clusterApiNaming } from "./naming.ts"
import { clusterApiPhrases, clusterApiWaiting } from "./phrases.ts"

/** Cluster API itself: the same with every provider. */
export const clusterApi: Knowledge = {
  name: "clusterApi",
  kinds: /^(?:Cluster|Machine(?:Set|Deployment|Pool|HealthCheck)?)$/u,
  groups: clusterApiGroups,
  about: "Machine",
  naming: clusterApiNaming,
  events: clusterApiEvents,
  machines: [
    {
      kind: "MachineSet",
      reason: "SuccessfulCreate",
      message: /^Created [Mm]achine "([^"]+)"/u,
      means: "announced",
      example: 'Created machine "demo-md-abcde-fghij"',
      source: "CAPI machineset_controller.go"
    },
    {
      kind: "MachineSet",
      reason: "SuccessfulDelete",
      message: /^Deleted [Mm]achine "([^"]+)"/u,
      means: "over",
      example: 'Deleted machine "demo-md-abcde-fghij"',
      source: "CAPI machineset_controller.go"
    },
    {
      kind: "Machine",
      reason: "SuccessfulSetNodeRef",
      means: "over",
      example: "ip-10-0-0-1",
      source: "CAPI machine_controller_noderef.go: the machine has its node"
    }
  ],
  errors: clusterApiErrors,
  phrases: clusterApiPhrases,
  waiting: clusterApiWaiting,
  shapes: [
    {
      pattern: /Managed(?:ControlPlane|Cluster|MachinePool)$/u,
      shape: "managed",
      example: "OCIManagedControlPlane",
      source: "the convention of providers for a cloud's own control planes"
    },
    {
      pattern: /^KamajiControlPlane$/u,
      shape: "hosted",
      example: "KamajiControlPlane",
      source: "Kamaji: control planes as pods of the management cluster"
    },
    {
      pattern: /^(?:KThrees|MicroK8s|CK8s)ControlPlane$/u,
      shape: "standalone",
      example: "KThreesControlPlane",
      source: "control plane providers on machines of their own"
    }
  ]
}
