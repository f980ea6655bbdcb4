import { type EventRow, movement, sideTrouble } from "../eventRow.ts"

/** Events of Sveltos, which fills the child cluster. */
export const sveltosEvents: ReadonlyArray<EventRow> = [
  {
    kinds: ["ClusterSummary"],
    reasons: ["Sveltos"],
    type: "Normal",
    message: /Feature: Resources deployed to cluster/u,
    meaning: movement,
    example: "Feature: Resources deployed to cluster Capi kcm-system/demo",
    source: "kcm's own propagation of credentials, in every cluster (field guide k.6)"
  },
  {
    kinds: ["ClusterSummary"],
    reasons: ["Sveltos"],
    type: "Normal",
    message: /Feature: (\w+) deployed to cluster/u,
    meaning: {
      is: "milestone",
      say: ({ captured }) => `Sveltos deployed the cluster's ${captured} services`,
      key: ({ captured }) => `feature/${captured}`
    },
    example: "Feature: Helm deployed to cluster Capi kcm-system/demo",
    source: "Sveltos clustersummary_deployer.go; repeats at every re-sync"
  },
  {
    kinds: ["ClusterSummary"],
    reasons: ["FailedNonRetriable"],
    // A ConfigMap that was missing, say: it heals as soon as it is there.
    meaning: sideTrouble(
      "correct the service's values, version or template, or add what they refer to: Sveltos tries again then"
    ),
    example: "Feature Helm for cluster Capi kcm-system/demo failed",
    source: "Sveltos >= 1.11 clustersummary_deployer.go"
  },
  {
    kinds: ["ClusterSummary"],
    reasons: ["Conflict"],
    meaning: {
      is: "problem",
      // It is looked at again every few seconds, and is over as soon as the other profile lets go.
      klass: "userAction",
      otherwise: { klass: "userAction", advice: "another profile manages the same release: remove it there or here" }
    },
    example: "conflict with another profile",
    source: "Sveltos >= 1.11 clustersummary_controller.go, ConflictRetryTime"
  },
  {
    kinds: ["ClusterSummary"],
    reasons: ["Sveltos"],
    type: "Warning",
    meaning: sideTrouble("Sveltos tries again; what it says of each chart stands in the ClusterSummary's status", 180),
    example: "Feature: Helm failed to be deployed to cluster Capi kcm-system/demo: no such host",
    source: "Sveltos clustersummary_deployer.go"
  }
]
