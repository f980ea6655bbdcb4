import type { Knowledge } from "../knowledge.ts"
import { kcmConditions } from "./conditions.ts"
import { kcmErrors } from "./errors.ts"
import { kcmEvents } from "./events.ts"
import { kcmNaming } from "./naming.ts"

/** k0rdent's own controllers. */
export const kcm: Knowledge = {
  name: "kcm",
  kinds:
    /^(?:ClusterDeployment|Credential|DataSource|ClusterDataSource|ClusterAuthentication|ClusterAuditPolicy|ServiceSet|MultiClusterService|StateManagementProvider|Management|Region|Cluster(?:IPAM|IPAMClaim)|(?:Cluster|Service|Provider)Template(?:Chain)?)$/u,
  groups: /^(?:k0rdent|hmc)\.mirantis\.com$/u,
  about: "ClusterDeployment",
  naming: kcmNaming,
  events: kcmEvents,
  errors: kcmErrors,
  conditions: kcmConditions
}
