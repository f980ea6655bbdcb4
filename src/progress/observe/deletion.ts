import type { ClusterDeployment } from "../../domain/clusterDeployment.ts"
import { findCondition } from "../../domain/condition.ts"
import { listed } from "../../domain/conditionTree.ts"
import { usefulPart } from "../text/wording.ts"
import type { Observation } from "./observation.ts"

/** What each reason of kcm's Deleting condition waits for (kcm >= 1.9, field guide f). */
const steps: ReadonlyMap<string, string> = new Map<string, string>(
  Object.entries({
    WaitingForCloudResourcesDeletion: "cloud resources (load balancers, volumes) to be deleted",
    WaitingForClusterDeletion: "the Cluster to be deleted",
    WaitingForHelmReleaseDeletion: "the HelmRelease to be deleted",
    WaitingForServiceSetsDeletion: "the ServiceSets to be deleted",
    WaitingForClusterDataSourceDeletion: "the ClusterDataSource to be deleted",
    DeletionCompleted: "the last finalizer to be released"
  })
)

/** Names come and go while machines are deleted; what is waited for is told by kind and count. */
const fold = (text: string): string =>
  usefulPart(text.replace(/^\* Deleting:\s*/u, "").replace(/\n\s*\* /gu, "; "), 160)

const clusterText = (observation: Observation): string => {
  const bullet = listed(observation.tree, "Deleting")
  if (bullet === undefined) return ""
  const lines = bullet.children.map((child) =>
    child.head === "" ? child.text : `${child.head}${child.text === "" ? "" : `: ${child.text}`}`
  )
  const text = bullet.text === "" ? lines.join("; ") : bullet.text
  return text.replace(/^Waiting for /u, "")
}

export interface DeletionStep {
  /** The step itself, for telling whether it changed. */
  readonly key: string
  readonly text: string
}

/** What an ongoing deletion waits for. */
export const deletionStep = (cluster: ClusterDeployment, observation: Observation): DeletionStep => {
  const deleting = findCondition(cluster.status?.conditions ?? [], "Deleting")
  const ofCluster = clusterText(observation)
  const reason = deleting?.reason ?? ""
  if (reason === "Failed") {
    return { key: "Failed", text: `the deletion met an error and is tried again: ${fold(deleting?.message ?? "")}` }
  }
  const step = steps.get(reason)
  // While the Cluster goes, Cluster API's own text says what it waits for.
  const detail =
    reason === "WaitingForClusterDeletion" || reason === ""
      ? ofCluster || (step === undefined ? fold(deleting?.message ?? "") : "")
      : ""
  // Which kinds are left is a step; which machines of them are left is not.
  const key = `${reason}|${detail.replace(/[a-z0-9]+(?:-[a-z0-9]+)+/gu, "").replace(/[\s,;:]+/gu, " ")}`
  if (detail !== "") return { key, text: `waiting for ${detail}` }
  return step === undefined
    ? { key, text: "waiting for its parts to be deleted" }
    : { key, text: `waiting for ${step}` }
}
