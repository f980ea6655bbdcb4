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
    pattern: /the server has asked for the client to provide credentials|[Yy]ou must be logged in to the server/u,
    klass: "userAction",
    code: "ClusterLoginRefused",
    advice:
      "the API server of that cluster refuses the login: renew the kubeconfig in the Secret that the Credential names, or, of a cluster that kcm made, look at its kubeconfig Secret",
    example:
      "failed to get rest config for cluster Sveltos:edge/demo: Unauthorized: the server has asked for the client to provide credentials",
    source: "Kubernetes apimachinery api/errors/errors.go, through Sveltos"
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
    pattern: /[Rr]eferenced resource: (\w{1,40} [\w./-]{1,317}\w) does not exist/u,
    klass: "userAction",
    code: "ReferenceMissing",
    advice: (what) =>
      `create the ${what}, or take it out of the service or the template: Sveltos goes on by itself then`,
    example: "Referenced resource: ConfigMap kcm-system/aws-cluster-identity-resource-template does not exist",
    source: "Sveltos handlers_utils.go"
  },
  {
    pattern:
      /\bKubernetes cluster unreachable\b|\bGet "https?:\/\/[^"\s]{1,200}\/(?:apis?|version|openapi)\b[^"\s]{0,200}":? .{0,200}(?:refused|timeout|no such host|no route to host|x509|EOF|deadline exceeded|Unauthorized)/u,
    klass: "error",
    code: "TargetUnreachable",
    advice:
      "the API server of the cluster that the service goes into does not answer: look whether that address can be reached from the management cluster, and at the cluster's kubeconfig (of an adopted cluster: the Secret that its Credential names); it is retried by itself",
    kinds: ["ServiceSet", "ClusterSummary"],
    example: 'Get "https://127.0.0.1:43311/api?timeout=32s": dial tcp 127.0.0.1:43311: connect: connection refused',
    source: "client-go, through Helm and Sveltos; kcm issue 953"
  },
  {
    pattern: /\b(Secret|ConfigMap) ("?[\w./-]{1,317}"?) not found|\b(secrets|configmaps) "([\w.-]{1,253})" not found/u,
    klass: "userAction",
    code: "ReferenceMissing",
    advice:
      "create the object that the message names where the service takes it from, or correct valuesFrom in spec.serviceSpec: Sveltos goes on by itself then",
    kinds: ["ServiceSet"],
    example: 'failed to get valuesFrom: secrets "db-values" not found',
    source: "kcm and Sveltos, valuesFrom of a service"
  },
  {
    // The whole of what a release says: within a longer text it is the weather.
    pattern:
      /^(?:chart[:=] ?\S+, releaseNamespace[:=] ?\S+, release(?:Name)?[:=] ?\S+[:,] )?(?:context deadline exceeded|timed out waiting for the condition)$/u,
    klass: "error",
    code: "ServiceNotReadyInTime",
    advice:
      "Helm waited for the service's objects in vain: look at its Pods and their events inside the cluster; it is retried by itself",
    kinds: ["ServiceSet"],
    example: "chart: ingress-nginx, releaseNamespace: nginx, release: nginx, context deadline exceeded",
    source: "Helm's wait, through Sveltos; kcm adapters/sveltos/state.go"
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
