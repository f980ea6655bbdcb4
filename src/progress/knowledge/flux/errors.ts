import type { ErrorRow } from "../errorRow.ts"

const oneTry =
  "Flux does not try again unless the release has retries: mend the cause, then change the ClusterDeployment's spec, or have the HelmRelease reconciled with force"

/** What Helm says through Flux (the cluster's HelmRelease) and through Sveltos (services). */
export const fluxErrors: ReadonlyArray<ErrorRow> = [
  {
    pattern: /object is being deleted: ([\w.-]{1,120} "[^"\s]{1,253}") already exists/u,
    klass: "userAction",
    code: "StillBeingDeleted",
    advice: (object) =>
      `an earlier ${object} of this name is still going away: wait until it is gone (its finalizers say who holds it), then create the cluster`,
    example: 'object is being deleted: clusters.cluster.x-k8s.io "demo" already exists',
    source: "Kubernetes apiserver registry/generic/registry/store.go, through Helm"
  },
  {
    pattern:
      /timeout waiting for: \[|Helm (?:install|upgrade) failed\b.{0,300}(?:context deadline exceeded|timed out waiting for the condition)/su,
    klass: "transient",
    code: "HelmWaitTimeout",
    advice: "Helm stopped waiting; the cluster is built on without it",
    example:
      "Helm install failed for release kcm-system/demo with chart aws-standalone-cp@1.0.43: timeout waiting for: [AWSCluster/ns/demo status: 'InProgress']",
    source: "Flux >= 2.9 waits for readiness (kcm >= 1.11), field guide e"
  },
  {
    pattern: /admission webhook "([^"]+)" denied the request/u,
    klass: "deterministic",
    code: "AdmissionDenied",
    advice: (webhook) => `change spec.config so that the admission webhook ${webhook} accepts it`,
    kinds: ["HelmRelease"],
    example:
      'Helm install failed for release kcm-system/demo with chart aws-standalone-cp@1.0.43: admission webhook "v.x.io" denied the request: no',
    source: "Kubernetes admission, through Helm"
  },
  {
    pattern: /failed (?:calling|to call) (?:admission )?webhook "?([\w.-]+)?/u,
    klass: "error",
    code: "WebhookUnavailable",
    advice: oneTry,
    kinds: ["HelmRelease"],
    example:
      'Helm install failed for release kcm-system/demo with chart aws-standalone-cp@1.0.43: 1 error occurred: * Internal error occurred: failed calling webhook "vcoreprovider.kb.io": failed to call webhook: Post "https://x": dial tcp: i/o timeout',
    source: "Kubernetes admission, through Helm; kcm issue 1094"
  },
  {
    pattern: /no matches for kind "([^"]{1,63})"|ensure CRDs are installed first/u,
    klass: "error",
    code: "NoMatchesForKind",
    advice: (kind) =>
      `the cluster that the service goes into does not know ${kind === "" ? "this kind" : `the kind ${kind}`}: install what brings its CRD first, with dependsOn, or switch it off in the values`,
    kinds: ["ServiceSet", "ClusterSummary"],
    example:
      'unable to build kubernetes objects from release manifest: resource mapping not found for name: "x" namespace: "y" from "": no matches for kind "ServiceMonitor" in version "monitoring.coreos.com/v1" ensure CRDs are installed first',
    source: "Helm, building objects of a service's release"
  },
  {
    pattern: /no matches for kind "([^"]+)"|ensure CRDs are installed first/u,
    klass: "deterministic",
    code: "NoMatchesForKind",
    advice: "the management cluster does not know this kind: install the provider that brings it",
    kinds: ["HelmRelease"],
    example:
      'Helm install failed for release kcm-system/demo with chart aws-standalone-cp@1.0.43: unable to build kubernetes objects from release manifest: resource mapping not found: no matches for kind "AWSCluster" in version "v1beta2"',
    source: "Helm, building objects of a release"
  },
  {
    pattern:
      /invalid ownership metadata|cannot be imported into the current release|cannot re-use a name that is still in use/u,
    klass: "deterministic",
    code: "OwnedByAnotherRelease",
    advice:
      "an object of the same name was installed by something else already: remove that installation, or give the object the labels of this release, or choose another name",
    example:
      'Helm install failed for release kcm-system/demo with chart aws-standalone-cp@1.0.43: ConfigMap "x" in namespace "y" exists and cannot be imported into the current release: invalid ownership metadata',
    source: "Helm"
  },
  {
    pattern:
      /updates to statefulset spec for fields other than|\b(?:field|value) is immutable|spec\.selector: Invalid value/u,
    klass: "error",
    code: "ImmutableField",
    advice:
      "what the values or the template change cannot be changed in place: take it back, or delete the object that the message names in that cluster, so that it is made anew",
    kinds: ["ServiceSet", "ClusterSummary"],
    example:
      'cannot patch "redis-master" with kind StatefulSet: StatefulSet.apps "redis-master" is invalid: spec: Forbidden: updates to statefulset spec for fields other than \'replicas\' are forbidden',
    source: "Kubernetes pkg/apis/apps/validation, through Helm, of a service's objects"
  },
  {
    pattern: /\bis forbidden: exceeded quota: ([\w.-]{1,253})/u,
    klass: "error",
    code: "ResourceQuotaExceeded",
    advice: (quota) =>
      `the ResourceQuota ${quota} of that namespace is used up: raise it, or ask for less in the service's values`,
    kinds: ["ServiceSet", "ClusterSummary"],
    example: 'deployments.apps "app" is forbidden: exceeded quota: team-quota, requested: limits.cpu=2',
    source: "Kubernetes admission, through Helm and Sveltos"
  },
  {
    pattern: /denied the request|\bis invalid: |cannot patch "|is forbidden: (?!User)/u,
    klass: "error",
    code: "Rejected",
    advice:
      "the API server of the cluster refuses an object of the service: correct the service's values or its template",
    kinds: ["ServiceSet", "ClusterSummary"],
    example: 'ConfigMap "Not_A_Name" is invalid: metadata.name: Invalid value: "Not_A_Name"',
    source: "Kubernetes API server, through Helm and Sveltos, of a service's objects"
  },
  {
    pattern: /denied the request|\b(?:field|value) is immutable|cannot patch "|\bis invalid: |is forbidden: (?!User)/u,
    klass: "deterministic",
    code: "Rejected",
    advice: "the API server refuses an object of the chart: correct spec.config, the service's values or the template",
    example:
      'Helm install failed for release kcm-system/demo with chart aws-standalone-cp@1.0.43: cannot patch "demo" with kind AWSCluster: AWSCluster "demo" is invalid: spec.region: field is immutable',
    source: "Kubernetes API server, through Helm"
  },
  {
    pattern:
      /\bparse error at \(|YAML parse error on|error converting YAML to JSON|nil pointer evaluating|template: \S+:\d+:\d+: executing/u,
    klass: "deterministic",
    code: "ChartRendering",
    advice: "the chart cannot be rendered with these values: correct them",
    example:
      'Helm install failed for release kcm-system/demo with chart aws-standalone-cp@1.0.43: parse error at (x/templates/cluster.yaml:3): function "y" not defined',
    source: "Helm template engine"
  },
  {
    pattern: /another operation \(install\/upgrade\/rollback\) is in progress|has no deployed releases/u,
    klass: "error",
    code: "HelmReleaseStuck",
    advice: "an earlier Helm operation was cut off; if it does not go on by itself, remove the pending release secret",
    example: "another operation (install/upgrade/rollback) is in progress",
    source: "Helm"
  },
  {
    pattern: /(?:pre|post)-(?:install|upgrade) hooks? failed/u,
    klass: "error",
    code: "HelmHookFailed",
    advice: "look at the Job or Pod of the hook in the target cluster",
    example: "post-install hooks failed: 1 error occurred: * job failed: BackoffLimitExceeded",
    source: "Helm"
  },
  {
    pattern:
      /(?:chart|OCIRepository|HelmRepository|oauth token|authorize|login|registry)\b(?:(?!chart|OCIRepository|HelmRepository|oauth token|authorize|login|registry).){0,250}(?:\b40[13]\b|unauthorized|authentication required|access forbidden)|\bpull access denied\b|\bunauthorized: /iu,
    klass: "userAction",
    code: "RegistryUnauthorized",
    advice:
      "the registry refuses the login: put the right credentials into the Secret that the chart's HelmRepository names; it will then be retried by itself",
    example: "failed to fetch chart from https://x: 401 Unauthorized",
    source: "Helm and OCI registries"
  },
  {
    pattern:
      /no chart (?:name|version) found|chart "[^"]+".{0,300} not found in|chart version .{0,300} not found|manifest unknown|failed to (?:pull|download|fetch|locate) chart\b.{0,300}not found|failed to fetch https?:\/\/\S+ ?: 404|no such host.{0,300}chart|improper constraint/iu,
    klass: "userAction",
    code: "ChartNotFound",
    advice: "correct the chart's name, version or repository in the template",
    example: "failed to pull chart: ghcr.io/x/y:1.0.0: not found",
    source: "Helm and OCI registries"
  },
  {
    pattern: /Helm install failed for release/u,
    klass: "error",
    code: "HelmInstallFailed",
    advice: oneTry,
    kinds: ["HelmRelease"],
    example: "Helm install failed for release kcm-system/demo with chart aws-standalone-cp@1.0.43: something else",
    source: "Flux HelmRelease; kcm configures no retries"
  },
  {
    pattern: /Helm upgrade failed for release/u,
    klass: "error",
    code: "HelmUpgradeFailed",
    advice: oneTry,
    kinds: ["HelmRelease"],
    example: "Helm upgrade failed for release kcm-system/demo with chart aws-standalone-cp@1.0.43: something else",
    source: "Flux HelmRelease; kcm configures no retries"
  }
]
