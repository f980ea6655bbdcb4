import type { ClusterDeployment } from "../../domain/clusterDeployment.ts"
import type { Condition } from "../../domain/condition.ts"
import { gathered, type Leaf, leavesOf } from "../../domain/conditionTree.ts"
import type { KubeEvent } from "../../domain/kubeEvent.ts"
import type { ObjectReference } from "../../domain/progressUpdate.ts"
import { conditioned } from "../knowledge/eventRow.ts"
import type { Gravity } from "../knowledge/gravity.ts"
import { infrastructureObject } from "../observe/infrastructure.ts"
import { isCurrent, type Observation } from "../observe/observation.ts"
import type { ServiceFailure, UnhealthyService } from "../observe/services.ts"
import { objectOfLeaf } from "../observe/waiting.ts"
import { conditionRules } from "./conditionRules.ts"
import { type Cause, diagnose } from "./diagnose.ts"
import { referenceTo } from "./reference.ts"

/** Something that is wrong now, as one of the sources tells it. */
export interface Finding {
  /** The same key is the same root cause, whoever tells it. */
  readonly key: string
  readonly gravity: Gravity
  readonly code: string
  readonly summary: string
  readonly advice: string
  readonly object: ObjectReference
  /** The reason of the event that told it. */
  readonly reason?: string
  readonly origin: "condition" | "event"
  /** Milliseconds a deterministic problem may last before it is a failure: references may be applied together. */
  readonly graceMs: number
  /** Since when it has been so, as far as can be told. */
  readonly firstAt: number
  /** Since when it has surely been so: what was seen with own eyes, or bears its own time. */
  readonly provenAt: number
  readonly lastAt: number
  readonly count: number
  /** It is worth a word only when it has gone on for so long. */
  readonly lastingMs?: number
  /** It is counted only from the last time that anything moved. */
  readonly whileStanding?: true
  /** The service that it is about: Sveltos tries it again and again, and it is not over until the service is deployed. */
  readonly service?: string
}

const keyOf = (gravity: Gravity, code: string, object: ObjectReference): string =>
  // A cloud's own error code is one cause however many objects run into it; the rest is told apart by object.
  gravity === "deterministic" || gravity === "userAction" || gravity === "blocksReady"
    ? code
    : `${code} ${object.kind}/${object.name}`

interface Moment {
  readonly now: number
  /** Since when conditions have had their present reason, as seen: lastTransitionTime moves only with the status. */
  readonly reasons: ReadonlyMap<string, number>
  /** The last sign that the build moved, where one was seen. */
  readonly movedAt: number
}

const finding = (
  cause: Omit<Cause, "object" | "klass"> & { readonly gravity: Gravity },
  object: ObjectReference,
  since: Pick<Finding, "firstAt" | "provenAt">,
  moment: Moment,
  graceMs = 0
): Finding => ({
  key: keyOf(cause.gravity, cause.code, object),
  gravity: cause.gravity,
  code: cause.code,
  summary: cause.summary,
  advice: cause.advice,
  object,
  origin: "condition",
  graceMs,
  ...since,
  lastAt: moment.now,
  count: 1
})

const topLevelFindings = (
  cluster: ClusterDeployment,
  conditions: ReadonlyArray<Condition>,
  observation: Observation,
  moment: Moment
): ReadonlyArray<Finding> =>
  conditions.flatMap((condition) => {
    if (!isCurrent(cluster, condition)) return []
    const verdict = conditionRules(cluster, condition, observation)
    if (verdict === undefined) return []
    const since = Math.max(condition.lastTransitionAt ?? moment.now, moment.reasons.get(condition.type) ?? 0)
    return [
      finding(
        verdict,
        verdict.object ?? referenceTo(cluster),
        { firstAt: since, provenAt: since },
        moment,
        verdict.graceMs
      )
    ]
  })

/** The code of a failure that names no cause; whatever else is known explains it better. */
export const unexplained = "InfrastructureFailed"

const leafFinding = (
  cluster: ClusterDeployment,
  observation: Observation,
  leaf: Leaf,
  since: number,
  moment: Moment
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
    : diagnose(leaf.text, { kind: own?.kind ?? "Cluster", provider: observation.provider })
  if (cause === undefined) return []
  const object = own ?? infrastructureObject(cluster, observation, leaf.path[0]?.head ?? "")
  // Bullets carry no time: the condition has not been True since `since`, and nothing has moved since `movedAt`.
  return [
    finding(
      { ...cause, gravity: cause.klass },
      object,
      { firstAt: Math.max(since, moment.movedAt), provenAt: moment.now },
      moment
    )
  ]
}

