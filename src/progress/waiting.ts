import type { ClusterDeployment } from "../domain/clusterDeployment.ts"
import { findCondition } from "../domain/condition.ts"
import { type CapiType, type Leaf, leavesOf, listed, objectsOf } from "../domain/conditionTree.ts"
import type { Stage } from "../domain/phase.ts"
import type { ObjectReference } from "../domain/progressUpdate.ts"
import type { Reading } from "./reading.ts"
import { usefulPart } from "./wording.ts"

/** What a stage is waiting for, in words, and the object that has to move. */
export interface Waiting {
  readonly text: string
  readonly object?: ObjectReference
}

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

/** Which conditions tell what a stage waits for, most telling first. */
const telling: Readonly<Record<"Provisioning" | "Bootstrapping" | "Scaling", ReadonlyArray<CapiType>>> = {
  Provisioning: ["InfrastructureReady"],
  Bootstrapping: ["ControlPlaneMachinesReady", "ControlPlaneInitialized", "ControlPlaneAvailable"],
  Scaling: ["WorkersAvailable", "WorkerMachinesReady", "ControlPlaneMachinesReady", "RemoteConnectionProbe"]
}

/** The nearest object above a leaf. */
export const objectOfLeaf = (leaf: Leaf, namespace: string): ObjectReference | undefined => {
  for (const bullet of leaf.path.toReversed()) {
    const objects = objectsOf(bullet.head)
    const name = objects?.names[0]
    if (objects !== undefined && name !== undefined) return { kind: objects.kind, name, namespace }
  }
  return undefined
}

const machineText = (leaf: Leaf): string => {
  const object = leaf.path
    .toReversed()
    .map((bullet) => objectsOf(bullet.head))
    .find((found) => found !== undefined)
  const names = object?.names ?? []
  const who =
    names.length === 0 ? "" : names.length === 1 ? `${names[0]}: ` : `${names[0]} and ${names.length - 1} more: `
  const step = /^(\d+) of (\d+) completed$/u.exec(leaf.text)
  return (
    who + (step === null || names.length === 0 ? inWords(leaf.text) : `${step[1]} of ${step[2]} machine steps done`)
  )
}

const treeWaiting = (reading: Reading, types: ReadonlyArray<CapiType>, namespace: string): Waiting | undefined => {
  const texts: Array<string> = []
  let object: ObjectReference | undefined
  for (const type of types) {
    const bullet = listed(reading.tree, type)
    if (bullet === undefined) continue
    // The last leaf with words is the step that is being waited for now: the earlier steps of a machine come first.
    const leaf = leavesOf(bullet).find((candidate) => candidate.text !== "")
    if (leaf === undefined) continue
    texts.push(machineText(leaf))
    object ??= objectOfLeaf(leaf, namespace)
    if (texts.length === 2) break
  }
  if (texts.length === 0) return undefined
  return { text: [...new Set(texts)].join("; "), ...(object === undefined ? {} : { object }) }
}

const helmFirst = ["CredentialReady", "TemplateReady", "HelmChartReady", "HelmReleaseReady"] as const
/** kcm goes no further while one of these is False; most clusters have none of them. */
const prerequisites = [
  "DataSourceReady",
  "ClusterDataSourceReady",
  "ClusterAuthenticationReady",
  "ClusterAuditPolicyReady"
] as const

const initialWaiting = (cluster: ClusterDeployment): Waiting => {
  if (cluster.dryRun) return { text: "spec.dryRun is set: kcm validates only, and creates nothing until it is removed" }
  const conditions = cluster.status?.conditions ?? []
  if (conditions.length === 0) return { text: "kcm has not reported a status yet" }
  const missing = prerequisites.filter((type) => findCondition(conditions, type)?.status === "False")
  for (const type of [...missing, ...helmFirst]) {
    const condition = findCondition(conditions, type)
    if (condition === undefined || condition.status === "True") continue
    const text = condition.message === "" ? "" : `: ${usefulPart(condition.message, 160)}`
    return { text: `${type} is not True yet${text}` }
  }
  return { text: "the Helm release is being prepared" }
}

/** Which of kcm's own conditions keeps Ready back, once the cluster itself is up. */
const readyHeldBy = (cluster: ClusterDeployment): string => {
  const holding = (cluster.status?.conditions ?? []).find(
    ({ type, status, message }) =>
      status === "False" &&
      message !== "" &&
      !["Ready", "Paused", "ServicesInReadyState", "CAPIClusterSummary"].includes(type)
  )
  return holding === undefined
    ? "kcm has not said Ready yet"
    : `kcm does not say Ready because of ${holding.type} (${holding.reason})`
}

/** The first three names of a list. */
export const namesInWords = (names: ReadonlyArray<string>): string =>
  `${names.slice(0, 3).join(", ")}${names.length > 3 ? ` and ${names.length - 3} more` : ""}`

const servicesWaiting = (cluster: ClusterDeployment, reading: Reading): Waiting => {
  const { ready, wanted, inMotion, failed, finalFailures } = reading.services
  const open = [...inMotion, ...failed.map((service) => service.name), ...finalFailures.map((service) => service.name)]
  if (wanted === 0) return { text: readyHeldBy(cluster) }
  if (ready >= wanted) return { text: `all ${wanted} services are deployed; ${readyHeldBy(cluster)}` }
  return {
    text: `${ready} of ${wanted} services deployed${open.length === 0 ? "" : `; waiting for ${namesInWords(open)}`}`
  }
}

/** What the cluster is waiting for in its stage. */
export const waitingFor = (cluster: ClusterDeployment, reading: Reading, stage: Stage): Waiting => {
  if (!reading.current && !cluster.dryRun) {
    return { text: `the spec has changed (generation ${cluster.generation}); kcm has not acted on it yet` }
  }
  switch (stage) {
    case "Initializing":
      return initialWaiting(cluster)
    case "Provisioning":
      return (
        treeWaiting(reading, telling.Provisioning, cluster.namespace) ??
        (reading.capi === "none"
          ? { text: "Helm has installed the templates; Cluster API has not reported the Cluster yet" }
          : { text: "waiting for the cloud infrastructure" })
      )
    case "Bootstrapping":
      return (
        treeWaiting(reading, telling.Bootstrapping, cluster.namespace) ?? {
          text: "waiting for the first control plane node"
        }
      )
    case "Scaling":
      return (
        treeWaiting(reading, telling.Scaling, cluster.namespace) ??
        (reading.capi === "done"
          ? { text: `all machines are up; ${readyHeldBy(cluster)}` }
          : { text: "waiting for the workers" })
      )
    case "Installing":
      return servicesWaiting(cluster, reading)
    case "Ready":
      return { text: "" }
  }
}
