import type { ClusterDeployment } from "../../domain/clusterDeployment.ts"
import { findCondition } from "../../domain/condition.ts"
import { listed } from "../../domain/conditionTree.ts"
import { usefulPart } from "../text/wording.ts"
import { isWriteConflict } from "../text/writeConflict.ts"
import { isCurrent, type Observation } from "./observation.ts"

interface Row {
  /** What kcm waits for. */
  readonly waitsFor: string
  /** Where to look when it does not come. */
  readonly look: string
}

export const kcmLog = "kcm's log"
const ownEvents = "the events and finalizers of the objects that are left"

/** What each reason of kcm's Deleting condition waits for (kcm >= 1.9, field guide f). */
const rows: ReadonlyMap<string, Row> = new Map([
  [
    "WaitingForCloudResourcesDeletion",
    {
      waitsFor: "cloud resources (load balancers, volumes) to be deleted",
      look: "the Services of type LoadBalancer and the PersistentVolumes inside the cluster"
    }
  ],
  ["WaitingForClusterDeletion", { waitsFor: "the Cluster to be deleted", look: ownEvents }],
  [
    "WaitingForHelmReleaseDeletion",
    { waitsFor: "the HelmRelease to be deleted", look: "the events and finalizers of the HelmRelease" }
  ],
  [
    "WaitingForServiceSetsDeletion",
    { waitsFor: "the ServiceSets to be deleted", look: "the finalizers of the ServiceSets and of Sveltos' profiles" }
  ],
  [
    "WaitingForClusterDataSourceDeletion",
    { waitsFor: "the ClusterDataSource to be deleted", look: "the finalizers of the ClusterDataSource" }
  ],
  ["DeletionCompleted", { waitsFor: "the last finalizer to be released", look: "who holds that finalizer" }]
])

const fold = (text: string): string =>
  usefulPart(
    text
      .replace(/^\* Deleting:\s*/u, "")
      .replace(/^\* /u, "")
      .replaceAll(" * ", "; "),
    240
  )

/** What Cluster API says that the Cluster's deletion waits for. */
export const clusterText = (observation: Observation): string => {
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
  /** The error that the last try met, as the controller wrote it: for `diagnose`, never for a reader. */
  readonly error?: string
  /** What to do about the error, where that is known without its text. */
  readonly advice?: string
  /** Where to look when nothing moves. */
  readonly look: string
}

/** Names come and go while machines are deleted: which kinds are left is a step, which of them is not. */
const withoutNames = (text: string): string =>
  text.replace(/(?<![a-z0-9])[a-z0-9]{1,63}(?:-[a-z0-9]{1,63}){1,20}/gu, "").replace(/[\s,;:]+/gu, " ")

interface Failure {
  readonly error: string
  /** What failed. */
  readonly what: string
  /** What to do, whatever the error. */
  readonly advice?: string
}

/** The API server of the cluster itself, out of which its load balancers and volumes are to be deleted. */
const cleanup = {
  what: "kcm cannot delete the load balancers and volumes inside the cluster, and tries again",
  advice:
    "the deletion waits for the cluster's own API server: mend that, or take cleanupOnDeletion off the ClusterDeployment and delete by hand what stays in the cloud"
}
const unreachable =
  /i\/o timeout|connection refused|no route to host|no such host|TLS handshake|context deadline exceeded|\bEOF\b|failed to get (?:server groups|API group resources)|\bx509: |Unauthorized/u

/** What kcm looks up before it does anything with a ClusterDeployment, be it to delete it (kcm clusterdeployment_controller.go, getClusterScope). */
const lookedUp: ReadonlyMap<string, string> = new Map([
  ["CredentialReady", "Credential"],
  ["DataSourceReady", "DataSource"],
  ["ClusterAuthenticationReady", "ClusterAuthentication"],
  ["ClusterAuditPolicyReady", "ClusterAuditPolicy"]
])

/** The object without which kcm does not begin. */
const missingOf = (cluster: ClusterDeployment, observation: Observation): Failure | undefined => {
  const conditions = cluster.status?.conditions ?? []
  if (findCondition(conditions, "Deleting") !== undefined || observation.capi === "deleting") return undefined
  const missing = conditions.find(
    ({ message, status, type }) => lookedUp.has(type) && status === "False" && message.startsWith("failed to get ")
  )
  return missing === undefined
    ? undefined
    : {
        error: missing.message,
        what: "kcm has not begun",
        advice: `restore the ${lookedUp.get(missing.type)} until the cluster is gone: without it kcm does nothing`
      }
}

/** The error that the deletion met last, by either of the conditions that kcm writes it to. */
const failureOf = (cluster: ClusterDeployment): Failure | undefined => {
  const conditions = cluster.status?.conditions ?? []
  const deleting = findCondition(conditions, "Deleting")
  const cloud = findCondition(conditions, "CloudResourcesDeletedCondition")
  const inside = cloud?.status === "False" && cloud.reason === "Failed" ? cloud.message : undefined
  // kcm <= 1.8 writes its waits as failures, too.
  const own =
    deleting?.reason === "Failed" && !/^waiting for /iu.test(deleting.message) && !isWriteConflict(deleting.message)
      ? deleting.message
      : undefined
  const error = own ?? inside
  if (error === undefined) return undefined
  if (inside === undefined || (own !== undefined && !own.includes(inside))) {
    return { error, what: "the deletion met an error and is tried again" }
  }
  return { error, what: cleanup.what, ...(unreachable.test(error) ? { advice: cleanup.advice } : {}) }
}

/** What an ongoing deletion waits for. */
export const deletionStep = (cluster: ClusterDeployment, observation: Observation): DeletionStep => {
  const deleting = findCondition(cluster.status?.conditions ?? [], "Deleting")
  const raced = deleting?.reason === "Failed" && isWriteConflict(deleting.message)
  const ofRace = clusterText(observation) === "" ? "" : "WaitingForClusterDeletion"
  const reason = raced ? ofRace : (deleting?.reason ?? "")
  const row = rows.get(reason)
  const look = row?.look ?? ownEvents
  const failure = failureOf(cluster) ?? missingOf(cluster, observation)
  if (failure !== undefined) {
    const { advice, error, what } = failure
    const text = `${what}: ${fold(error)}`
    return { key: `Failed|${withoutNames(text)}`, text, error, look, ...(advice === undefined ? {} : { advice }) }
  }
  if (deleting === undefined && !observation.current) {
    return { key: "unseen", text: "kcm has not acted on it yet", look: kcmLog }
  }
  // While the Cluster goes, Cluster API's own text says what it waits for.
  const ofCluster =
    reason === "WaitingForClusterDeletion" || row === undefined
      ? clusterText(observation) ||
        (row === undefined && !raced && deleting !== undefined && isCurrent(cluster, deleting)
          ? fold(deleting.message)
          : "")
      : ""
  const waitsFor = ofCluster === "" ? (row?.waitsFor ?? "its parts to be deleted") : ofCluster
  return { key: `${reason}|${withoutNames(waitsFor)}`, text: `waiting for ${waitsFor}`, look }
}
