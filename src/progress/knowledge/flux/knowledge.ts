import type { Knowledge } from "../knowledge.ts"
import { fluxConditions } from "./conditions.ts"
import { fluxErrors } from "./errors.ts"
import { fluxEvents } from "./events.ts"

/** Helm: through Flux for the cluster's own release, through Sveltos for its services. */
export const flux: Knowledge = {
  name: "flux",
  kinds: /^(?:HelmRelease|HelmChart|HelmRepository|GitRepository|OCIRepository|Bucket)$/u,
  groups: /^(?:helm|source)\.toolkit\.fluxcd\.io$/u,
  heardIn: new Set(["ServiceSet", "ClusterSummary", "ClusterDeployment"]),
  about: "HelmRelease",
  events: fluxEvents,
  errors: fluxErrors,
  conditions: fluxConditions,
  waiting: [
    {
      pattern: /^Running '\w+' action with timeout/u,
      example: "Running 'install' action with timeout of 5m0s",
      source: "Flux helm-controller"
    }
  ]
}
