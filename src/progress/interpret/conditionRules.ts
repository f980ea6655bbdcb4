import type { ClusterDeployment } from "../../domain/clusterDeployment.ts"
import type { Condition } from "../../domain/condition.ts"
import type { ObjectReference } from "../../domain/update/progressUpdate.ts"
import type { ConditionRow } from "../knowledge/conditionRow.ts"
import { controllers } from "../knowledge/controllers.ts"
import type { Gravity } from "../knowledge/gravity.ts"
import type { Observation } from "../observe/observation.ts"
import { usefulPart } from "../text/wording.ts"
import { complains } from "./complaint.ts"
import type { Reader } from "./reader.ts"

export interface ConditionProblem {
  readonly gravity: Gravity
  readonly code: string
  readonly summary: string
  readonly advice: string
  readonly graceMs: number
  readonly object?: ObjectReference
}

type Named = (cluster: ClusterDeployment) => Pick<ObjectReference, "kind" | "name">

/** The object a condition is about, by type; any other is about the ClusterDeployment. */
const objects: ReadonlyMap<string, Named> = new Map<string, Named>(
  Object.entries({
    CredentialReady: (cluster) => ({ kind: "Credential", name: cluster.credential }),
    TemplateReady: (cluster) => ({ kind: "ClusterTemplate", name: cluster.template }),
    HelmReleaseReady: (cluster) => ({ kind: "HelmRelease", name: cluster.name }),
    CAPIClusterSummary: (cluster) => ({ kind: "Cluster", name: cluster.name })
  })
)

const rows: ReadonlyArray<ConditionRow> = controllers.flatMap(({ conditions }) => conditions ?? [])

/** The row that decides; `capi` is "none" while Cluster API has not been heard of. */
export const conditionRow = (condition: Condition, capi: Observation["capi"]): ConditionRow | undefined =>
  rows.find(
    (row) =>
      row.type === condition.type &&
      row.status === condition.status &&
      (row.reason === undefined || row.reason.test(condition.reason)) &&
      (row.message === undefined || row.message.test(condition.message)) &&
      (row.capi === undefined || (row.capi === "none") === (capi === "none"))
  )

/** Reasons of a wait, in a condition that nobody knows: their first word, or their last. */
const waits =
  /^(?:Progressing|Pending|InProgress|Provisioning|Creating|Installing|Reconciling|Updating|Upgrading|RollingOut|Waiting|Awaiting|Queued|Scheduled|Deferred|Preparing|Starting|Initializing|Scaling|NotReadyYet|NotYet)(?![a-z])|(?:Pending|InProgress|Progressing|Queued|Scheduled|Yet)$/u

/** And what it says then. */
const waitsInWords = /^(?:still )?(?:waiting|awaiting|pending|queued|scheduled)\b/iu

const isWait = ({ message, reason }: Condition): boolean =>
  waits.test(reason) || (waitsInWords.test(message) && !complains(message) && !complains(reason))

/** Conditions whose True is the bad news, by the last word of their type; of a condition that nobody knows. */
const badWhenTrue =
  /(?:Degraded|Failed|Failing|Failure|Stalled|Stuck|Blocked|Errors?|Unhealthy|Pressure|Exceeded|Unavailable|Missing|Conflict|Expired|Invalid|Unreachable)$/u

/** What a top-level condition says is wrong; `undefined` where it is as it should be, or normal at this time. */
export const conditionRules = (
  cluster: ClusterDeployment,
  condition: Condition,
  observation: Observation,
  diagnose: Reader["diagnose"]
): ConditionProblem | undefined => {
  const row = conditionRow(condition, observation.capi)
  const bad = badWhenTrue.test(condition.type) ? "True" : "False"
  if (row === undefined && condition.status !== bad) return undefined
  if (row?.gravity === "ignore") return undefined
  const name = objects.get(condition.type)?.(cluster)
  const object = name === undefined || name.name === "" ? {} : { object: { ...name, namespace: cluster.namespace } }
  const text = condition.message === "" ? condition.reason : condition.message
  const diagnosed = diagnose(text, { kind: name?.kind ?? "ClusterDeployment", provider: observation.provider })
  if (row === undefined) {
    return {
      gravity: diagnosed?.klass === "transient" || isWait(condition) ? "transient" : "error",
      code: diagnosed?.code ?? condition.type,
      summary: `${condition.type} is ${condition.status}: ${diagnosed?.summary ?? usefulPart(text)}`,
      advice: diagnosed?.advice ?? "",
      graceMs: 0,
      ...object
    }
  }
  // The row knows how grave it is; the text may know better what is wrong.
  const better = diagnosed !== undefined && diagnosed.klass !== "transient" ? diagnosed : undefined
  return {
    gravity: row.gravity,
    code: row.code ?? better?.code ?? condition.reason,
    summary: better?.summary ?? usefulPart(text),
    advice: row.advice ?? better?.advice ?? row.otherwise ?? "",
    graceMs: row.graceMs ?? 0,
    ...object
  }
}
