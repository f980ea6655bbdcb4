import type { CauseRow } from "./row.ts"

/** What Helm says through Flux (HelmRelease) and Sveltos (services). */
export const helmRows: ReadonlyArray<CauseRow> = [
  {
    pattern: /timeout waiting for: \[|Helm (?:install|upgrade) failed\b.*context deadline exceeded/u,
    klass: "transient",
    code: "HelmWaitTimeout",
    advice: "Helm stopped waiting; the cluster goes on without it",
    source: "Flux >= 2.9 waits for readiness (kcm >= 1.11); field guide trap 11"
  },
  {
    pattern: /admission webhook "([^"]+)" denied the request/u,
    klass: "deterministic",
    code: "AdmissionDenied",
    advice: "change the configuration so that the admission webhook $1 accepts it",
    source: "Kubernetes admission"
  },
  {
    pattern: /denied the request|(?:field is|is) immutable|cannot patch "|is invalid: |is forbidden: (?!User)/u,
    klass: "deterministic",
    code: "Rejected",
    advice: "the management cluster refuses an object of the chart: correct spec.config or the template",
    source: "Kubernetes API server through Helm"
  }
]
