import { capiTypes } from "../../../domain/conditionTree.ts"
import type { ConditionRow } from "../conditionRow.ts"
import { kcmPrerequisiteConditions } from "./prerequisiteConditions.ts"
import { kcmReferenceConditions } from "./referenceConditions.ts"

const second = 1000
const controller = "kcm clusterdeployment_controller.go"

/** What is normally so while a cluster is built or deleted, or is read elsewhere. */
const ignored = new Set([
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
])

/**
 * What kcm's own conditions mean when they are not as they should be; first match wins (field guide a.2, e). What has no
 * row here or in another table is an error, as kcm counts it, unless its reason says that it is a wait.
 */
export const kcmConditions: ReadonlyArray<ConditionRow> = [
  ...kcmPrerequisiteConditions,
  {
    type: "HelmChartReady",
    status: "False",
    message: /validate template with provided configuration|specifications of the schema|execution error at \(/u,
    gravity: "deterministic",
    code: "InvalidConfiguration",
    advice: "correct spec.config: the template refuses it",
    example: {
      reason: "Failed",
      message:
        "failed to validate template with provided configuration: values don't meet the specifications of the schema(s)"
    },
    source: `${controller}, validateConfig; Helm schema validation`
  },
  {
    type: "HelmChartReady",
    status: "False",
    gravity: "transient",
    code: "HelmChartNotReady",
    advice: "the template's chart cannot be fetched; check its HelmRepository and HelmChart",
    example: { reason: "Failed", message: "failed to get HelmChart Artifact: no artifact" },
    source: `${controller}, validateConfig`
  },
  {
    type: "HelmChartNameChanged",
    status: "True",
    gravity: "blocksReady",
    advice: "keep the template's chart as it was if the cluster must not be made anew",
    example: {
      reason: "HelmChartNameChanged",
      message:
        'Helm chart name changed from "a" to "b": Flux will uninstall the existing release and reinstall it as a new release, which may cause service disruption or resource recreation'
    },
    source: `${controller}, detectHelmChartNameChange`
  },
  {
    type: "Paused",
    status: "True",
    gravity: "blocksReady",
    code: "RegionPaused",
    advice: "nothing is reconciled until the Region is unpaused",
    example: { reason: "Paused", message: "Related Region eu is paused" },
    source: "kcm >= 1.5, Region"
  },
  {
    type: "CAPIClusterSummary",
    status: "False",
    reason: /^Failed$/u,
    gravity: "transient",
    code: "ClusterUnreadable",
    advice:
      "kcm cannot read the Cluster where it lives: check the way from the management cluster to that API server, and the Region's kubeconfig secret",
    example: {
      reason: "Failed",
      message: 'failed to get API group resources: Get "https://203.0.113.9:6443": connect: connection refused'
    },
    source: `${controller}, aggregateCapiConditions`
  },
  {
    type: "CAPIClusterSummary",
    status: "False",
    reason: /^CAPIClusterMissing$/u,
    gravity: "deterministic",
    graceMs: 60 * second,
    code: "CAPIClusterMissing",
    advice: "the Cluster object was deleted behind kcm's back: delete the ClusterDeployment and create it anew",
    example: { reason: "CAPIClusterMissing", message: "Underlying CAPI Cluster object is missing" },
    source: "kcm >= 1.11, aggregateCapiConditions"
  },
  {
    type: "ServicesDependencyValidation",
    status: "False",
    // The cluster itself is built, and stands, whatever its services depend on.
    capi: "some",
    gravity: "blocksReady",
    code: "InvalidServiceDependencies",
    advice: "correct dependsOn in spec.serviceSpec",
    example: { reason: "Failed", message: "dependency a/b of c/d is not defined as a service" },
    source: "kcm clusterdeployment_controller.go, reconcileUpdate: updateCluster runs beside updateServices"
  },
  {
    type: "ServicesDependencyValidation",
    status: "False",
    gravity: "deterministic",
    code: "InvalidServiceDependencies",
    advice: "correct dependsOn in spec.serviceSpec",
    example: { reason: "Failed", message: "some services have invalid dependencies" },
    source: "kcm, when the validating webhook is off"
  },
  {
    type: "PredeclaredSecretsExist",
    status: "False",
    gravity: "deterministic",
    graceMs: 180 * second,
    code: "PredeclaredSecretMissing",
    advice: "create the Secret that the message names in the system namespace; kcm goes on by itself then",
    example: {
      reason: "Failed",
      message:
        "Some of the predeclared Secrets ([registry-creds]) are missing ([registry-creds]) in the kcm-system namespace"
    },
    source: "kcm 1.1-1.3, api/v1beta1/common.go"
  },
  {
    type: "ClusterDataSourceReady",
    status: "False",
    reason: /^Progressing$/u,
    gravity: "ignore",
    example: {
      reason: "Progressing",
      message: "cross-referenced ClusterDataSource kcm-system/demo is not yet ready"
    },
    source: `${controller}: the database is being prepared`
  },
  {
    type: "CredentialsProjected",
    status: "False",
    reason: /^Progressing$/u,
    gravity: "ignore",
    example: { reason: "Progressing", message: "waiting for the cluster's API server" },
    source: "kcm pull request 2634: up to 15 min is normal; what waits for it is told by the stage"
  },
  {
    type: "SveltosClusterReady",
    status: "False",
    message: /refused|timeout|no route to host|no such host|\bx509: |Unauthorized|\bEOF\b|deadline exceeded/u,
    gravity: "error",
    code: "AdoptedClusterUnreachable",
    advice:
      "the adopted cluster's API server does not answer: look whether that address can be reached from the management cluster, and at the kubeconfig in the Secret that its Credential names",
    example: {
      reason: "Failed",
      message: 'Get "https://10.1.2.3:6443/version": dial tcp 10.1.2.3:6443: connect: no route to host'
    },
    source: "kcm 0.2-1.2: the SveltosCluster's state of an adopted cluster"
  },
  ...kcmReferenceConditions,
  ...[...ignored].map(
    (type): ConditionRow => ({
      type,
      status: "False",
      gravity: "ignore",
      example: { reason: "Progressing", message: "" },
      source: "field guide a.2, a.3: normal while provisioning, or an aggregate"
    })
  )
]
