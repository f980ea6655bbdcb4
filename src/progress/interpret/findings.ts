import type { ClusterDeployment } from "../../domain/clusterDeployment.ts"
import type { Condition } from "../../domain/condition.ts"
import { gathered, type Leaf, leavesOf, objectsOf } from "../../domain/conditionTree.ts"
import type { KubeEvent } from "../../domain/event/kubeEvent.ts"
import type { ObjectReference } from "../../domain/update/progressUpdate.ts"
import { conditioned } from "../knowledge/eventRow.ts"
import { phraseFor } from "../knowledge/phrases.ts"
import { infrastructureObject } from "../observe/infrastructure.ts"
import { isCurrent, type Observation } from "../observe/observation.ts"
import { objectOfLeaf } from "../observe/waiting.ts"
import { wholePart } from "../text/wording.ts"
import { adviceUnknown, complains } from "./complaint.ts"
import { conditionRules } from "./conditionRules.ts"
import { type Cause, isUnknown, isWaiting } from "./diagnose.ts"
import { type Finding, finding, keyOf, type Moment } from "./finding.ts"
import type { Reader } from "./reader.ts"
import { referenceTo } from "./reference.ts"
import { serviceFindings } from "./serviceFindings.ts"
import { unwantedDeletion } from "./unwantedDeletion.ts"
import { heardAt } from "./voices.ts"

export type { Finding } from "./finding.ts"

const topLevelFindings = (
  cluster: ClusterDeployment,
  conditions: ReadonlyArray<Condition>,
  observation: Observation,
  moment: Moment,
  { diagnose }: Reader
): ReadonlyArray<Finding> =>
  conditions.flatMap((condition) => {
    if (!isCurrent(cluster, condition)) return []
    const verdict = conditionRules(cluster, condition, observation, diagnose)
    if (verdict === undefined) return []
    const seen = moment.reasons.get(condition.type)
    const since = Math.max(condition.lastTransitionAt ?? moment.now, seen ?? 0)
    // Cluster API's summary is False during the whole build: how long it has been so says nothing about its present reason.
    const provenAt = condition.type === "CAPIClusterSummary" ? (seen ?? moment.now) : since
    return [
      finding(verdict, verdict.object ?? referenceTo(cluster), { firstAt: since, provenAt }, moment, verdict.graceMs)
    ]
  })

/** The code of a failure that names no cause; whatever else is known explains it better. */
export const unexplained = "InfrastructureFailed"

/** What stands so long in a condition is no step of a normal course. */
const unknownLastingMs = 180_000

/** A complaint of a controller that nobody knows: what it says, and of what; how to mend it, only its own words can tell. */
const complaintOf = (leaf: Leaf): Cause | undefined => {
  // The probe says in every good course that it does not get through yet.
  if (leaf.path[0]?.head === "RemoteConnectionProbe" || isWaiting(leaf.text)) return undefined
  const phrase = phraseFor(leaf.text)
  // What is cut out of a text complains no more than all of it.
  if (!complains(phrase ?? leaf.text)) return undefined
  const summary = wholePart(leaf.text)
  if (phrase === undefined && !complains(summary)) return undefined
  return {
    klass: "error",
    code: leaf.path.toReversed().find(({ head }) => head !== "" && objectsOf(head) === undefined)?.head ?? "Unknown",
    summary,
    advice: adviceUnknown,
    open: true
  }
}

