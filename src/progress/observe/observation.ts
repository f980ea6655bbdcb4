import type { ClusterDeployment } from "../../domain/clusterDeployment.ts"
import { type Condition, findCondition } from "../../domain/condition.ts"
import { type Bullet, type ConditionTree, emptyTree, listed, objectsOf } from "../../domain/conditionTree.ts"
import type { Stage } from "../../domain/phase.ts"
import type { ServiceStatus } from "../../domain/update/progressUpdate.ts"
import { cloudOf, provenProviderOf, providerOf, regionOf, type Shape, shapeOf } from "./provider.ts"
import { type ServiceTally, servicesOf } from "./services.ts"

/** What is known of Cluster API's side of a ClusterDeployment. */
export type CapiView =
  /** no Cluster was seen yet; for ever so on adopted clusters */
  | "none"
  /** a Cluster exists, and nothing in particular is said of it */
  | "unreported"
  /** something is not True; the tree says what */
  | "listed"
  /** everything is True */
  | "done"
  /** kcm could not read the Cluster, and does not know how it is */
  | "unreadable"
  /** the Cluster is gone while the ClusterDeployment lives (kcm >= 1.11) */
  | "missing"
  | "deleting"

/** One look at a ClusterDeployment, without memory: everything that its conditions say about its progress. */
export interface Observation {
  readonly shape: Shape
  readonly capi: CapiView
  readonly tree: ConditionTree
  /** The Machines that the tree names. */
  readonly machines: ReadonlyArray<string>
  readonly services: ServiceTally
  /** The services as updates show them. */
  readonly reported: ReadonlyArray<ServiceStatus>
  /** aws, azure, ...; "" where it cannot be told. */
  readonly provider: string
  /** Whose words its texts may be: the provider, or that of nobody who is known. */
  readonly cloud: string
  /** The same where kcm's own words prove it, else "": an event of another cloud's object is then none of this cluster's. */
  readonly proven: string
  /** The kind of its control plane, where its texts or events have named one. */
  readonly controlPlane?: string
  /** The cloud's own name of the place; "" where it cannot be told. */
  readonly region: string
  /** False while the status still speaks of an earlier spec. */
  readonly current: boolean
  readonly deleting: boolean
  /** The stage the conditions put the cluster in. `Ready` only where nothing speaks against it. */
  readonly stage: Stage
}

/**
 * kcm 0.1 and 0.2 copied Cluster API's conditions to the top level, under these names and in this order of a cluster's life
 * (field guide a.3); later mirrors use the v1beta2 names.
 */
const topLevelGates: ReadonlyArray<{ readonly type: string; readonly as: string; readonly stage: Stage }> = [
  { type: "InfrastructureReady", as: "InfrastructureReady", stage: "Provisioning" },
  { type: "ControlPlaneInitialized", as: "ControlPlaneInitialized", stage: "Bootstrapping" },
  { type: "ControlPlaneReady", as: "ControlPlaneAvailable", stage: "Bootstrapping" },
  { type: "ControlPlaneAvailable", as: "ControlPlaneAvailable", stage: "Bootstrapping" },
  { type: "ControlPlaneMachinesReady", as: "ControlPlaneMachinesReady", stage: "Scaling" },
  { type: "Available", as: "WorkersAvailable", stage: "Scaling" },
  { type: "WorkersAvailable", as: "WorkersAvailable", stage: "Scaling" },
  { type: "WorkerMachinesReady", as: "WorkerMachinesReady", stage: "Scaling" }
]

interface CapiSide {
  readonly view: CapiView
  readonly tree: ConditionTree
}

/** Which resource and object a condition was copied from (kcm < 0.3, internal/utils/status). */
const oldResource = /^(?:clusters|machinedeployments)(?::\s?|$)/u

const topLevel = (conditions: ReadonlyArray<Condition>): CapiSide | undefined => {
  const present = topLevelGates.flatMap((gate) => {
    const condition = findCondition(conditions, gate.type)
    return condition === undefined ? [] : [{ gate, condition }]
  })
  const last = present.at(-1)
  if (last === undefined) return undefined
  const open = present.filter(({ condition }) => condition.status !== "True")
  const bullets = open.map(
    ({ gate, condition }): Bullet => ({
      head: gate.as,
      text: condition.message.replace(oldResource, "") || condition.reason,
      children: []
    })
  )
  if (bullets.length > 0) return { view: "listed", tree: { conditions: bullets, overdue: false } }
  // Only True gates: what has not been reported yet comes after the last of them.
  const next: Bullet | undefined =
    last.gate.stage === "Provisioning"
      ? { head: "ControlPlaneInitialized", text: "", children: [] }
      : last.gate.stage === "Bootstrapping"
        ? { head: "WorkersAvailable", text: "", children: [] }
        : undefined
  return next === undefined
    ? { view: "done", tree: emptyTree }
    : { view: "listed", tree: { conditions: [next], overdue: false } }
}

/** What Cluster API writes of a part of a Cluster only while that Cluster itself is being deleted (cluster_controller_status.go). */
const partDeleted = /^\w{1,63} has been deleted$/u

