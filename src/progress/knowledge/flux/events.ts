import { type EventRow, movement, noise, trouble } from "../eventRow.ts"

const release = ["HelmRelease"]

/** Events of Flux' helm-controller about the cluster's HelmRelease. */
export const fluxEvents: ReadonlyArray<EventRow> = [
  {
    kinds: release,
    reasons: ["InstallSucceeded"],
    message: /(?:with chart (\S+))?$/u,
    meaning: {
      is: "milestone",
      say: ({ name, captured }) => `Helm installed the release ${name}${captured === "" ? "" : `, chart ${captured}`}`,
      key: "helmInstalled"
    },
    example: "Helm install succeeded for release kcm-system/demo.v1 with chart aws-standalone-cp@1.0.43",
    source: "Flux helm-controller"
  },
  {
    kinds: release,
    reasons: ["UpgradeSucceeded"],
    message: /\.(v\d+) /u,
    meaning: {
      is: "milestone",
      say: ({ name, captured }) => `Helm upgraded the release ${name} to ${captured}`,
      key: ({ captured }) => `helmUpgraded/${captured}`
    },
    example: "Helm upgrade succeeded for release kcm-system/demo.v2 with chart aws-standalone-cp@1.0.44",
    source: "Flux helm-controller"
  },
  {
    kinds: release,
    reasons: ["UpgradeSucceeded"],
    meaning: { is: "milestone", say: ({ name }) => `Helm upgraded the release ${name}`, key: "helmUpgraded" },
    example: "Helm upgrade succeeded",
    source: "Flux helm-controller"
  },
  {
    kinds: release,
    reasons: ["InstallFailed", "UpgradeFailed", "RollbackFailed", "TestFailed", "RetriesExceeded"],
    meaning: trouble(
      "Flux does not try again unless the release has retries: mend the cause, then change the ClusterDeployment's spec"
    ),
    example: "Helm test failed",
    source: "Flux helm-controller"
  },
  {
    kinds: release,
    reasons: ["ValuesError", "ArtifactFailed", "UninstallFailed", "RESTClientError"],
    meaning: trouble("look at the HelmRelease; it is retried by itself"),
    example: "could not resolve the values",
    source: "Flux helm-controller"
  },
  {
    kinds: release,
    reasons: ["UninstallSucceeded"],
    meaning: movement,
    example: "Helm uninstall succeeded for release kcm-system/demo.v1",
    source: "Flux helm-controller"
  },
  {
    kinds: release,
    reasons: ["DependencyNotReady", "DriftDetected", "SourceNotReady"],
    meaning: noise,
    example: "dependencies do not meet ready condition",
    source: "Flux"
  }
]
