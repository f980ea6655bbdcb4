import { clusterApiGroups, type Knowledge, repeatsItsCloud } from "../knowledge.ts"
import { sameRegion } from "../provider.ts"

/** Containers as machines, and machines that exist in memory only: Cluster API's provider for tests (CAPD), without events. */
export const docker: Knowledge = {
  name: "docker",
  kinds: /^(?:Docker|Dev)(?:Cluster|Machine)\w*$/u,
  groups: clusterApiGroups,
  heardIn: repeatsItsCloud,
  about: "DevMachine",
  provider: {
    templates: [{ prefix: "docker-hosted-cp", shape: "hosted" }],
    words: ["docker"],
    infrastructure: { cluster: "DevCluster" },
    providerIds: [{ pattern: /\bdocker:\/\/()/u, region: sameRegion, example: "docker:////demo-cp" }],
    durations: { any: { Initializing: 5, Provisioning: 20, Bootstrapping: 45, Scaling: 50 } },
    source: "kcm charts; CAPI test/infrastructure/docker; durations derived (field guide g, h)"
  }
}
