import { capiTypes } from "../../../domain/conditionTree.ts"
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
  {
    type: "CredentialReady",
    status: "False",
    message: /not found/u,
    capi: "none",
    gravity: "deterministic",
    graceMs: 60 * second,
    code: "CredentialNotFound",
    advice: "create the Credential in the cluster's namespace, or correct spec.credential",
    example: {
      reason: "Failed",
      message: 'failed to get Credential kcm-system/x: Credential.k0rdent.mirantis.com "x" not found'
    },
    source: `${controller}, getClusterScope`
  },
  {
    type: "CredentialReady",
    status: "False",
    message: /does not support ClusterIdentity Kind|does not have identityRef|unsupported infrastructure provider/u,
    capi: "none",
    gravity: "deterministic",
    graceMs: 180 * second,
    code: "CredentialMismatch",
    advice:
      "the Credential is not for this kind of cluster: name one whose identity fits the template in spec.credential",
    example: {
      reason: "Failed",
      message:
        "provider infrastructure-aws does not support ClusterIdentity Kind Secret from the Credential kcm-system/x"
    },
    source: "kcm internal/util/validation/cd.go, when the validating webhook is off"
  },
  {
    type: "CredentialReady",
    status: "False",
    // kcm itself writes `ready`, its validation `Ready`.
    message: /is not ready/iu,
    capi: "none",
    gravity: "deterministic",
    graceMs: 180 * second,
    code: "CredentialNotReady",
    advice: "look at the Credential: the identity object or the Secret that it names is missing or invalid",
    example: { reason: "Failed", message: "the Credential kcm-system/x is not ready" },
    source: `${controller}, validateAndPrepareCluster; internal/util/validation/cd.go`
  },
  {
    type: "CredentialReady",
    status: "False",
    message: /failed to get Credential\b.{0,300}not found/u,
    capi: "some",
    gravity: "blocksReady",
    code: "CredentialNotFound",
    advice: "create the Credential anew: without it the cluster can be neither changed nor deleted",
    example: {
      reason: "Failed",
      message: 'failed to get Credential kcm-system/x: Credential.k0rdent.mirantis.com "x" not found'
    },
    source: `${controller}, getClusterScope`
  },
  {
    type: "CredentialReady",
    status: "False",
    // kcm reconciles on regardless: a cluster that is already being built may finish.
    capi: "some",
    gravity: "blocksReady",
    code: "CredentialNotReady",
    advice: "look at the Credential: without it the cluster can be neither changed nor deleted",
    example: { reason: "Failed", message: "the Credential kcm-system/x is not ready" },
    source: `${controller}, validateAndPrepareCluster`
  },
  {
    type: "TemplateReady",
    status: "False",
    message: /does not satisfy k8s constraint|failed to parse k8s/u,
    capi: "none",
    gravity: "deterministic",
    graceMs: 180 * second,
    code: "KubernetesVersionMismatch",
    advice:
      "use a ServiceTemplate that allows this Kubernetes version, or another ClusterTemplate; kcm looks again only when one of them changes",
    example: {
      reason: "Failed",
      message:
        "k8s version 1.31.1 of the ClusterTemplate kcm-system/a does not satisfy k8s constraint >=1.32 from the ServiceTemplate kcm-system/b referred in the ClusterDeployment kcm-system/demo"
    },
    source: "kcm internal/util/validation/cluster_template.go, when the validating webhook is off"
  },
  {
    type: "TemplateReady",
    status: "False",
    message: /failed to get ServiceTemplate\b.{0,300}not found/u,
    capi: "none",
    gravity: "deterministic",
    graceMs: 180 * second,
    code: "ServiceTemplateNotFound",
    advice:
      "create the ServiceTemplate in the cluster's namespace, or correct spec.serviceSpec.services; kcm looks again only when one of them changes",
    example: {
      reason: "Failed",
      message: 'failed to get ServiceTemplate kcm-system/x: ServiceTemplate.k0rdent.mirantis.com "x" not found'
    },
    source: "kcm internal/util/validation/cluster_template.go, when the validating webhook is off"
  },
  {
    type: "TemplateReady",
    status: "False",
    message: /not found/u,
    capi: "none",
    gravity: "deterministic",
    graceMs: 60 * second,
    code: "ClusterTemplateNotFound",
    advice: "create the ClusterTemplate in the cluster's namespace, or correct spec.template",
    example: {
      reason: "Failed",
      message: 'failed to get ClusterTemplate kcm-system/x: ClusterTemplate.k0rdent.mirantis.com "x" not found'
    },
    source: `${controller}, reconcileUpdate`
  },
  {
    type: "TemplateReady",
    status: "False",
    // kcm or its registry is on the way: templates turn valid again by themselves.
    message: /is not marked as valid(?:: .{0,200}(?:[Ww]aiting for|not deployed yet))/u,
    capi: "none",
    gravity: "deterministic",
    graceMs: 180 * second,
    code: "InvalidTemplate",
    advice: "look at what the ClusterTemplate's status says is missing, or choose another in spec.template",
    example: {
      reason: "Failed",
      message:
        "ClusterTemplate kcm-system/x is not marked as valid: Waiting for Management creation to complete validation"
    },
    source: "kcm template_controller.go; field guide j.10"
  },
  {
    type: "TemplateReady",
    status: "False",
    message: /is not marked as valid/u,
    capi: "none",
    gravity: "deterministic",
    graceMs: 15 * second,
    code: "InvalidTemplate",
    advice: "look at what the ClusterTemplate's status says is missing, or choose another in spec.template",
    example: { reason: "Failed", message: "ClusterTemplate kcm-system/x is not marked as valid: bad chart" },
    source: `${controller}, setInvalidTemplateCondition`
  },
  {
    type: "TemplateReady",
    status: "False",
    message: /failed to get ClusterTemplate\b.{0,300}not found/u,
    capi: "some",
    gravity: "blocksReady",
    code: "ClusterTemplateNotFound",
    advice:
      "create the ClusterTemplate, or correct spec.template; the cluster itself is untouched, and nothing of it is changed before",
    example: {
      reason: "Failed",
      message: 'failed to get ClusterTemplate kcm-system/x: ClusterTemplate.k0rdent.mirantis.com "x" not found'
    },
    source: `${controller}, reconcileUpdate`
  },
  {
    type: "TemplateReady",
    status: "False",
    capi: "some",
    gravity: "blocksReady",
    code: "InvalidTemplate",
    advice: "the cluster itself is untouched; until its template is valid again, kcm changes nothing of it",
    example: { reason: "Failed", message: "ClusterTemplate kcm-system/x is not marked as valid: bad chart" },
    source: `${controller}, setInvalidTemplateCondition: running clusters are left alone`
  },
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
  }),
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
