import type { Knowledge } from "../knowledge.ts"
import { sveltosErrors } from "./errors.ts"
import { sveltosEvents } from "./events.ts"

/** Sveltos, which installs the services into the child cluster. */
export const sveltos: Knowledge = {
  name: "sveltos",
  kinds: /^(?:ClusterSummary|ClusterProfile|Profile)$/u,
  groups: /^[a-z]{1,20}\.projectsveltos\.io$/u,
  heardIn: new Set(["ServiceSet", "ClusterDeployment"]),
  about: "ServiceSet",
  naming: [
    {
      kinds: ["ClusterSummary"],
      naming: { how: "summary" },
      example: { kind: "ClusterSummary", name: "p--demo-capi-demo" },
      source: "Sveltos lib/clusterops/clustersummary.go"
    }
  ],
  events: sveltosEvents,
  errors: sveltosErrors
}
