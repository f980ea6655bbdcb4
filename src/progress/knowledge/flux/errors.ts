import type { CauseRow } from "../errorRow.ts"

const oneTry =
  "Flux gives up after one failed try: mend the cause, then change the ClusterDeployment's spec, or have the HelmRelease reconciled with force"

/** What Helm says through Flux (the cluster's HelmRelease) and through Sveltos (services). */
export const helmRows: ReadonlyArray<CauseRow> = [
  {
    pattern:
      /timeout waiting for: \[|Helm (?:install|upgrade) failed\b.*(?:context deadline exceeded|timed out waiting for the condition)/su,
    klass: "transient",
    code: "HelmWaitTimeout",
    advice: "Helm stopped waiting; the cluster is built on without it",
    source: "Flux >= 2.9 waits for readiness (kcm >= 1.11), field guide e"
  },
  {
    pattern: /admission webhook "([^"]+)" denied the request/u,
    klass: "deterministic",
    code: "AdmissionDenied",
    advice: "change spec.config so that the admission webhook $1 accepts it",
    source: "Kubernetes admission, through Helm"
  },
  {
    pattern: /failed (?:calling|to call) (?:admission )?webhook "?([\w.-]+)?/u,
    klass: "error",
    code: "WebhookUnavailable",
    advice: oneTry,
    source: "Kubernetes admission, through Helm; kcm issue 1094"
  },
  {
    pattern: /no matches for kind "([^"]+)"|ensure CRDs are installed first/u,
    klass: "deterministic",
    code: "NoMatchesForKind",
    advice: "the management cluster does not know this kind: install the provider that brings it",
    source: "Helm, building objects of a release"
  },
  {
    pattern:
      /invalid ownership metadata|cannot be imported into the current release|cannot re-use a name that is still in use/u,
    klass: "deterministic",
    code: "OwnedByAnotherRelease",
    advice: "an object of the same name belongs to another Helm release: remove it or choose another name",
    source: "Helm"
  },
  {
    pattern: /denied the request|\b(?:field|value) is immutable|cannot patch "|\bis invalid: |is forbidden: (?!User)/u,
    klass: "deterministic",
    code: "Rejected",
    advice: "the API server refuses an object of the chart: correct spec.config, the service's values or the template",
    source: "Kubernetes API server, through Helm"
  },
  {
    pattern:
      /\bparse error at \(|YAML parse error on|error converting YAML to JSON|nil pointer evaluating|template: \S+:\d+:\d+: executing/u,
    klass: "deterministic",
    code: "ChartRendering",
    advice: "the chart cannot be rendered with these values: correct them",
    source: "Helm template engine"
  },
  {
    pattern: /another operation \(install\/upgrade\/rollback\) is in progress|has no deployed releases/u,
    klass: "error",
    code: "HelmReleaseStuck",
    advice: "an earlier Helm operation was cut off; if it does not go on by itself, remove the pending release secret",
    source: "Helm"
  },
  {
    pattern: /(?:pre|post)-(?:install|upgrade) hooks? failed/u,
    klass: "error",
    code: "HelmHookFailed",
    advice: "look at the Job or Pod of the hook in the target cluster",
    source: "Helm"
  },
  {
    pattern:
      /(?:chart|OCIRepository|HelmRepository)\b.*(?:401|unauthorized|authentication required)|\bpull access denied\b/iu,
    klass: "userAction",
    code: "RegistryUnauthorized",
    advice: "give the chart's registry the right credentials; it will be retried by itself",
    source: "Helm and OCI registries"
  },
  {
    pattern:
      /no chart (?:name|version) found|chart "[^"]+".* not found in|chart version .* not found|manifest unknown|failed to (?:pull|download|fetch|locate) chart\b.*not found|failed to fetch https?:\/\/\S+ ?: 404|no such host.*chart|improper constraint/iu,
    klass: "userAction",
    code: "ChartNotFound",
    advice: "correct the chart's name, version or repository in the template",
    source: "Helm and OCI registries"
  },
  {
    pattern: /Helm install failed for release/u,
    klass: "error",
    code: "HelmInstallFailed",
    advice: oneTry,
    source: "Flux HelmRelease; kcm configures no retries"
  },
  {
    pattern: /Helm upgrade failed for release/u,
    klass: "error",
    code: "HelmUpgradeFailed",
    advice: oneTry,
    source: "Flux HelmRelease; kcm configures no retries"
  }
]
