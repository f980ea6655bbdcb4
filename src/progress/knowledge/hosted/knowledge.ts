import type { Knowledge } from "../knowledge.ts"
import { likeItsMachine } from "../namingRow.ts"
import { hostedErrors } from "./errors.ts"
import { hostedEvents } from "./events.ts"
import { hostedKinds } from "./kinds.ts"

/** k0s control planes, through k0smotron: on machines of their own or as pods of the management cluster. It emits no events. */
export const hosted: Knowledge = {
  name: "hosted",
  kinds: /^K0s\w+$/u,
  groups: /^(?:[a-z]{1,20}\.cluster\.x-k8s\.io|k0smotron\.io)$/u,
  heardIn: new Set(["Cluster", "Machine", "ClusterDeployment", "ClusterDataSource", ...hostedKinds]),
  about: "K0smotronControlPlane",
  naming: [
    {
      kinds: ["K0sWorkerConfig", "K0sControllerConfig"],
      naming: likeItsMachine,
      example: { kind: "K0sWorkerConfig", name: "demo-md-vk9tz-5hq2c" },
      source: "CAPI contract: a bootstrap configuration is named like its Machine"
    },
    {
      kinds: hostedKinds,
      naming: {
        how: "hosted",
        suffix: /^(?:-cp)?(?:-(?:\d+|etcd|nats|defrag|lb|nodeport|ingress|config|endpoint|telemetry)(?:-[a-z0-9]+)*)?$/u
      },
      example: { kind: "Pod", name: "kmc-demo-etcd-0" },
      source: "k0smotron k0smotroncluster_types.go"
    }
  ],
  events: hostedEvents,
  errors: hostedErrors,
  phrases: [
    {
      pattern: /connection to the workload cluster is down/u,
      say: () => "the control plane does not answer",
      example: "error getting client: connection to the workload cluster is down",
      source: "k0smotron; hosted control planes before their first answer, others when they are lost"
    },
    {
      pattern:
        /^(?:WaitingForControlPlaneInitialization|Control plane is not ready yet|Control plane endpoint is not set)$/u,
      say: () => "waiting for the control plane",
      example: "Control plane endpoint is not set",
      source: "k0smotron DataSecretAvailable"
    }
  ],
  shapes: [
    {
      pattern: /^K0smotronControlPlane$/u,
      shape: "hosted",
      example: "K0smotronControlPlane",
      source: "k0smotron control plane provider"
    },
    {
      pattern: /^K0sControlPlane$/u,
      shape: "standalone",
      example: "K0sControlPlane",
      source: "k0smotron control plane provider"
    }
  ]
}
