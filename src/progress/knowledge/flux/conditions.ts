import type { ConditionRow } from "../conditionRow.ts"

const second = 1000
const givenUp = /^(?:InstallFailed|UpgradeFailed|RetriesExceeded|Stalled)$/u

/** What kcm copies from the HelmRelease's Ready condition. */
export const fluxConditions: ReadonlyArray<ConditionRow> = [
  {
    type: "HelmReleaseReady",
    status: "False",
    reason: /^DependencyNotReady$/u,
    gravity: "transient",
    advice: "Flux waits for another HelmRelease, which the message names: look at that one",
    example: { reason: "DependencyNotReady", message: "dependency 'kcm-system/capi' is not ready" },
    source: "Flux helm-controller, dependsOn"
  },
  {
    type: "HelmReleaseReady",
    status: "False",
    reason: /^(?:SourceNotReady|ArtifactFailed|Progressing|ProgressingWithRetry)$/u,
    gravity: "transient",
    advice: "Flux waits for the chart; check its HelmChart and HelmRepository",
    example: {
      reason: "SourceNotReady",
      message: "HelmChart 'kcm-system/x' is not ready: latest generation of object has not been reconciled"
    },
    source: "Flux helm-controller"
  },
  {
    type: "HelmReleaseReady",
    status: "False",
    reason: /^ValuesError$/u,
    gravity: "userAction",
    code: "ValuesError",
    advice:
      "create the Secret or ConfigMap that the HelmRelease takes its values from; it will then be retried by itself",
    example: { reason: "ValuesError", message: "could not resolve Secret chart values reference 'kcm-system/x'" },
    source: "Flux helm-controller, valuesFrom"
  },
  {
    type: "HelmReleaseReady",
    status: "False",
    reason: /^RESTClientError$/u,
    gravity: "blocksReady",
    advice: "Flux cannot reach the cluster that it installs into: look at the Region and its kubeconfig",
    example: {
      reason: "RESTClientError",
      message: "could not get the REST client: Secret 'kcm-system/region-kubeconfig' not found"
    },
    source: "Flux helm-controller helmrelease_controller.go"
  },
  {
    type: "HelmReleaseReady",
    status: "False",
    reason: givenUp,
    message:
      /denied the request|is invalid:|immutable|cannot patch|specifications of the schema|execution error at \(/u,
    gravity: "deterministic",
    graceMs: 15 * second,
    otherwise: "the API server refused what the template renders: correct spec.config or the template",
    example: {
      reason: "InstallFailed",
      message:
        'Helm install failed for release kcm-system/demo with chart x@1.0.0: admission webhook "w" denied the request: no'
    },
    source: "Flux helm-controller; kcm configures no retries"
  },
  {
    type: "HelmReleaseReady",
    status: "False",
    reason: givenUp,
    message:
      /failed (?:calling|to call) webhook|connection refused|connection reset|i\/o timeout|TLS handshake|no such host|\bEOF\b|context deadline exceeded|timed out|another operation \(/u,
    capi: "none",
    // Nothing is wrong with the spec. Flux as kcm configures it has had its only try; with retries it heals by itself.
    gravity: "userAction",
    otherwise:
      "Flux does not try again unless the release has retries: mend the cause, then change the ClusterDeployment's spec, or have the HelmRelease reconciled with force",
    example: {
      reason: "InstallFailed",
      message:
        'Helm install failed for release kcm-system/demo with chart x@1.0.0: failed calling webhook "w": failed to call webhook: Post "https://x": dial tcp 10.0.0.1:443: connect: connection refused'
    },
    source: "Flux helm-controller; kcm issues 1094, 1806 and pull request 3091"
  },
  {
    type: "HelmReleaseReady",
    status: "False",
    reason: givenUp,
    capi: "none",
    gravity: "deterministic",
    graceMs: 60 * second,
    otherwise:
      "Helm made nothing and does not try again: mend the cause, then change the spec or reconcile the HelmRelease by hand",
    example: {
      reason: "InstallFailed",
      message: "Helm install failed for release kcm-system/demo with chart x@1.0.0: something else"
    },
    source: "Flux helm-controller; kcm configures no remediation, that is, no retries"
  },
  {
    type: "HelmReleaseReady",
    status: "False",
    reason: givenUp,
    capi: "some",
    gravity: "blocksReady",
    advice: "the cluster builds on, but kcm will not say Ready until the HelmRelease is reconciled again",
    example: {
      reason: "InstallFailed",
      message:
        "Helm install failed for release kcm-system/demo with chart x@1.0.0: timeout waiting for: [AWSCluster/kcm-system/demo status: 'InProgress']"
    },
    source: "Flux kstatus wait (kcm >= 1.11): field guide e, Helm wait race"
  }
]
