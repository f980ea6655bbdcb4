import type { ClusterDeployment } from "../../domain/clusterDeployment.ts"
import { findCondition } from "../../domain/condition.ts"
import { type CapiType, type Leaf, leavesOf, listed, objectsOf } from "../../domain/conditionTree.ts"
import { type Stage, stageIndex } from "../../domain/phase.ts"
import type { ObjectReference } from "../../domain/update/progressUpdate.ts"
import { inWords, lookAt } from "../knowledge/phrases.ts"
import { usefulPart } from "../text/wording.ts"
import { beforeHelm, type Waiting } from "./beforeHelm.ts"
import { clusterText } from "./deletion.ts"
import type { Observation } from "./observation.ts"

export type { Waiting } from "./beforeHelm.ts"

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

/** What Cluster API writes of a condition that its owner has not set, and a bare reason, say nothing without the condition's name. */
const unspoken = /^Condition \w*\s?not yet reported$/u
const bareReason = /^[A-Z][a-z0-9]+[A-Z][A-Za-z0-9]*$/u

const waitingReason = /^WaitingFor([A-Z]\w+)$/u

/** `WaitingForIPAllocation`: what is being waited for, in words. */
const asWords = (reason: string): string | undefined => {
  const what = waitingReason.exec(reason)?.[1]
  if (what === undefined) return undefined
  const words = what.match(/[A-Z]{2,}(?![a-z])|[A-Z]?[a-z0-9]+/gu) ?? []
  return `waiting for ${words.map((word) => (/^[A-Z]{2,}$/u.test(word) ? word : word.toLowerCase())).join(" ")}`
}

const leafText = ({ path, text }: Leaf): string => {
  const head = path.at(-1)?.head ?? ""
  const words = inWords(text)
  if (head === "" || objectsOf(head) !== undefined) return words
  if (unspoken.test(text)) {
    return head.startsWith("Node.") ? "its Node does not report its state" : `${head} has not been reported yet`
  }
  return words === text && bareReason.test(text) ? (asWords(text) ?? `${head} is ${text}`) : words
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
  return who + (step === null || names.length === 0 ? leafText(leaf) : `${step[1]} of ${step[2]} machine steps done`)
}

/** Whether a machine is known to have joined, by its name. */
export type Joined = (machine: string) => boolean

/** What a text still says of a machine on its way, an event may have overtaken: its Node has joined. */
const overtaken = ({ path }: Leaf, joined: Joined): boolean => {
  const machines = path.flatMap(({ head }) => {
    const object = objectsOf(head)
    return object?.kind === "Machine" ? object.names : []
  })
  return (
    machines.length > 0 &&
    machines.every(joined) &&
    !path.some(({ head }) => /^(?:Node\.|Deleting$|Updating$)/u.test(head))
  )
}

const treeWaiting = (
  observation: Observation,
  types: ReadonlyArray<CapiType>,
  namespace: string,
  joined: Joined
): Waiting | undefined => {
  const texts: Array<string> = []
  let object: ObjectReference | undefined
  let look: string | undefined
  for (const type of types) {
    const bullet = listed(observation.tree, type)
    if (bullet === undefined) continue
    // The last leaf with words is the step that is being waited for now: the earlier steps of a machine come first.
    const leaf = leavesOf(bullet).find((candidate) => candidate.text !== "" && !overtaken(candidate, joined))
    if (leaf === undefined) continue
    texts.push(machineText(leaf))
    object ??= objectOfLeaf(leaf, namespace)
    look ??= lookAt(leaf.text)
    if (texts.length === 2) break
  }
  if (texts.length === 0) return undefined
  return {
    text: [...new Set(texts)].join("; "),
    ...(object === undefined ? {} : { object }),
    ...(look === undefined ? {} : { look })
  }
}

/** Which of kcm's own conditions keeps Ready back, once the cluster itself is up. */
const readyHeldBy = (cluster: ClusterDeployment): string => {
  const ready = findCondition(cluster.status?.conditions ?? [], "Ready")
  if (ready?.status === "True") return "kcm says Ready, which has to last for a moment before it is believed"
  const paused = findCondition(cluster.status?.conditions ?? [], "Paused")
  if (paused?.status === "True") {
    return `kcm does not say Ready because it is paused${paused.message === "" ? "" : `: ${usefulPart(paused.message, 160)}`}`
  }
  const holding = (cluster.status?.conditions ?? []).find(
    ({ type, status, message }) =>
      status === "False" &&
      message !== "" &&
      !["Ready", "Paused", "ServicesInReadyState", "CAPIClusterSummary"].includes(type)
  )
  return holding === undefined
    ? "kcm has not said Ready yet"
    : `kcm does not say Ready because of ${holding.type} (${holding.reason})${holding.reason === "Progressing" ? `: ${usefulPart(holding.message, 160)}` : ""}`
}

