import type { ErrorRow } from "../errorRow.ts"

/** What a Kubernetes API server refuses, whoever asks. */
export const apiServerErrors: ReadonlyArray<ErrorRow> = [
  {
    pattern: /admission webhook "([^"]{1,253})" denied the request/u,
    klass: "deterministic",
    code: "AdmissionDenied",
    advice: (webhook) => `change what the admission webhook ${webhook} refuses: the message names it`,
    example:
      'admission webhook "validation.awsmachine.infrastructure.cluster.x-k8s.io" denied the request: spec is immutable',
    source: "Kubernetes admission"
  },
  {
    pattern: /failed (?:calling|to call) (?:admission )?webhook(?: "([\w.-]{1,253}))?/u,
    klass: "error",
    // Whatever serves it comes back, or is brought back.
    open: true,
    code: "WebhookUnavailable",
    advice: (webhook) =>
      `the API server cannot use the webhook${webhook === "" ? "" : ` ${webhook}`}: look at the controller that serves it, and at its certificate`,
    example:
      'Internal error occurred: failed calling webhook "default.machine.cluster.x-k8s.io": failed to call webhook: Post "https://x": dial tcp: i/o timeout',
    source: "Kubernetes admission"
  },
  {
    pattern: /no matches for kind "([^"]{1,63})"|ensure CRDs are installed first/u,
    klass: "deterministic",
    code: "NoMatchesForKind",
    advice: "the API server does not know this kind: install what brings it",
    example: 'no matches for kind "AWSCluster" in version "infrastructure.cluster.x-k8s.io/v1beta2"',
    source: "client-go discovery"
  },
  {
    pattern: /is forbidden: User "([^"]{1,253})" cannot (\w+) resource|\bUser "[^"]{1,253}" cannot \w+ resource/u,
    klass: "userAction",
    code: "Forbidden",
    advice: "give this user or service account the right that the message names; it will then be retried by itself",
    example:
      'secrets is forbidden: User "system:serviceaccount:kcm-system:kcm" cannot list resource "secrets" in API group "" in the namespace "x"',
    source: "Kubernetes API server, RBAC"
  },
  {
    pattern: /exceeded quota: ([a-z0-9][-a-z0-9.]{0,252}), requested: /u,
    klass: "userAction",
    code: "ResourceQuotaExceeded",
    advice: (quota) =>
      `raise the ResourceQuota ${quota} of the namespace, or free what uses it up; it will then be retried by itself`,
    example:
      'pods "kmc-demo-0" is forbidden: exceeded quota: team-quota, requested: limits.memory=4Gi, used: limits.memory=30Gi, limited: limits.memory=32Gi',
    source: "Kubernetes admission, ResourceQuota"
  },
  {
    pattern: /violates PodSecurity "([^"]{1,100})"/u,
    klass: "userAction",
    code: "PodSecurityViolated",
    advice: (level) =>
      `the namespace admits only pods of PodSecurity ${level}: give it a label that admits these, or use another namespace`,
    example:
      'pods "kmc-demo-0" is forbidden: violates PodSecurity "restricted:latest": allowPrivilegeEscalation != false',
    source: "Kubernetes admission, PodSecurity"
  },
  {
    pattern: /denied the request|\b(?:field|value) is immutable|cannot patch "|\bis invalid: |is forbidden: (?!User)/u,
    klass: "deterministic",
    code: "Rejected",
    advice: "the API server refuses the object: correct what the message names",
    example: 'AWSCluster.infrastructure.cluster.x-k8s.io "demo" is invalid: spec.region: field is immutable',
    source: "Kubernetes API server, validation"
  },
  {
    pattern: /\bx509: |certificate signed by unknown authority|certificate has expired or is not yet valid/u,
    klass: "error",
    code: "CertificateNotTrusted",
    advice:
      "the certificate of the endpoint that the message names is not valid or not trusted: renew it, or give its authority to the client",
    example: 'Get "https://registry.example.com/v2/": tls: failed to verify certificate: x509: certificate has expired',
    source: "Go crypto/x509"
  }
]