const leafFinding = (
  cluster: ClusterDeployment,
  observation: Observation,
  leaf: Leaf,
  since: number,
  moment: Moment,
  { diagnose }: Reader
): ReadonlyArray<Finding> => {
  // CAPZ writes just `Failed` where it has given up for good (CAPZ azure/errors.go).
  const givenUp = leaf.path.length === 1 && leaf.text === "Failed"
  const own = objectOfLeaf(leaf, cluster.namespace)
  const cause = givenUp
    ? {
        klass: "deterministic" as const,
        code: unexplained,
        summary: "the infrastructure provider has given up",
        advice: "look at the events and the provider's log for the reason; the cluster has to be created anew"
      }
    : diagnose(leaf.text, { kind: own?.kind ?? "Cluster", provider: observation.cloud })
  const unknown = cause === undefined ? complaintOf(leaf) : undefined
  const told = cause ?? unknown
  if (told === undefined) return []
  const object = own ?? infrastructureObject(cluster, observation, leaf.path[0]?.head ?? "")
  // Bullets carry no time: the condition has not been True since `since`; nothing new has been said since `saidAt`, nothing has moved since `movedAt`.
  return [
    {
      ...finding(
        { ...told, gravity: told.klass },
        object,
        { firstAt: Math.max(since, moment.saidAt, moment.movedAt), provenAt: moment.now },
        moment
      ),
      ...(unknown === undefined ? {} : { lastingMs: unknownLastingMs, whileStanding: true })
    }
  ]
}

const treeFindings = (
  cluster: ClusterDeployment,
  observation: Observation,
  moment: Moment,
  reader: Reader
): ReadonlyArray<Finding> => {
  const summary = cluster.status?.conditions.find((condition) => condition.type === "CAPIClusterSummary")
  if (summary !== undefined && !isCurrent(cluster, summary)) return []
  const since = summary?.lastTransitionAt ?? cluster.createdAt ?? moment.now
  if (observation.capi === "deleting") {
    const { klass, ...cause } = unwantedDeletion({ kind: "Cluster", name: cluster.name })
    const object = { kind: "Cluster", name: cluster.name, namespace: cluster.namespace }
    return [finding({ ...cause, gravity: klass }, object, { firstAt: since, provenAt: since }, moment)]
  }
  return observation.tree.conditions
    .filter((condition) => condition.head !== "Deleting")
    .flatMap((condition) => leavesOf(gathered(condition)))
    .flatMap((leaf) => leafFinding(cluster, observation, leaf, since, moment, reader))
}

/** Everything that the status of a ClusterDeployment says is wrong with its present spec. */
export const conditionFindings = (
  cluster: ClusterDeployment,
  observation: Observation,
  moment: Moment,
  reader: Reader
): ReadonlyArray<Finding> => {
  if (!observation.current || observation.deleting) return []
  return [
    ...topLevelFindings(cluster, cluster.status?.conditions ?? [], observation, moment, reader),
    ...treeFindings(cluster, observation, moment, reader),
    ...serviceFindings(cluster, observation, moment, reader)
  ]
}

/** What a problem event says that is heard now. */
export const eventFinding = (
  event: KubeEvent,
  cause: Cause,
  { now, openedAt }: { readonly now: number; readonly openedAt: number },
  { lastingMs = 0, whileStanding }: { readonly lastingMs?: number; readonly whileStanding?: true } = {}
): Finding => {
  const verdict = cause.klass === "deterministic" || cause.klass === "userAction"
  const gravity = verdict && conditioned.has(event.regarding.kind) ? "blocksReady" : cause.klass
  const regarding = cause.object ?? event.regarding
  const object: ObjectReference = {
    kind: regarding.kind,
    name: regarding.name,
    namespace: regarding.namespace,
    ...(regarding.uid === undefined ? {} : { uid: regarding.uid })
  }
  return {
    key: keyOf(cause.klass, cause.code, object),
    gravity,
    code: cause.code,
    summary: cause.summary,
    advice: cause.advice,
    object,
    ...(cause.grave === true ? { grave: true } : {}),
    reason: event.reason,
    origin: "event",
    graceMs: 0,
    firstAt: event.firstAt,
    provenAt: event.firstAt,
    lastAt: event.at,
    count: event.count,
    voice: heardAt(now, openedAt),
    ...(lastingMs === 0 ? {} : { lastingMs }),
    ...(whileStanding === true ? { whileStanding } : {}),
    ...(cause.open === true || isUnknown(regarding.kind) ? { open: true } : {}),
    ...(cause.echo === true ? { echo: true } : {})
  }
}
