import { usefulPart } from "../text/wording.ts"

interface Phrase {
  readonly pattern: RegExp
  readonly say: (match: RegExpExecArray) => string
  /** Who writes the text. */
  readonly source: string
}

/** The texts of a normal build, in plain words; whatever is not here is shown as its useful part. */
const phrases: ReadonlyArray<Phrase> = [
  {
    pattern: /^(\d+) of (\d+) completed$/u,
    say: ([, done, all]) => `${done} of ${all} infrastructure steps done`,
    source: "CAPA: summary of conditions with a step counter"
  },
  {
    pattern: /^(\w+) creating or updating$/u,
    say: ([, service]) => `${service} being created in Azure`,
    source: "CAPZ async service reconciler"
  },
  {
    pattern: /^(\w+) failed to create or update\. err: .*context deadline exceeded/u,
    say: ([, service]) => `${service} being created in Azure, which is slow to answer`,
    source: "CAPZ async service reconciler: its own deadline, in every run"
  },
  {
    pattern: /^(\w+) failed to create or update\. err: (.*)$/su,
    say: ([, service = "", error = ""]) => `${service} in Azure: ${usefulPart(error, 140)}`,
    source: "CAPZ async service reconciler: any other error"
  },
  {
    pattern: /^(\w+) status\.(?:initialization\.\w+|ready|infrastructureReady) is false$/u,
    say: ([, kind]) => `${kind} is not ready yet`,
    source: "CAPI cluster_controller_status.go, fallback"
  },
  {
    pattern: /^Control plane not yet initialized$/u,
    say: () => "no API server has answered yet",
    source: "CAPI cluster_controller_status.go"
  },
  {
    pattern: /connection to the workload cluster is down/u,
    say: () => "the control plane does not answer",
    source: "k0smotron; hosted control planes before their first answer, others when they are lost"
  },
  {
    pattern: /^Remote connection probe failed, probe last succeeded at (?:\d{4}-\d\d-\d\dT)?(\d\d:\d\d:\d\d)?/u,
    say: ([, clock]) =>
      `the management cluster does not reach the API server any more${clock === undefined ? "" : `, since about ${clock} UTC`}`,
    source: "CAPI RemoteConnectionProbe, after five failures"
  },
  {
    pattern: /^(?:Remote connection not established yet|Remote connection probe failed.*)$/u,
    say: () => "the management cluster cannot reach the new API server yet",
    source: "CAPI RemoteConnectionProbe"
  },
  {
    pattern:
      /^(?:WaitingForControlPlaneInitialization|Control plane is not ready yet|Control plane endpoint is not set)$/u,
    say: () => "waiting for the control plane",
    source: "k0smotron DataSecretAvailable"
  },
  {
    pattern: /^WaitingForClusterInfrastructure$|infrastructure(?:Provisioned|Ready) to be true$/u,
    say: () => "waiting for the cluster's infrastructure",
    source: "CAPI machine_controller_status.go; CAPZ"
  },
  {
    pattern: /^WaitingForBootstrapData$/u,
    say: () => "waiting for its bootstrap data",
    source: "CAPI infrastructure providers"
  },
  {
    pattern: /^Waiting for Cluster control plane to be initialized$/u,
    say: () => "waiting for the control plane",
    source: "CAPI machine_controller_status.go"
  },
  {
    pattern: /^Waiting for (\w+) to report spec\.providerID$/u,
    say: () => "waiting for the cloud to create the machine",
    source: "CAPI machine_controller_status.go"
  },
  {
    pattern: /^Waiting for a Node with spec\.providerID .* to exist$/u,
    say: () => "booting; its Node has not joined yet",
    source: "CAPI machine_controller_status.go"
  },
  {
    pattern: /^Instance is building$/u,
    say: () => "instance is building",
    source: "CAPO"
  },
  {
    pattern: /^(\d+) available replicas, at least (\d+) required/u,
    say: ([, ready, all]) => `${ready} of ${all} workers available`,
    source: "CAPI MachineDeployment Available"
  },
  {
    pattern: /^Condition \w*\s*not yet reported$/u,
    say: () => "just created, nothing reported yet",
    source: "CAPI conditions summary"
  }
]

export const inWords = (text: string): string => {
  for (const phrase of phrases) {
    const match = phrase.pattern.exec(text)
    if (match !== null) return phrase.say(match)
  }
  return usefulPart(text, 160)
}
