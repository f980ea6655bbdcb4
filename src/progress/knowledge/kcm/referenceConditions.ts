import type { ConditionRow } from "../conditionRow.ts"

const second = 1000
const controller = "kcm clusterdeployment_controller.go"

/** A reference that leads nowhere: it may be applied a little later; a cluster that stands already runs on without it. */
const reference = (
  type: string,
  kind: string,
  field: string,
  wrong: { readonly message: RegExp; readonly example: string }
): ReadonlyArray<ConditionRow> => {
  const missing = `failed to get ${kind} kcm-system/x: ${kind}.k0rdent.mirantis.com "x" not found`
  return [
    {
      type,
      status: "False",
      message: /not found/u,
      capi: "none",
      gravity: "deterministic",
      graceMs: 60 * second,
      code: `${kind}NotFound`,
      advice: `create the ${kind} in the cluster's namespace, or correct ${field}`,
      example: { reason: "Failed", message: missing },
      source: `${controller}, getClusterScope`
    },
    {
      type,
      status: "False",
      message: wrong.message,
      capi: "none",
      gravity: "deterministic",
      graceMs: 180 * second,
      code: `Invalid${kind}`,
      advice: `correct the ${kind} that ${field} names; kcm looks again only when it changes`,
      example: { reason: "Failed", message: wrong.example },
      source: "kcm internal/util/validation, when the validating webhook is off"
    },
    {
      type,
      status: "False",
      capi: "some",
      gravity: "blocksReady",
      code: `${kind}NotReady`,
      advice: `look at the ${kind} that ${field} names: until it is right, no change reaches the cluster`,
      example: { reason: "Failed", message: missing },
      source: `${controller}, getClusterScope`
    }
  ]
}

/** What a ClusterDeployment may refer to beside its template and credential. */
export const kcmReferenceConditions: ReadonlyArray<ConditionRow> = [
  ...reference("DataSourceReady", "DataSource", "spec.dataSource", {
    message: /invalid/iu,
    example: "invalid DataSource: no endpoints"
  }),
  ...reference("ClusterAuthenticationReady", "ClusterAuthentication", "spec.clusterAuth", {
    message: /invalid|failed to (?:convert|get AuthenticationConfiguration)/iu,
    example: "invalid AuthenticationConfiguration provided: jwt[0].issuer.url: URL scheme must be https"
  }),
  ...reference("ClusterAuditPolicyReady", "ClusterAuditPolicy", "spec.auditPolicy", {
    message: /invalid/iu,
    example: "invalid audit policy provided: rules: Required value"
  })
]
