import type { ClusterDeployment } from "../../domain/clusterDeployment.ts"
import type { Condition } from "../../domain/condition.ts"
import type { ObjectReference } from "../../domain/progressUpdate.ts"
import { conditionTable, type Gravity, type Rule } from "../knowledge/kcm/conditions.ts"
import type { Observation } from "../observe/observation.ts"
import { usefulPart } from "../text/wording.ts"
import { diagnose } from "./diagnose.ts"

export interface RuleVerdict {
  readonly gravity: Gravity
  readonly code: string
  readonly summary: string
  readonly advice: string
  readonly graceMs: number
  readonly object?: ObjectReference
}

type Named = (cluster: ClusterDeployment) => Pick<ObjectReference, "kind" | "name">

/** The object a condition is about, by type. */
const objects: ReadonlyMap<string, Named> = new Map<string, Named>(
  Object.entries({
    CredentialReady: (cluster) => ({ kind: "Credential", name: cluster.credential }),
    TemplateReady: (cluster) => ({ kind: "ClusterTemplate", name: cluster.template }),
    HelmReleaseReady: (cluster) => ({ kind: "HelmRelease", name: cluster.name }),
    CAPIClusterSummary: (cluster) => ({ kind: "Cluster", name: cluster.name })
  })
)

const matches = (rule: Rule, condition: Condition, observation: Observation): boolean =>
  rule.type === condition.type &&
  rule.status === condition.status &&
  (rule.reason === undefined || rule.reason.test(condition.reason)) &&
  (rule.message === undefined || rule.message.test(condition.message)) &&
  (rule.capi === undefined || (rule.capi === "none") === (observation.capi === "none"))

/** What a top-level condition says is wrong; `undefined` where it is as it should be, or normal at this time. */
export const conditionRules = (
  cluster: ClusterDeployment,
  condition: Condition,
  observation: Observation
): RuleVerdict | undefined => {
  const rule = conditionTable.find((candidate) => matches(candidate, condition, observation))
  if (rule === undefined && condition.status !== "False") return undefined
  if (rule?.gravity === "ignore") return undefined
  const name = objects.get(condition.type)?.(cluster)
  const object = name === undefined || name.name === "" ? {} : { object: { ...name, namespace: cluster.namespace } }
  const text = condition.message === "" ? condition.reason : condition.message
  const diagnosed = diagnose(text)
  if (rule === undefined) {
    return {
      gravity: diagnosed?.klass === "transient" ? "transient" : "error",
      code: diagnosed?.code ?? condition.type,
      summary: `${condition.type} is False: ${diagnosed?.summary ?? usefulPart(text)}`,
      advice: diagnosed?.advice ?? "",
      graceMs: 0,
      ...object
    }
  }
  const code = rule.code === "$reason" ? condition.reason : rule.code
  // The rule knows how grave it is; the text may know better what to do about it.
  const better = diagnosed !== undefined && diagnosed.klass !== "transient" ? diagnosed : undefined
  return {
    gravity: rule.gravity,
    code,
    summary: better?.summary ?? usefulPart(text),
    advice: better?.advice === undefined || better.advice === "" ? rule.advice : better.advice,
    graceMs: rule.graceMs ?? 0,
    ...object
  }
}