const treeFindings = (cluster: ClusterDeployment, observation: Observation, moment: Moment): ReadonlyArray<Finding> => {
  const summary = cluster.status?.conditions.find((condition) => condition.type === "CAPIClusterSummary")
  if (summary !== undefined && !isCurrent(cluster, summary)) return []
  const since = summary?.lastTransitionAt ?? cluster.createdAt ?? moment.now
  return observation.tree.conditions
    .filter((condition) => condition.head !== "Deleting")
    .flatMap((condition) => leavesOf(gathered(condition)))
    .flatMap((leaf) => leafFinding(cluster, observation, leaf, since, moment))
}

/** Sveltos leads with names that the reader has just read. */
const sveltosPrefix = /^chart: \S+, releaseNamespace: \S+, release: \S+,? /u

/** States of a Pod that do not pass by themselves. */
const stuckPod =
  /\b(?:ImagePullBackOff|ErrImagePull|InvalidImageName|CrashLoopBackOff|CreateContainer\w*Error|RunContainerError|Unschedulable|OOMKilled)\b/u

/** How long a service's objects may be unhealthy while it is rolled out, before that is worth a word. */
const rolloutMs = { stuck: 30_000, other: 180_000 }

const serviceFindings = (
  cluster: ClusterDeployment,
  observation: Observation,
  moment: Moment
): ReadonlyArray<Finding> => {
  // Services are listed, and fail, from the first seconds on: they mean nothing before the cluster is there.
  const clusterUp = observation.capi === "done" || (observation.capi === "none" && observation.stage === "Installing")
  if (!clusterUp) return []
  const { failed, finalFailures, unhealthy } = observation.services
  const serviceSet = { kind: "ServiceSet", name: cluster.name, namespace: cluster.namespace }
  const ofFailure = (service: ServiceFailure, final: boolean): Finding => {
    const state = cluster.status?.services.find(
      (candidate) => candidate.name === service.name && candidate.namespace === service.namespace
    )
    const since = state?.lastTransitionAt ?? moment.now
    const cause = diagnose(service.text, { kind: "ServiceSet", provider: observation.provider })
    const otherwise = final
      ? "correct the service in spec.serviceSpec or its template, which starts it again"
      : "it is retried; look at the service's values and template if it goes on"
    const said = service.message === "" ? "" : `: ${service.message.replace(sveltosPrefix, "")}`
    return {
      ...finding(
        {
          // The cluster is up; a service that is tried again and again does not make it a failed one.
          gravity: final ? "userAction" : "blocksReady",
          code: `ServiceFailed ${service.namespace}/${service.name}`,
          summary: `service ${service.namespace}/${service.name} failed${said}`,
          advice: cause === undefined || cause.klass === "transient" ? otherwise : cause.advice
        },
        serviceSet,
        { firstAt: since, provenAt: since },
        moment
      ),
      service: service.name
    }
  }
  const ofHealth = ({ message, name, namespace, since = moment.now }: UnhealthyService): Finding => ({
    ...finding(
      {
        gravity: "blocksReady",
        code: `ServiceUnhealthy ${namespace}/${name}`,
        summary: `service ${namespace}/${name} is rolled out but not healthy: ${message}`,
        advice: "look at that object and its events inside the cluster"
      },
      serviceSet,
      { firstAt: since, provenAt: since },
      moment
    ),
    lastingMs: stuckPod.test(message) ? rolloutMs.stuck : rolloutMs.other
  })
  return [
    ...failed.map((service) => ofFailure(service, false)),
    ...finalFailures.map((service) => ofFailure(service, true)),
    ...unhealthy.map(ofHealth)
  ]
}

/** Everything that the status of a ClusterDeployment says is wrong with its present spec. */
export const conditionFindings = (
  cluster: ClusterDeployment,
  observation: Observation,
  moment: Moment
): ReadonlyArray<Finding> => {
  if (!observation.current || observation.deleting) return []
  return [
    ...topLevelFindings(cluster, cluster.status?.conditions ?? [], observation, moment),
    ...treeFindings(cluster, observation, moment),
    ...serviceFindings(cluster, observation, moment)
  ]
}

/** What a problem event says. */
export const eventFinding = (
  event: KubeEvent,
  cause: Cause,
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
    reason: event.reason,
    origin: "event",
    graceMs: 0,
    firstAt: event.firstAt,
    provenAt: event.firstAt,
    lastAt: event.at,
    count: event.count,
    ...(lastingMs === 0 ? {} : { lastingMs }),
    ...(whileStanding === true ? { whileStanding } : {})
  }
}
