import {
  anyTrouble,
  type EventRow,
  lastingTrouble,
  movement,
  retriedTrouble,
  sideTrouble,
  standingTrouble
} from "./eventRow.ts"

/** What a control plane that is made of Machines says of them: kubeadm's, and those that were built after it. */
export const replicaRows = (kind: string, source: string): ReadonlyArray<EventRow> => [
  {
    kinds: [kind],
    // In every good build of three, and in every upgrade, for a machine has no Node at first.
    reasons: ["ControlPlaneUnhealthy"],
    meaning: standingTrouble(
      180,
      "look at the machine of the control plane that the message names: its console, its etcd member"
    ),
    example:
      "Waiting for control plane to pass preflight checks to continue reconciliation: Machine demo-cp-x does not have a corresponding Node yet",
    source: `${source}, preflight checks`
  },
  {
    kinds: [kind],
    reasons: ["FailedInitialization", "FailedScaleUp"],
    meaning: anyTrouble(
      retriedTrouble(
        "the control plane's machine is refused: mend what the message names; it will then be retried by itself"
      )
    ),
    example: "Failed to create initial control plane Machine for cluster kcm-system/demo control plane: something odd",
    source: `${source}, scale.go`
  },
  {
    kinds: [kind],
    reasons: ["FailedScaleDown", "FailedDelete"],
    meaning: anyTrouble(
      lastingTrouble(
        180,
        "a machine of the control plane cannot be removed: mend what the message names; it is retried by itself"
      )
    ),
    example: "Failed to delete control plane Machine demo-cp-x for cluster kcm-system/demo: something odd",
    source: `${source}, scale.go`
  },
  {
    kinds: [kind],
    reasons: ["AdoptionFailed"],
    meaning: sideTrouble("the machine is of another version than the control plane may take over: change one of them"),
    example: "Could not adopt Machine demo-cp-x: its version is outside supported +/- one minor version skew",
    source
  },
  {
    kinds: [kind],
    reasons: /^Successful/u,
    meaning: movement,
    example: { reason: "SuccessfulStartInPlaceUpdate", message: "Machine starting in-place update" },
    source
  }
]
