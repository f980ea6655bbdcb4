import { findCondition } from "../../domain/condition.ts"
import { listed } from "../../domain/conditionTree.ts"
import { stageIndex } from "../../domain/phase.ts"
import type { State } from "./state.ts"

/** A change of a cluster that stood before: an upgrade, a scaling, a repair. */
export interface Change {
  /** When it began, in epoch milliseconds; absent where nothing tells. */
  readonly since?: number
}

/** What is older than this took longer than any build: whatever moves in it now is a change. */
const oldMs = 2 * 3600_000

/** kcm updates a HelmRelease so long after its creation only because the spec has changed. */
const builtMs = 3600_000

/** Nothing is built sooner than this: what kcm says before is a blink. */
const soonestMs = 60_000

/** A summary that turns so long after Helm is done may have been True in between. */
const turnedMs = 120_000

/** What Cluster API writes of a Node whose kubelet is silent. */
const silentNode = /\bNode\.\w+: (?:Condition (?:\w+ )?not yet reported|Kubelet stopped posting node status)/u

/** Whether a cluster that is not up now was up before it was looked at: kcm said so, or one of its Nodes has fallen silent. */
const stood = ({ cluster, facts, observation, openedAt }: State): boolean => {
  if (observation.capi !== "listed") return false
  const built = facts.get("capiReady")
  if (built !== undefined) return built > (cluster.createdAt ?? built) + soonestMs && built < openedAt - soonestMs
  const conditions = cluster.status?.conditions ?? []
  const helm = findCondition(conditions, "HelmReleaseReady")
  const summary = findCondition(conditions, "CAPIClusterSummary")
  return (
    helm?.status === "True" &&
    summary?.status === "False" &&
    silentNode.test(summary.message) &&
    (summary.lastTransitionAt ?? 0) > (helm.lastTransitionAt ?? openedAt) + turnedMs
  )
}

/**
 * What goes on in a cluster that was up before; `undefined` while it is being built. A change that nobody watched has left
 * its trace in kcm's HelmReleaseUpdated (field guide i.1).
 */
export const changeOf = (state: State): Change | undefined => {
  const { cluster, facts, helmUpdatedAt, observation, openedAt, respecifiedAt } = state
  const built = facts.get("capiReady")
  const age = cluster.createdAt === undefined ? 0 : openedAt - cluster.createdAt
  // A control plane that has been initialized is not made a second time, whatever becomes of its members.
  const initialized =
    age > oldMs && observation.capi === "listed" && listed(observation.tree, "ControlPlaneInitialized") === undefined
  const stands = observation.capi === "done" || stageIndex(observation.stage) >= stageIndex("Scaling") || initialized
  if (respecifiedAt !== undefined) return built !== undefined || stands ? { since: respecifiedAt } : undefined
  const updated =
    helmUpdatedAt !== undefined &&
    ((built !== undefined && built < helmUpdatedAt) ||
      (cluster.createdAt !== undefined && helmUpdatedAt - cluster.createdAt > builtMs))
  if (updated) return { since: helmUpdatedAt }
  return stands && (age > oldMs || stood(state)) ? {} : undefined
}

/** Whether the cluster has never stood before: then a change of its spec is part of its making. */
export const isFirstBuild = ({ cluster, facts, helmUpdatedAt, openedAt }: State): boolean =>
  cluster.createdAt !== undefined &&
  openedAt - cluster.createdAt < builtMs &&
  (facts.get("capiReady") ?? openedAt) >= openedAt &&
  (helmUpdatedAt ?? openedAt) >= openedAt
