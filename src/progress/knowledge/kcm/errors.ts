import type { CauseRow } from "../errorRow.ts"

/** What kcm itself says about the objects a ClusterDeployment refers to (field guide a.2, e). */
export const kcmRows: ReadonlyArray<CauseRow> = [
  {
    pattern:
      /failed to get (Credential|ClusterTemplate|DataSource|ClusterAuthentication|ClusterAuditPolicy)\b.*not found/iu,
    klass: "deterministic",
    code: "$1NotFound",
    advice: "create the $1 in the ClusterDeployment's namespace, or correct its name in the spec",
    source: "kcm clusterdeployment_controller.go, conditions and events"
  },
  {
    pattern: /(ClusterTemplate|ServiceTemplate|ProviderTemplate|template)\b.*is not marked as valid/iu,
    klass: "deterministic",
    code: "InvalidTemplate",
    advice: "look at the template's own status for what is missing, or use another template in spec.template",
    source: "kcm TemplateReady"
  },
  {
    pattern:
      /failed to validate template with provided configuration|don't meet the specifications of the schema|execution error at \(|Invalid configuration provided/iu,
    klass: "deterministic",
    code: "InvalidConfiguration",
    advice: "correct spec.config of the ClusterDeployment",
    source: "kcm HelmChartReady, event ValidationError"
  },
  {
    pattern: /ClusterIdentity object of Kind=\S* \S+ not found|MissingClusterIdentity/u,
    klass: "userAction",
    code: "MissingClusterIdentity",
    advice: "create the identity object that the Credential's identityRef names, or correct the reference",
    source: "kcm credential_controller.go"
  },
  {
    pattern: /\bCredential\b.* is not ready|CredentialNotReady/u,
    klass: "userAction",
    code: "CredentialNotReady",
    advice: "look at the Credential's status: its identity object or region is missing or wrong",
    source: "kcm CredentialReady"
  },
  {
    pattern: /Underlying CAPI Cluster object is missing|CAPIClusterMissing/u,
    klass: "deterministic",
    code: "CAPIClusterMissing",
    advice:
      "the Cluster API object was removed from under the ClusterDeployment; delete the ClusterDeployment and create it again",
    source: "kcm >= 1.11 CAPIClusterSummary"
  },
  {
    pattern: /(\S+) has been deleted while the cluster still exists/u,
    klass: "deterministic",
    code: "InfrastructureDeleted",
    advice: "$1 was removed from under the cluster; delete the ClusterDeployment and create it again",
    source: "CAPI cluster_controller_status.go"
  },
  {
    pattern: /password authentication failed for user|no pg_hba\.conf entry|Access denied for user/u,
    klass: "userAction",
    code: "DatabaseAccessDenied",
    advice: "correct the user and password in the Secret that the DataSource names; it will be retried by itself",
    source: "PostgreSQL and MySQL, through kcm's ClusterDataSourceReady and k0s' kine"
  },
  {
    pattern: /Related Region (\S+) is paused|Region (\S+) is paused/u,
    klass: "userAction",
    code: "RegionPaused",
    advice: "nothing is reconciled until the kcm Region is resumed",
    source: "kcm Paused condition, event RegionPaused"
  }
]