/** What kcm passes on to Cluster API, Helm applies first: until then the summary speaks of what was there before. */
const helmAtWork = (cluster: ClusterDeployment): Waiting | undefined =>
  findCondition(cluster.status?.conditions ?? [], "HelmReleaseReady")?.status === "Unknown"
    ? {
        text: "Helm is applying the change",
        object: { kind: "HelmRelease", name: cluster.name, namespace: cluster.namespace }
      }
    : undefined

/** The first three names of a list. */
export const namesInWords = (names: ReadonlyArray<string>): string =>
  `${names.slice(0, 3).join(", ")}${names.length > 3 ? ` and ${names.length - 3} more` : ""}`

const servicesWaiting = (cluster: ClusterDeployment, observation: Observation): Waiting => {
  const { ready, wanted, inMotion, failed, finalFailures } = observation.services
  const open = [...inMotion, ...failed.map((service) => service.name), ...finalFailures.map((service) => service.name)]
  if (wanted === 0) return { text: readyHeldBy(cluster) }
  if (ready >= wanted) return { text: `all ${wanted} services are deployed; ${readyHeldBy(cluster)}` }
  return {
    text: `${ready} of ${wanted} services deployed${open.length === 0 ? "" : `; waiting for ${namesInWords(open)}`}`
  }
}

/** What only events have brought: the texts about single machines lag behind, and speak of what has happened since. */
const tellingAhead: typeof telling = {
  Provisioning: [],
  Bootstrapping: ["ControlPlaneInitialized", "ControlPlaneAvailable"],
  Scaling: ["WorkersAvailable"]
}

/** kcm could not read the Cluster; what its conditions said before may be so no more. */
const unreadable = (cluster: ClusterDeployment): Waiting => {
  const summary = findCondition(cluster.status?.conditions ?? [], "CAPIClusterSummary")
  const region = cluster.prerequisites.find(({ kind }) => kind === "Region")
  const where = region === undefined ? "" : ` in Region ${region.name}`
  return {
    text: `kcm cannot read the Cluster${where}: ${usefulPart(summary?.message ?? "", 200)}`,
    object:
      region === undefined
        ? { kind: "Cluster", name: cluster.name, namespace: cluster.namespace }
        : { ...region, namespace: "" }
  }
}

/** The Cluster goes, although its ClusterDeployment stays. */
const going = (cluster: ClusterDeployment, observation: Observation): Waiting => {
  const left = clusterText(observation)
  return {
    text: `waiting for ${left === "" ? "its parts to be deleted" : left}`,
    object: { kind: "Cluster", name: cluster.name, namespace: cluster.namespace }
  }
}

/** What the cluster is waiting for in its stage. */
export const waitingFor = (
  cluster: ClusterDeployment,
  observation: Observation,
  stage: Stage,
  joined: Joined = () => false
): Waiting => {
  if (!observation.current && !cluster.dryRun) {
    return { text: `the spec has changed (generation ${cluster.generation}); kcm has not acted on it yet` }
  }
  if (observation.capi === "unreadable") return unreadable(cluster)
  if (observation.capi === "deleting") return going(cluster, observation)
  const types = stageIndex(stage) > stageIndex(observation.stage) ? tellingAhead : telling
  switch (stage) {
    case "Initializing":
      return beforeHelm(cluster)
    case "Provisioning":
      return (
        treeWaiting(observation, types.Provisioning, cluster.namespace, joined) ??
        (observation.capi === "none"
          ? { text: "Helm has applied the templates; kcm has not reported the Cluster's conditions yet" }
          : { text: "waiting for the cloud infrastructure" })
      )
    case "Bootstrapping":
      return (
        treeWaiting(observation, types.Bootstrapping, cluster.namespace, joined) ?? {
          text: "waiting for the first control plane node"
        }
      )
    case "Scaling":
      return (
        treeWaiting(observation, types.Scaling, cluster.namespace, joined) ??
        (observation.capi === "done"
          ? (helmAtWork(cluster) ?? { text: `all machines are up; ${readyHeldBy(cluster)}` })
          : { text: "waiting for the workers" })
      )
    case "Installing":
      return servicesWaiting(cluster, observation)
    case "Ready":
      return { text: "" }
  }
}
