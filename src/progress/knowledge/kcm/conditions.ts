import { capiTypes } from "../../../domain/conditionTree.ts"
import type { CauseClass } from "../errorRow.ts"

/**
 * How a problem may end. `held` keeps Ready back or is worth knowing, but is never a failed cluster by itself.
 */
export type Gravity = CauseClass | "held"

export interface Rule {
  readonly type: string
  readonly status: "True" | "False"
  /** Reason of the condition; any where absent. */
  readonly reason?: RegExp
  readonly message?: RegExp
  /** `none`: only while Cluster API has not been heard of; `some`: only once it has. */
  readonly capi?: "none" | "some"
  readonly gravity: Gravity | "ignore"
  readonly graceMs?: number
  readonly code: string
  readonly advice: string
  readonly source: string
}

const second = 1000

/**
 * What kcm's own conditions mean when they are not as they should be; first match wins (field guide a.2, e). Types that are
 * normally False while a cluster is built are `ignore`; whatever has no row is an error, as kcm counts it.
 */
export const conditionTable: ReadonlyArray<Rule> = [
  {
    type: "CredentialReady",
    status: "False",
    message: /not found/u,
    capi: "none",
    gravity: "deterministic",
    graceMs: 60 * second,
    code: "CredentialNotFound",
    advice: "create the Credential, or correct spec.credential",
    source: "kcm clusterdeployment_controller.go, reference missing"
  },
  {
    type: "CredentialReady",
    status: "False",
    message: /is not ready/u,
    capi: "none",
    gravity: "deterministic",
    graceMs: 180 * second,
    code: "CredentialNotReady",
    advice: "look at the Credential: the identity object or the Secret that it names is missing or invalid",
    source: "kcm clusterdeployment_controller.go, validateAndPrepareCluster"
  },
  {
    type: "CredentialReady",
    status: "False",
    // kcm reconciles on regardless: a cluster that is already being built may finish.
    capi: "some",
    gravity: "held",
    code: "CredentialNotReady",
    advice: "look at the Credential: without it the cluster can be neither changed nor deleted",
    source: "kcm clusterdeployment_controller.go, validateAndPrepareCluster"
  },
  {
    type: "TemplateReady",
    status: "False",
    message: /not found/u,
    gravity: "deterministic",
    graceMs: 60 * second,
    code: "ClusterTemplateNotFound",
    advice: "create the ClusterTemplate in the cluster's namespace, or correct spec.template",
    source: "kcm clusterdeployment_controller.go, reference missing"
  },
  {
    type: "TemplateReady",
    status: "False",
    message: /is not marked as valid/u,
    gravity: "deterministic",
    graceMs: 15 * second,
    code: "InvalidTemplate",
    advice: "mend the ClusterTemplate, or choose another in spec.template",
    source: "kcm clusterdeployment_controller.go, setInvalidTemplateCondition"
  },
  {
    type: "HelmChartReady",
    status: "False",
    message: /validate template with provided configuration|specifications of the schema|execution error at \(/u,
    gravity: "deterministic",
    code: "ConfigurationRejected",
    advice: "correct spec.config: the template refuses it",
    source: "kcm validateConfig; Helm schema validation"
  },
  {
    type: "HelmChartReady",
    status: "False",
    gravity: "transient",
    code: "HelmChartNotReady",
    advice: "the template's chart cannot be fetched; check its HelmRepository and HelmChart",
    source: "kcm: failed to get or download the HelmChart artifact"
  },
  {
    type: "HelmReleaseReady",
    status: "False",
    reason: /^(?:SourceNotReady|ArtifactFailed|DependencyNotReady|Progressing|ProgressingWithRetry)$/u,
    gravity: "transient",
    code: "$reason",
    advice: "Flux waits for the chart; check its HelmChart and HelmRepository",
    source: "Flux helm-controller"
  },
  {
    type: "HelmReleaseReady",
    status: "False",
    reason: /^ValuesError$/u,
    gravity: "userAction",
    code: "$reason",
    advice: "create the Secret or ConfigMap that the HelmRelease takes its values from; it will be retried by itself",
    source: "Flux helm-controller, valuesFrom"
  },
  {
    type: "HelmReleaseReady",
    status: "False",
    reason: /^(?:InstallFailed|UpgradeFailed|RetriesExceeded|Stalled)$/u,
    message:
      /denied the request|is invalid:|immutable|cannot patch|specifications of the schema|execution error at \(/u,
    gravity: "deterministic",
    graceMs: 15 * second,
    code: "$reason",
    advice: "the API server refused what the template renders: correct spec.config or the template",
    source: "Flux helm-controller; kcm configures no retries"
  },
  {
    type: "HelmReleaseReady",
    status: "False",
    reason: /^(?:InstallFailed|UpgradeFailed|RetriesExceeded|Stalled)$/u,
    capi: "none",
    gravity: "deterministic",
    graceMs: 60 * second,
    code: "$reason",
    advice:
      "Helm made nothing and does not try again: mend the cause, then change the spec or reconcile the HelmRelease by hand",
    source: "Flux helm-controller; kcm configures no remediation, that is, no retries"
  },
  {
    type: "HelmReleaseReady",
    status: "False",
    reason: /^(?:InstallFailed|UpgradeFailed|RetriesExceeded|Stalled)$/u,
    gravity: "held",
    code: "$reason",
    advice: "the cluster builds on, but kcm will not say Ready until the HelmRelease is reconciled again",
    source: "Flux kstatus wait (kcm >= 1.11): field guide e, Helm wait race"
  },
  {
    type: "Paused",
    status: "True",
    gravity: "held",
    code: "RegionPaused",
    advice: "nothing is reconciled until the Region is unpaused",
    source: "kcm >= 1.5, Region"
  },
  {
    type: "CAPIClusterSummary",
    status: "False",
    reason: /^CAPIClusterMissing$/u,
    gravity: "deterministic",
    graceMs: 60 * second,
    code: "CAPIClusterMissing",
    advice: "the Cluster object was deleted behind kcm's back: delete the ClusterDeployment and create it anew",
    source: "kcm >= 1.11, aggregateCapiConditions"
  },
  {
    type: "ServicesDependencyValidation",
    status: "False",
    gravity: "deterministic",
    code: "ServicesDependencyInvalid",
    advice: "correct dependsOn in spec.serviceSpec",
    source: "kcm, when the validating webhook is off"
  },
  {
    type: "ClusterDataSourceReady",
    status: "False",
    reason: /^Progressing$/u,
    gravity: "ignore",
    code: "",
    advice: "",
    source: "kcm: the database is being prepared"
  },
  ...["DataSourceReady", "ClusterAuthenticationReady", "ClusterAuditPolicyReady"].map(
    (type): Rule => ({
      type,
      status: "False",
      message: /not found/u,
      gravity: "deterministic",
      graceMs: 60 * second,
      code: `${type}NotFound`,
      advice: "create the object that the spec refers to, or correct the reference",
      source: "kcm clusterdeployment_controller.go, reference missing"
    })
  ),
  // Normally not True while a cluster is built or deleted, or read elsewhere.
  ...[
    "Ready",
    "CAPIClusterSummary",
    "ServicesInReadyState",
    "Paused",
    "Deleting",
    "CloudResourcesDeletedCondition",
    "HelmChartNameChanged",
    "SveltosProfileReady",
    "SveltosClusterReady",
    "FetchServicesStatusSuccess",
    "ServicesReferencesValidation",
    "ControlPlaneReady",
    "Available",
    ...capiTypes
  ].map(
    (type): Rule => ({
      type,
      status: "False",
      gravity: "ignore",
      code: "",
      advice: "",
      source: "field guide a.2, a.3: normal while provisioning, or an aggregate"
    })
  )
]
