import type { ClusterDeployment } from "../../domain/clusterDeployment.ts"
import { findCondition } from "../../domain/condition.ts"
import type { OwnedObject } from "../../domain/ownedObject.ts"
import type { TreeNode } from "../../domain/update/explanation.ts"

/** More lines than this nobody reads. */
const mostNodes = 60

const statusOf = ({ ready }: OwnedObject): TreeNode["status"] =>
  ready === "True" ? "ready" : ready === "False" ? "notReady" : "unknown"

const nodeOf = (object: OwnedObject, depth: number): TreeNode => ({
  depth,
  kind: object.kind,
  name: object.name,
  status: statusOf(object),
  ...(object.detail === "" ? {} : { detail: object.detail })
})

const ownStatus = (cluster: ClusterDeployment): TreeNode["status"] => {
  const ready = findCondition(cluster.status?.conditions ?? [], "Ready")?.status
  return ready === "True" ? "ready" : ready === "False" ? "notReady" : "unknown"
}

/** What is not well comes first, so that a long list is cut where it matters least. */
const worstFirst = (a: OwnedObject, b: OwnedObject): number =>
  Number(statusOf(a) === "ready") - Number(statusOf(b) === "ready") ||
  (`${a.kind}/${a.name}` < `${b.kind}/${b.name}` ? -1 : 1)

/** The objects behind a cluster, each below its owner, in the spirit of `clusterctl describe cluster`. */
export const treeOf = (cluster: ClusterDeployment, objects: ReadonlyArray<OwnedObject>): ReadonlyArray<TreeNode> => {
  const known = new Set(objects.map(({ uid }) => uid))
  const ordered = objects.toSorted(worstFirst)
  const nodes: Array<TreeNode> = []
  const seen = new Set<OwnedObject>()
  const add = (object: OwnedObject, depth: number): void => {
    if (seen.has(object) || nodes.length >= mostNodes) return
    seen.add(object)
    nodes.push(nodeOf(object, depth))
    for (const child of ordered) if (object.uid !== "" && child.owners.includes(object.uid)) add(child, depth + 1)
  }
  for (const object of ordered) if (!object.owners.some((owner) => known.has(owner))) add(object, 1)
  return nodes.length === 0
    ? []
    : [{ depth: 0, kind: "ClusterDeployment", name: cluster.name, status: ownStatus(cluster) }, ...nodes]
}
