import { diagnosed, type EventRow, movement, noise, sideTrouble, trouble } from "../eventRow.ts"

const cluster = ["ClusterDeployment"]

/** What kcm checks before it touches the HelmRelease (clusterdeployment_controller.go, updateCluster). */
const beforeHelm = [
  "ValidationError",
  "CredentialNotReady",
  "CredentialError",
  "ClusterTemplateError",
  "InvalidClusterTemplate",
  "InvalidSource"
]

/** Events of kcm's own controllers. */
export const kcmEvents: ReadonlyArray<EventRow> = [
  {
    kinds: cluster,
    reasons: ["HelmReleaseCreated"],
    meaning: {
      is: "milestone",
      say: ({ name }) => `kcm created the HelmRelease ${name}`,
      key: "helmReleaseCreated",
      proves: beforeHelm
    },
    example: "Successfully created HelmRelease kcm-system/demo",
    source: "kcm clusterdeployment_controller.go"
  },
  {
    kinds: cluster,
    reasons: ["CAPIClusterIsReady"],
    meaning: {
      is: "milestone",
      say: ({ name }) => `Cluster API reports cluster ${name} as provisioned`,
      key: "capiReady",
      fact: "capiReady",
      unlessDeleting: true
    },
    example: "Cluster has been provisioned",
    source: "kcm; fires also when a deletion starts (field guide trap 6)"
  },
  {
    kinds: cluster,
    reasons: ["SuccessfulDelete"],
    meaning: {
      is: "milestone",
      say: ({ name }) => `ClusterDeployment ${name} has been deleted`,
      key: "deleted"
    },
    example: "ClusterDeployment has been deleted",
    source: "kcm, last event of a deletion"
  },
  {
    kinds: cluster,
    reasons: [
      "CAPIClusterIsDeleting",
      "ClusterDeleted",
      "ClusterDataSourceDeleted",
      "ClusterDataSourceReady",
      "RegionUnpaused"
    ],
    meaning: movement,
    example: "Cluster is being deleted",
    source: "kcm; each status change of the summary, or a step of a deletion"
  },
  {
    kinds: cluster,
    reasons: ["HelmReleaseUpdated"],
    meaning: { is: "movement", proves: beforeHelm },
    example: "Successfully updated HelmRelease kcm-system/demo",
    source: "kcm clusterdeployment_controller.go: after each change of the spec"
  },
  {
    kinds: cluster,
    // Once per change of the summary's text, also when only a trace id in an error differs: the text itself shows what moved.
    reasons: ["CAPIClusterIsProvisioning"],
    meaning: noise,
    example: "Cluster is provisioning",
    source: "kcm clusterdeployment_controller.go"
  },
  {
    kinds: cluster,
    // HelmReleaseIsReady fires on any change, also to Unknown and False; the two deletion reasons repeat every 10 s.
    reasons:
      /^(?:HelmReleaseIsReady|HelmReleaseDeleted|ServiceSetsDeleted|DryRunEnabled|(?:KineSecret|AuthConfigSecret|AuditPolicyConfigMap)(?:Created|Updated|Deleted))$/iu,
    meaning: noise,
    example: { reason: "HelmReleaseIsReady", message: "HelmRelease kcm-system/demo is ready" },
    source: "kcm"
  },
  {
    kinds: cluster,
    reasons: ["SveltosHelmReleaseNotReady"],
    meaning: trouble("another profile manages the same release: remove it there or here"),
    example: "release is managed by another profile",
    source: "kcm < 1.3 internal/sveltos/status.go: a conflict"
  },
  {
    kinds: cluster,
    reasons: ["SveltosHelmReleaseReady", "SveltosFeatureReady", "SveltosFeatureNotReady"],
    meaning: movement,
    example: "Feature has been deployed",
    source: "kcm < 1.3 internal/sveltos/status.go: each change of a feature's status"
  },
  {
    kinds: cluster,
    reasons: ["RegionPaused"],
    meaning: trouble("nothing is reconciled until the kcm Region is resumed", "userAction"),
    example: "Region eu is paused, skipping reconciliation",
    source: "kcm; type Normal"
  },
  {
    kinds: cluster,
    reasons: ["HelmChartNameChanged"],
    meaning: sideTrouble("keep the template's chart as it was if the cluster must not be made anew"),
    example: "HelmChart name changed from a to b",
    source: "kcm"
  },
  {
    kinds: cluster,
    reasons: ["ClusterDeploymentDeletionNotAllowed"],
    meaning: trouble("remove what the message names first; the deletion goes on by itself then", "userAction"),
    example: "ClusterDeployment cannot be deleted",
    source: "kcm"
  },
  {
    kinds: cluster,
    reasons: ["CredentialNotReady", "CredentialError"],
    meaning: trouble("look at the Credential that spec.credential names", "userAction"),
    example: "Credential kcm-system/aws-cred is not ready",
    source: "kcm"
  },
  {
    kinds: cluster,
    reasons: ["ClusterTemplateError", "InvalidClusterTemplate", "InvalidSource"],
    meaning: trouble("look at the ClusterTemplate that spec.template names", "userAction"),
    example: "ClusterTemplate kcm-system/x is not marked as valid: no providers",
    source: "kcm"
  },
  {
    kinds: cluster,
    reasons: ["ValidationError"],
    meaning: trouble("correct spec.config of the ClusterDeployment", "deterministic"),
    example: "Invalid configuration provided: region is required",
    source: "kcm: Invalid configuration provided"
  },
  {
    kinds: cluster,
    reasons: ["KubeConfigSecretCopyFailed"],
    type: "Warning",
    meaning: {
      ...trouble("look at the kubeconfig Secret of the Region, and at what kcm may do in the regional cluster"),
      soleWitness: true
    },
    example: "Failed to copy regional KubeConfig secret: something odd",
    source: "kcm clusterdeployment_controller.go: no condition tells"
  },
  {
    kinds: cluster,
    // Each has a condition, which knows the object and what to do with it.
    reasons: [
      "HelmChartDownloadFailed",
      "HelmReleaseReconcileFailed",
      "DataSourceError",
      "ClusterDataSourceError",
      "ClusterDataSourceNotReady",
      "ClusterAuthenticationError",
      "ClusterAuditPolicyError",
      "AuthConfigSecretError",
      "AuditPolicyConfigMapError"
    ],
    type: "Warning",
    meaning: diagnosed,
    example: "failed to get HelmChart Artifact",
    source: "kcm clusterdeployment_controller.go"
  },
  {
    kinds: ["ServiceSet"],
    reasons: ["StateManagementProviderNotReady", "StateManagementProviderSuspended"],
    // Sent when the provider turns; it turns back by itself while kcm is being upgraded.
    meaning: sideTrouble("services are not installed until the StateManagementProvider is ready"),
    example: "StateManagementProvider ksm-projectsveltos is not ready",
    source: "kcm serviceset_controller.go"
  },
  {
    kinds: ["ServiceSet"],
    reasons: ["ServiceSetEnsureProfileSuccess", "ServiceSetCollectServiceStatusesSuccess"],
    meaning: movement,
    example: "Successfully ensured ProjectSveltos Profile",
    source: "kcm serviceset_controller.go: what was wrong with the provider is over"
  },
  {
    kinds: ["ServiceSet"],
    reasons: /BuildFailed$/u,
    message: /has not been updated yet/u,
    meaning: noise,
    example: {
      reason: "ServiceSetHelmChartsBuildFailed",
      message: "status for ServiceTemplate kcm-system/x has not been updated yet"
    },
    source: "kcm adapters/sveltos/serviceset_controller.go: the template was made a moment ago"
  },
  {
    kinds: ["ServiceSet"],
    reasons: /^ServiceSet(?:Profile|HelmCharts|Kustomization|PolicyRefs)BuildFailed$/u,
    // No condition of the ClusterDeployment and no service tells: the services just stay Pending.
    meaning: sideTrouble(
      "none of these services is installed before what the message names is right: correct it in spec.serviceSpec, or in the ServiceTemplate"
    ),
    example: {
      reason: "ServiceSetProfileBuildFailed",
      message: "failed to convert priority to tier: invalid value 0, priority has to be between 1 and 2147483646"
    },
    source: "kcm adapters/sveltos/serviceset_controller.go, ensureProfile; kcm issue 2824"
  },
  {
    kinds: ["ServiceSet"],
    reasons: /^ServiceSet|BuildFailed$/u,
    meaning: noise,
    example: {
      reason: "ServiceSetCollectServiceStatusesFailed",
      message: "Failed to collect Service statuses: ClusterSummary not found"
    },
    source: "kcm; 10-40 in a good run, while the child cluster does not exist (field guide d.2)"
  },
  {
    kinds: ["Credential"],
    reasons: ["MissingClusterIdentity", "InvalidRegion"],
    meaning: trouble("correct identityRef or region of the Credential", "userAction"),
    example: "ClusterIdentity object of Kind=AWSClusterStaticIdentity kcm-system/aws not found",
    source: "kcm credential_controller.go"
  },
  {
    kinds: ["Credential", "ClusterDataSource"],
    reasons: /./u,
    meaning: diagnosed,
    example: { reason: "Updated", message: "updated" },
    source: "kcm"
  }
]
