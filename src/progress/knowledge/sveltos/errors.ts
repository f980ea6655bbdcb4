import type { ErrorRow } from "../errorRow.ts"

/** What Sveltos and kcm say about services in the child cluster (field guide c). */
export const sveltosErrors: ReadonlyArray<ErrorRow> = [
  {
    pattern:
      /[Cc]annot manage it\. Currently managed by (?:different )?(\w{1,63}(?: [\w./-]{0,253}\w)?)|Currently managed by another (ClusterProfile)/u,
    klass: "deterministic",
    code: "Conflict",
    advice: (word) => `${word} manages the same release: remove it there or here`,
    example: "cannot manage chart nginx/nginx. Cannot manage it. Currently managed by ClusterProfile monitoring",
    source: "Sveltos handlers_helm.go"
  },
  {
    pattern: /cannot manage chart [\w./-]{1,200}\.? (\w{1,40} [\w.-]{1,253}) managing it/u,
    klass: "deterministic",
    code: "Conflict",
    advice: (word) => `${word} manages the same release: remove it there or here`,
    example: "cannot manage chart nginx/nginx. ClusterSummary p--fjord-shared-capi-fjord managing it.",
    source: "Sveltos handlers_helm.go, before 1.0"
  },
  {
    pattern: /maximum (?:number of )?consecutive (?:errors|failures)/u,
    klass: "deterministic",
    code: "RetriesExhausted",
    advice: "Sveltos has given up: correct the service's values or version, which starts it again",
    example: "the maximum number of consecutive errors has been reached",
    source: "Sveltos clustersummary_deployer.go"
  },
  {
    pattern: /non-retriable error|failed to instantiate template/u,
    klass: "deterministic",
    code: "NonRetriable",
    advice: "correct the service's values or template, or add what they refer to: Sveltos tries again then",
    example: "Feature Helm for cluster Capi a/b failed with non-retriable error: bad values",
    source: "Sveltos >= 1.11 clustersummary_deployer.go"
  },
  {
    pattern: /health ?checks? failed/iu,
    klass: "error",
    code: "HealthCheckFailed",
    advice: "look at the workload that the message names in the target cluster; it is retried by itself",
    example: "healthchecks failed: deployment x not ready",
    source: "Sveltos health checks"
  }
]
