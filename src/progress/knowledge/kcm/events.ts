import { diagnosed, type EventRow, movement, noise, trouble } from "../eventRow.ts"

const cluster = ["ClusterDeployment"]

/** Events of kcm's own controllers. */
export const kcmEvents: ReadonlyArray<EventRow> = [
  {
    kinds: cluster,
    reasons: ["HelmReleaseCreated"],
    verdict: {
      is: "milestone",
      say: "kcm created the HelmRelease {name}",
      key: "helmReleaseCreated",
      fact: "helmReleaseCreated"
    },
    source: "kcm clusterdeployment_controller.go"
  },
  {
    kinds: cluster,
    reasons: ["CAPIClusterIsReady"],
    verdict: {
      is: "milestone",
      say: "Cluster API reports cluster {name} as provisioned",
      key: "capiReady",
      fact: "capiReady",
      unlessDeleting: true
    },
    source: "kcm; fires also when a deletion starts (field guide trap 6)"
  },
  {
    kinds: cluster,
    reasons: ["SuccessfulDelete"],
    verdict: { is: "milestone", say: "ClusterDeployment {name} has been deleted", key: "deleted", fact: "deleted" },
    source: "kcm, last event of a deletion"
  },
  {
    kinds: cluster,
    reasons: [
      "CAPIClusterIsDeleting",
      "ClusterDeleted",
      "ClusterDataSourceDeleted",
      "ClusterDataSourceReady",
      "HelmReleaseUpdated",
      "RegionUnpaused"
    ],
    verdict: movement,
    source: "kcm; each status change of the summary, or a step of a deletion"
  },
  {
    kinds: cluster,
    // Once per change of the summary's text, also when only a trace id in an error differs: the text itself shows what moved.
    reasons: ["CAPIClusterIsProvisioning"],
    verdict: noise,
    source: "kcm clusterdeployment_controller.go"
  },
  {
    kinds: cluster,
    // HelmReleaseIsReady fires on any change, also to Unknown and False; the two deletion reasons repeat every 10 s.
    reasons:
      /^(?:HelmReleaseIsReady|HelmReleaseDeleted|ServiceSetsDeleted|DryRunEnabled|(?:KineSecret|AuthConfigSecret|AuditPolicyConfigMap)(?:Created|Updated|Deleted))$/iu,
    verdict: noise,
    source: "kcm"
  },
  {
    kinds: cluster,
    reasons: ["SveltosHelmReleaseNotReady"],
    verdict: trouble("another profile manages the same release: remove it there or here"),
    source: "kcm < 1.3 internal/sveltos/status.go: a conflict"
  },
  {
    kinds: cluster,
    reasons: ["SveltosHelmReleaseReady", "SveltosFeatureReady", "SveltosFeatureNotReady"],
    verdict: movement,
    source: "kcm < 1.3 internal/sveltos/status.go: each change of a feature's status"
  },
  {
    kinds: cluster,
    reasons: ["RegionPaused"],
    verdict: trouble("nothing is reconciled until the kcm Region is resumed", "userAction"),
    source: "kcm; type Normal"
  },
  {
    kinds: cluster,
    reasons: ["HelmChartNameChanged"],
    verdict: trouble("Flux reinstalls the release under the new chart name: expect objects to be replaced"),
    source: "kcm"
  },
  {
    kinds: cluster,
    reasons: ["ClusterDeploymentDeletionNotAllowed"],
    verdict: trouble("remove what the message names first; the deletion goes on by itself then", "userAction"),
    source: "kcm"
  },
  {
    kinds: cluster,
    reasons: ["CredentialNotReady", "CredentialError"],
    verdict: trouble("look at the Credential that spec.credential names", "userAction"),
    source: "kcm"
  },
  {
    kinds: cluster,
    reasons: ["ClusterTemplateError", "InvalidClusterTemplate", "InvalidSource"],
    verdict: trouble("look at the ClusterTemplate that spec.template names", "userAction"),
    source: "kcm"
  },
  {
    kinds: cluster,
    reasons: ["ValidationError"],
    verdict: trouble("correct spec.config of the ClusterDeployment", "deterministic"),
    source: "kcm: Invalid configuration provided"
  },
  {
    kinds: cluster,
    reasons: [
      "HelmChartDownloadFailed",
      "HelmReleaseReconcileFailed",
      "DataSourceError",
      "ClusterDataSourceError",
      "ClusterDataSourceNotReady",
      "ClusterAuthenticationError",
      "ClusterAuditPolicyError",
      "AuthConfigSecretError",
      "AuditPolicyConfigMapError",
      "KubeConfigSecretCopyFailed"
    ],
    type: "Warning",
    verdict: trouble("look at the object that the message names; kcm retries by itself"),
    source: "kcm"
  },
  {
    kinds: ["ServiceSet"],
    reasons: ["StateManagementProviderNotReady", "StateManagementProviderSuspended"],
    verdict: trouble("services are not installed until the StateManagementProvider is ready"),
    source: "kcm serviceset_controller.go"
  },
  {
    kinds: ["ServiceSet"],
    reasons: /^ServiceSet|BuildFailed$/u,
    verdict: noise,
    source: "kcm; 10-40 in a good run, while the child cluster does not exist (field guide d.2); successes move nothing"
  },
  {
    kinds: ["Credential"],
    reasons: ["MissingClusterIdentity", "InvalidRegion"],
    verdict: trouble("correct identityRef or region of the Credential", "userAction"),
    source: "kcm credential_controller.go"
  },
  { kinds: ["Credential", "ClusterDataSource"], reasons: /./u, verdict: diagnosed, source: "kcm" }
]
