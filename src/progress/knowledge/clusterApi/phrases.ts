import type { PhraseRow, WaitingRow } from "../textRow.ts"

/** How far the deletion of a machine is (CAPI api/core machine_types.go, reasons of Deleting). */
const deletionStages: ReadonlyMap<string, string> = new Map([
  ["DrainingNode", "being drained"],
  ["WaitingForVolumeDetach", "being deleted; its volumes are being detached"],
  ["WaitingForPreDrainHook", "being deleted; a pre-drain hook holds it"],
  ["WaitingForPreTerminateHook", "being deleted; a pre-terminate hook holds it"],
  ["WaitingForInfrastructureDeletion", "being deleted; the cloud is deleting it"],
  ["WaitingForBootstrapDeletion", "being deleted; its bootstrap configuration is being deleted"],
  ["DeletingNode", "being deleted; its Node is being removed"]
])

export const clusterApiPhrases: ReadonlyArray<PhraseRow> = [
  {
    pattern: /^(\w+) status\.(?:initialization\.\w+|ready|infrastructureReady) is false$/u,
    say: ([, kind]) => `${kind} is not ready yet`,
    look: "look at the conditions of that object, and at the log of its provider's controller",
    example: "GCPCluster status.initialization.provisioned is false",
    source: "CAPI cluster_controller_status.go, fallback"
  },
  {
    pattern: /^Control plane not yet initialized$/u,
    say: () => "no API server has answered yet",
    example: "Control plane not yet initialized",
    source: "CAPI cluster_controller_status.go"
  },
  {
    pattern: /^Remote connection probe failed, probe last succeeded at (?:\d{4}-\d\d-\d\dT)?(\d\d:\d\d:\d\d)?/u,
    say: ([, clock]) =>
      `the management cluster does not reach the API server any more${clock === undefined ? "" : `, since about ${clock} UTC`}`,
    example: "Remote connection probe failed, probe last succeeded at 2026-01-01T00:00:00Z",
    source: "CAPI RemoteConnectionProbe, after five failures"
  },
  {
    pattern: /^Last successful probe at (?:\d{4}-\d\d-\d\dT)?(\d\d:\d\d:\d\d)?/u,
    say: ([, clock]) =>
      `the API server of its cluster does not answer any more${clock === undefined ? "" : `, since about ${clock} UTC`}`,
    example: "Last successful probe at 2026-01-01T00:00:00Z",
    source: "CAPI machine_controller_status.go, NodeHealthy with reason ConnectionDown"
  },
  {
    pattern: /^(?:Remote connection not established yet|Remote connection probe failed.*)$/u,
    say: () => "the management cluster cannot reach the new API server yet",
    look: "look at the way from the management cluster to the API server: its load balancer, firewall and DNS",
    example: "Remote connection not established yet",
    source: "CAPI RemoteConnectionProbe"
  },
  {
    pattern: /^WaitingForClusterInfrastructure$|infrastructure(?:Provisioned|Ready) to be true$/u,
    say: () => "waiting for the cluster's infrastructure",
    example: "Waiting for Cluster status.initialization.infrastructureProvisioned to be true",
    source: "CAPI machine_controller_status.go; CAPZ"
  },
  {
    pattern: /^WaitingForBootstrapData$/u,
    say: () => "waiting for its bootstrap data",
    example: "WaitingForBootstrapData",
    source: "CAPI infrastructure providers"
  },
  {
    pattern: /^Waiting for Cluster control plane to be initialized$/u,
    say: () => "waiting for the control plane",
    example: "Waiting for Cluster control plane to be initialized",
    source: "CAPI machine_controller_status.go"
  },
  {
    pattern: /^Waiting for (\w+) to report spec\.providerID$/u,
    say: () => "waiting for the cloud to create the machine",
    look: "look at the conditions and events of the machine's infrastructure object, and at the log of its provider's controller",
    example: "Waiting for AWSMachine to report spec.providerID",
    source: "CAPI machine_controller_status.go"
  },
  {
    pattern: /^Waiting for a Node with spec\.providerID .* to exist$/u,
    say: () => "booting; its Node has not joined yet",
    look: "look at the machine's console and cloud-init log, and at its way to the API server and the registries",
    example: "Waiting for a Node with spec.providerID aws:///us-east-1a/i-0abc to exist",
    source: "CAPI machine_controller_status.go"
  },
  {
    pattern: /^(\d+) available replicas, at least (\d+) required/u,
    say: ([, ready, all]) => `${ready} of ${all} workers available`,
    example:
      "0 available replicas, at least 2 required (spec.strategy.rollout.maxUnavailable is 0, spec.replicas is 2)",
    source: "CAPI MachineDeployment Available"
  },
  {
    pattern: /^Machine deletion in progress(?: since more than (\w+))?, stage: (\w+)/u,
    say: ([, since, stage = ""]) =>
      `${deletionStages.get(stage) ?? "being deleted"}${since === undefined ? "" : ` for more than ${since}`}`,
    example: "Machine deletion in progress, stage: DrainingNode",
    source: "CAPI machine_controller_status.go"
  },
  {
    pattern: /^Condition \w*\s*not yet reported$/u,
    say: () => "just created, nothing reported yet",
    look: "look whether the controllers of Cluster API and of its providers run, and at their logs",
    example: "Condition not yet reported",
    source: "CAPI conditions summary"
  }
]

export const clusterApiWaiting: ReadonlyArray<WaitingRow> = [
  {
    pattern: /^(?:\* )?Waiting for [^:]*$/u,
    example: "Waiting for Cluster control plane to be initialized",
    source: "CAPI machine_controller_status.go"
  },
  {
    pattern: /^(?:\* )?(?:\w+: )?Remote connection (?:not established yet|probe failed.*)$/u,
    example: "Remote connection probe failed",
    source: "CAPI RemoteConnectionProbe"
  }
]
