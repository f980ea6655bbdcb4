import type { ErrorRow } from "../errorRow.ts"

/** What kcm itself says about the objects a ClusterDeployment refers to (field guide a.2, e). */
export const kcmErrors: ReadonlyArray<ErrorRow> = [
  {
    pattern:
      /failed to get (Credential|ClusterTemplate|DataSource|ClusterAuthentication|ClusterAuditPolicy)\b.{0,300}not found/iu,
    klass: "deterministic",
    code: (word) => `${word}NotFound`,
    advice: (word) => `create the ${word} in the ClusterDeployment's namespace, or correct its name in the spec`,
    example: 'failed to get Credential kcm-system/x: Credential.k0rdent.mirantis.com "x" not found',
    source: "kcm clusterdeployment_controller.go, conditions and events"
  },
  {
    pattern: /(ClusterTemplate|ServiceTemplate|ProviderTemplate|template)\b.{0,300}is not marked as valid/iu,
    klass: "deterministic",
    code: "InvalidTemplate",
    advice: "look at the template's own status for what is missing, or use another template in spec.template",
    example: "ClusterTemplate ns/x is not marked as valid: one or more required providers are not deployed yet",
    source: "kcm TemplateReady"
  },
  {
    pattern:
      /failed to validate template with provided configuration|don't meet the specifications of the schema|execution error at \(|Invalid configuration provided/iu,
    klass: "deterministic",
    code: "InvalidConfiguration",
    advice: "correct spec.config of the ClusterDeployment",
    example:
      "failed to validate template with provided configuration: values don't meet the specifications of the schema",
    source: "kcm HelmChartReady, event ValidationError"
  },
  {
    pattern: /ClusterIdentity object of Kind=\S* \S+ not found|MissingClusterIdentity/u,
    klass: "userAction",
    code: "MissingClusterIdentity",
    advice: "create the identity object that the Credential's identityRef names, or correct the reference",
    example: "ClusterIdentity object of Kind=AWSClusterStaticIdentity ns/aws not found",
    source: "kcm credential_controller.go"
  },
  {
    pattern: /\bCredential\b.{0,300} is not ready|CredentialNotReady/u,
    klass: "userAction",
    code: "CredentialNotReady",
    advice: "look at the Credential's status: its identity object or region is missing or wrong",
    example: "the Credential ns/x is not ready",
    source: "kcm CredentialReady"
  },
  {
    pattern: /Underlying CAPI Cluster object is missing|CAPIClusterMissing/u,
    klass: "deterministic",
    code: "CAPIClusterMissing",
    advice:
      "the Cluster API object was removed from under the ClusterDeployment; delete the ClusterDeployment and create it again",
    example: "Underlying CAPI Cluster object is missing",
    source: "kcm >= 1.11 CAPIClusterSummary"
  },
  {
    pattern: /Related Region (\S+) is paused|Region (\S+) is paused/u,
    klass: "userAction",
    code: "RegionPaused",
    advice: "nothing is reconciled until the kcm Region is resumed",
    example: "Related Region eu is paused",
    source: "kcm Paused condition, event RegionPaused"
  },
  {
    pattern:
      /some services have invalid dependencies|failed service dependency|dependency \S+ of service \S+ is not defined|dependency cycle detected/u,
    klass: "deterministic",
    code: "InvalidServiceDependencies",
    advice: "correct dependsOn in spec.serviceSpec.services",
    example: "some services have invalid dependencies\ndependency a of service b is not defined as a service",
    source: "kcm internal/util/validation"
  },
  {
    pattern: /some services have invalid templates|\bServiceTemplate (\S{1,317}) is invalid/u,
    klass: "userAction",
    code: "InvalidServiceTemplate",
    advice: "look at the ServiceTemplate's status, or use another one in spec.serviceSpec.services",
    example: "some services have invalid templates",
    source: "kcm internal/util/validation"
  },
  {
    pattern: /cannot be deleted: (?:it is still )?referenced by (Region "[^"]{1,253}"|[\w ]{1,80})/u,
    klass: "userAction",
    code: "StillReferenced",
    advice: (what) => `delete ${what} first, or let it refer to another cluster; the deletion goes on by itself then`,
    example: 'ClusterDeployment cannot be deleted: referenced by Region "region1"',
    source: "kcm internal/util/validation/cd.go, ClusterDeploymentDeletionAllowed"
  },
  {
    pattern: /failed to get HelmChart Artifact|failed to download HelmChart/u,
    klass: "transient",
    code: "ArtifactFailed",
    advice: "the chart is not there yet: if it stays so, look at the HelmChart and HelmRepository of the template",
    example: "failed to get HelmChart Artifact: no artifact",
    source: "kcm HelmChartReady"
  },
  {
    pattern: /\bHealthRuleScopeMismatch\b/u,
    klass: "error",
    code: "HealthRuleScopeMismatch",
    advice: "the health rule is wrong, not the workload: correct its scope in the ConfigMap that the message names",
    kinds: ["ServiceSet"],
    example: "1 Job unhealthy:  (HealthRuleScopeMismatch, rule kcm-system/rules#0)",
    source: "kcm >= 1.12 internal/controller/adapters/sveltos/verify.go"
  }
]
