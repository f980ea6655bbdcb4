import { clusterApiGroups, type Knowledge } from "../knowledge.ts"
import { likeItsMachine } from "../namingRow.ts"
import { replicaRows } from "../replicaRows.ts"

/** RKE2 control planes and bootstrap, through cluster-api-provider-rke2 (CAPRKE2). */
export const rke2: Knowledge = {
  name: "rke2",
  kinds: /^RKE2[A-Z]\w*$/u,
  groups: clusterApiGroups,
  heardIn: new Set(["Cluster", "Machine"]),
  about: "RKE2ControlPlane",
  naming: [
    {
      kinds: ["RKE2Config"],
      naming: likeItsMachine,
      example: { kind: "RKE2Config", name: "demo-md-vk9tz-5hq2c" },
      source: "CAPI contract: a bootstrap configuration is named like its Machine"
    }
  ],
  events: replicaRows("RKE2ControlPlane", "CAPRKE2 controlplane/internal/controllers"),
  errors: [
    {
      pattern: /RKE2ControlPlane can't remediate this [Mm]achine because this could result in etcd/u,
      klass: "error",
      code: "CannotBeRemediated",
      advice: "look at the etcd members of the control plane: one more machine less may cost the cluster its quorum",
      example: "RKE2ControlPlane can't remediate this Machine because this could result in etcd loosing quorum",
      source: "CAPRKE2 controlplane/internal/controllers/remediation.go"
    }
  ],
  phrases: [
    {
      pattern: /^WaitingForRKE2Server$/u,
      say: () => "waiting for the first RKE2 server",
      example: "WaitingForRKE2Server",
      source: "CAPRKE2 controlplane/api"
    }
  ],
  shapes: [
    {
      pattern: /^RKE2ControlPlane$/u,
      shape: "standalone",
      example: "RKE2ControlPlane",
      source: "CAPRKE2 controlplane/api"
    }
  ]
}
