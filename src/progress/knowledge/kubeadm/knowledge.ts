import { clusterApiGroups, type Knowledge } from "../knowledge.ts"
import { likeItsMachine } from "../namingRow.ts"
import { replicaRows } from "../replicaRows.ts"

/** Control planes and bootstrap by kubeadm, of Cluster API itself. */
export const kubeadm: Knowledge = {
  name: "kubeadm",
  kinds: /^Kubeadm[A-Z]\w*$/u,
  groups: clusterApiGroups,
  about: "KubeadmControlPlane",
  naming: [
    {
      kinds: ["KubeadmConfig"],
      naming: likeItsMachine,
      example: { kind: "KubeadmConfig", name: "demo-md-vk9tz-5hq2c" },
      source: "CAPI contract: a bootstrap configuration is named like its Machine"
    }
  ],
  events: replicaRows("KubeadmControlPlane", "CAPI controlplane/kubeadm"),
  shapes: [
    {
      pattern: /^KubeadmControlPlane$/u,
      shape: "standalone",
      example: "KubeadmControlPlane",
      source: "CAPI controlplane/kubeadm"
    }
  ]
}
