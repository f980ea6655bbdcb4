import type { ClusterDeployment, Prerequisite } from "../../domain/clusterDeployment.ts"
import { findCondition } from "../../domain/condition.ts"
import type { ObjectReference } from "../../domain/update/progressUpdate.ts"
import { usefulPart } from "../text/wording.ts"

/** What a stage is waiting for, in words, and the object that has to move. */
export interface Waiting {
  readonly text: string
  readonly object?: ObjectReference
  /** Where to look when it lasts. */
  readonly look?: string
}

interface Gate {
  readonly type: string
  readonly words: string
}

/** What kcm goes through before it makes a HelmRelease, in its order (kcm clusterdeployment_controller.go, updateCluster). */
const gates: ReadonlyArray<Gate> = [
  { type: "DataSourceReady", words: "the data source" },
  { type: "ClusterDataSourceReady", words: "the cluster's database" },
  { type: "ClusterAuthenticationReady", words: "the cluster's authentication" },
  { type: "ClusterAuditPolicyReady", words: "the audit policy" },
  { type: "TemplateReady", words: "the template" },
  { type: "HelmChartReady", words: "the template's Helm chart" },
  { type: "CredentialReady", words: "the credential" },
  { type: "PredeclaredSecretsExist", words: "the secrets that the template needs" },
  { type: "CredentialsProjected", words: "the credential's copy in the cluster's region" },
  { type: "HelmReleaseReady", words: "the Helm release" }
]

/** What a prerequisite has to be before kcm goes on; kcm says nothing of it while it waits. */
const has = new Map([
  ["Region", "be reachable, by the kubeconfig secret that it names"],
  ["ClusterIPAMClaim", "be bound"]
])

const needed = ({ kind, name }: Prerequisite): string =>
  `${kind} ${name}, which has to ${has.get(kind) ?? "be there and valid"}`

/** kcm has come back before it said anything: only the spec tells what it may be waiting for. */
const silent = (cluster: ClusterDeployment): Waiting => {
  const [first] = cluster.prerequisites
  if (first === undefined) return { text: "kcm has not begun, and gives no reason; its log may" }
  return {
    text: `kcm has not begun, and gives no reason; before it does, it needs ${cluster.prerequisites.map(needed).join("; ")}`,
    object: { ...first, namespace: cluster.namespace }
  }
}

/** What is waited for before anything is made: the first gate that kcm says is shut, else the first it has not come to. */
export const beforeHelm = (cluster: ClusterDeployment): Waiting => {
  if (cluster.dryRun) return { text: "spec.dryRun is set: kcm validates only, and creates nothing until it is removed" }
  const conditions = cluster.status?.conditions ?? []
  if (conditions.length === 0) {
    const needs =
      cluster.prerequisites.length === 0
        ? ""
        : `; before kcm says anything, it needs ${cluster.prerequisites.map(needed).join("; ")}`
    return {
      text: "kcm has not reported a status yet",
      look: `look whether kcm's controller manager runs, and what its log says of this ClusterDeployment${needs}`
    }
  }
  const paused = findCondition(conditions, "Paused")
  if (paused?.status === "True") {
    return { text: paused.message === "" ? "kcm to be unpaused" : usefulPart(paused.message, 160) }
  }
  const open = gates.flatMap((gate) => {
    const condition = findCondition(conditions, gate.type)
    return condition === undefined || condition.status === "True" ? [] : [{ ...gate, condition }]
  })
  const shut = open.find(({ condition }) => condition.status === "False") ?? open[0]
  if (shut !== undefined) {
    const said = shut.condition.message === "" ? "" : `: ${usefulPart(shut.condition.message, 160)}`
    return { text: `waiting for ${shut.words} (${shut.type})${said}` }
  }
  return gates.some(({ type }) => findCondition(conditions, type) !== undefined)
    ? { text: "the Helm release is being prepared" }
    : silent(cluster)
}
