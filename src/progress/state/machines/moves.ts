import type { ClusterDeployment } from "../../../domain/clusterDeployment.ts"
import { findCondition } from "../../../domain/condition.ts"
import { listed } from "../../../domain/conditionTree.ts"
import type { KubeEvent } from "../../../domain/event/kubeEvent.ts"
import { isControlPlaneMachine } from "../../interpret/roles.ts"
import type { Observation } from "../../observe/observation.ts"

/** When machines were last known to come, to go or not to be as they should, in epoch milliseconds. */
export interface MachineMoves {
  readonly controlPlane?: number
  readonly workers?: number
  /** When their MachineSets or MachineDeployments last said something: whoever hears them knows what is still to come. */
  readonly sets?: number
}

const later = (known: number | undefined, at: number): number => Math.max(known ?? at, at)

const sets: ReadonlySet<string> = new Set(["MachineSet", "MachineDeployment"])

const ofMachines = /(?:Machine|MachinePool|MachineSet|MachineDeployment|ControlPlane)$/u

/** Takes in an event of the cluster that shows work on one of its machines. */
export const withMachineEvent = (
  moves: MachineMoves,
  { at, regarding: { kind, name } }: KubeEvent,
  cluster: ClusterDeployment
): MachineMoves => {
  if (!ofMachines.test(kind)) return moves
  if (sets.has(kind)) return { ...moves, workers: later(moves.workers, at), sets: later(moves.sets, at) }
  return kind.endsWith("ControlPlane") || isControlPlaneMachine(name, cluster)
    ? { ...moves, controlPlane: later(moves.controlPlane, at) }
    : { ...moves, workers: later(moves.workers, at) }
}

/** Takes in what the status says of machines now; on a first look also when it ceased to say that they are not as they should be. */
export const withMachineStatus = (
  moves: MachineMoves,
  cluster: ClusterDeployment,
  { capi, tree }: Observation,
  now: number,
  first: boolean
): MachineMoves => {
  if (capi === "listed") {
    const ofControlPlane =
      listed(tree, "ControlPlaneMachinesReady") !== undefined || listed(tree, "ControlPlaneAvailable") !== undefined
    const ofWorkers =
      listed(tree, "WorkersAvailable") !== undefined || listed(tree, "WorkerMachinesReady") !== undefined
    return { ...moves, ...(ofControlPlane ? { controlPlane: now } : {}), ...(ofWorkers ? { workers: now } : {}) }
  }
  const summary = findCondition(cluster.status?.conditions ?? [], "CAPIClusterSummary")
  const since = first && capi === "done" ? summary?.lastTransitionAt : undefined
  return since === undefined ? moves : { ...moves, workers: later(moves.workers, Math.min(since, now)) }
}