/** Prefers the summary, then top-level conditions, then the bullets that Ready copied. */
const capiSide = (conditions: ReadonlyArray<Condition>): CapiSide => {
  const ready = findCondition(conditions, "Ready")
  const summary = findCondition(conditions, "CAPIClusterSummary")
  if (summary !== undefined) {
    if (summary.reason === "CAPIClusterMissing") return { view: "missing", tree: emptyTree }
    // At the start of a deletion the summary is True with this reason (kcm capi.go:42), and that is no news of readiness.
    const goes =
      ["Deleting", "DeletionCompleted"].includes(summary.reason) ||
      listed(summary.tree, "Deleting") !== undefined ||
      summary.tree.conditions.some(({ text }) => partDeleted.test(text))
    if (goes) return { view: "deleting", tree: summary.tree }
    if (summary.status === "True") return { view: "done", tree: emptyTree }
    const tree = summary.tree
    if (tree.conditions.length > 0) return { view: "listed", tree }
    if (summary.reason === "Failed") return { view: "unreadable", tree: emptyTree }
    return topLevel(conditions) ?? { view: "unreported", tree: emptyTree }
  }
  const mirrored = topLevel(conditions)
  if (mirrored !== undefined) return mirrored
  const copied = ready === undefined || ready.status === "True" ? emptyTree : ready.tree
  return copied.conditions.length > 0 ? { view: "listed", tree: copied } : { view: "none", tree: emptyTree }
}

/** Whether a condition speaks of the present spec; conditions without an observedGeneration are taken at their word. */
export const isCurrent = (cluster: ClusterDeployment, condition: Condition): boolean =>
  condition.observedGeneration === undefined || condition.observedGeneration >= cluster.generation

const statusIsCurrent = (cluster: ClusterDeployment): boolean => {
  const observed = cluster.status?.observedGeneration
  return observed === undefined || observed >= cluster.generation
}

const stageOfTree = (tree: ConditionTree): Stage => {
  if (listed(tree, "InfrastructureReady") !== undefined) return "Provisioning"
  if (listed(tree, "ControlPlaneInitialized") !== undefined || listed(tree, "ControlPlaneAvailable") !== undefined) {
    return "Bootstrapping"
  }
  return "Scaling"
}

/**
 * Whether Ready=True may be believed once the cluster itself is up: the traps of field guide a.5 and i.7-i.9.
 */
const readyIsTrue = (
  cluster: ClusterDeployment,
  conditions: ReadonlyArray<Condition>,
  services: ServiceTally
): boolean => {
  const ready = findCondition(conditions, "Ready")
  return (
    ready?.status === "True" &&
    isCurrent(cluster, ready) &&
    statusIsCurrent(cluster) &&
    services.complete &&
    !cluster.dryRun &&
    cluster.deletionRequestedAt === undefined &&
    findCondition(conditions, "Paused")?.status !== "True"
  )
}

/** The last stage of a cluster that is up and may not be called Ready. */
export const stageBeforeReady = (services: ServiceTally): Stage => (services.wanted > 0 ? "Installing" : "Scaling")

const stageOf = (
  cluster: ClusterDeployment,
  conditions: ReadonlyArray<Condition>,
  shape: Shape,
  provider: string,
  capi: CapiSide,
  services: ServiceTally
): Stage => {
  if (cluster.dryRun || conditions.length === 0) return "Initializing"
  const helmReady = findCondition(conditions, "HelmReleaseReady")?.status === "True"
  switch (capi.view) {
    case "none": {
      // Adopted clusters, and templates that make no Cluster at all, have only the HelmRelease and the services to show.
      const clusterless = shape === "adopted" || provider === ""
      if (!helmReady) return "Initializing"
      if (clusterless && readyIsTrue(cluster, conditions, services)) return "Ready"
      if (shape === "adopted") return "Installing"
      return "Provisioning"
    }
    case "missing":
    case "unreadable":
    case "unreported":
    case "deleting":
      return "Provisioning"
    case "listed":
      return stageOfTree(capi.tree)
    case "done": {
      if (readyIsTrue(cluster, conditions, services)) return "Ready"
      return stageBeforeReady(services)
    }
  }
}

// `OpenStackCluster status.ready is false`: the texts of a Cluster name the kinds it is made of.
const namedKind = /\b[A-Z][A-Za-z0-9]*(?:Cluster|ControlPlane|Machine|MachinePool)\b/gu

const kindsIn = (texts: ReadonlyArray<string>): ReadonlyArray<string> =>
  texts.flatMap((text) => text.match(namedKind) ?? [])

const machinesIn = (bullet: Bullet): ReadonlyArray<string> => {
  const objects = objectsOf(bullet.head)
  return objects?.kind === "Machine" ? objects.names : bullet.children.flatMap(machinesIn)
}

/** `seen`: the kinds of objects that the cluster's events were about. */
export const observe = (cluster: ClusterDeployment, seen: ReadonlySet<string>): Observation => {
  const conditions = cluster.status?.conditions ?? []
  const texts = conditions.map((condition) => condition.message)
  const said = new Set(kindsIn(texts))
  const kinds = new Set([...said, ...seen])
  const hints = { kinds, texts }
  const shape = shapeOf(cluster, kinds)
  const provider = providerOf(cluster, hints)
  const controlPlane = [...kinds].find((kind) => kind.endsWith("ControlPlane"))
  const capi = capiSide(conditions)
  const { reported, tally: services } = servicesOf(cluster)
  return {
    shape,
    capi: capi.view,
    tree: capi.tree,
    machines: capi.tree.conditions.flatMap(machinesIn),
    services,
    reported,
    provider,
    cloud: cloudOf(provider, kinds),
    proven: provenProviderOf(cluster, { kinds: said, texts }),
    ...(controlPlane === undefined ? {} : { controlPlane }),
    region: regionOf(cluster, hints),
    current: statusIsCurrent(cluster),
    deleting: cluster.deletionRequestedAt !== undefined,
    stage: stageOf(cluster, conditions, shape, provider, capi, services)
  }
}
