import type { ConditionRow } from "../conditionRow.ts"

const second = 1000
const controller = "kcm clusterdeployment_controller.go"

/** What kcm says of the credential and the template, before it makes anything of them; first match wins. */
export const kcmPrerequisiteConditions: ReadonlyArray<ConditionRow> = [
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
    // kcm itself is on the way: templates turn valid by themselves, be it after an hour.
    message: /is not marked as valid: (?:(?!is not marked).){0,200}(?:[Ww]aiting for|not deployed yet|not ready yet)/su,
    capi: "none",
    gravity: "blocksReady",
    code: "TemplateNotValidYet",
    advice:
      "the template turns valid by itself once kcm and the providers that it needs run: look at the Management object, or enable the provider there",
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
    // The registry is away: Flux fetches the chart again and again.
    message:
      /is not marked as valid: (?:(?!is not marked).){0,600}(?:\b50[0234]\b|\b429\b|toomanyrequests|connection (?:refused|reset)|i\/o timeout|no such host|server misbehaving|TLS handshake|deadline exceeded|\bEOF\b|no route to host|Service Unavailable|Bad Gateway)/su,
    capi: "none",
    gravity: "blocksReady",
    code: "TemplateNotFetched",
    advice:
      "the template turns valid by itself once its chart can be fetched: look at the registry, and at the way to it from the management cluster",
    example: {
      reason: "Failed",
      message:
        'ClusterTemplate kcm-system/x is not marked as valid: HelmChart kcm-system/x is not ready: chart pull error: Get "https://ghcr.io/v2/": dial tcp 203.0.113.4:443: i/o timeout'
    },
    source: "kcm template_controller.go, Flux source-controller; field guide j.10"
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
  }
]
