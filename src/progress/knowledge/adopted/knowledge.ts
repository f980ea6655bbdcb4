import type { Knowledge } from "../knowledge.ts"

/** A cluster that existed before and is only given services: no Cluster API, a SveltosCluster with its kubeconfig. */
export const adopted: Knowledge = {
  name: "adopted",
  kinds: /^SveltosCluster$/u,
  groups: /^[a-z]{1,20}\.projectsveltos\.io$/u,
  about: "SveltosCluster",
  shapes: [
    { pattern: /^SveltosCluster$/u, shape: "adopted", example: "SveltosCluster", source: "kcm chart adopted-cluster" }
  ],
  provider: {
    templates: [{ prefix: "adopted-cluster", shape: "adopted" }],
    words: ["adopted"],
    durations: { any: { Initializing: 12, Provisioning: 1, Bootstrapping: 1, Scaling: 1 } },
    source: "kcm charts; durations derived (field guide g, h)"
  }
}
