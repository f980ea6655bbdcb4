import type { ClusterDeployment, ServiceState } from "../../domain/clusterDeployment.ts"
import { type Condition, findCondition } from "../../domain/condition.ts"
import { isoInstant } from "../../domain/lenient.ts"
import type { ConditionSummary, ServiceStatus } from "../../domain/update/progressUpdate.ts"
import { usefulPart } from "../text/wording.ts"

export interface ServiceName {
  readonly namespace: string
  readonly name: string
}

/** By which a service is known in its cluster. */
export const keyOf = (service: ServiceName): string => `${service.namespace}/${service.name}`

// kcm < 1.3 had one entry for the whole cluster. Its conditions are Sveltos' features by name (Helm, Resources, Kustomize),
// with the feature's status as reason, and one per Helm release. A release's condition is True, and counted as ready by
// kcm, as soon as nobody else manages it: that it is installed is only said by the feature. Source: kcm v1.2.0
// internal/sveltos/status.go.
const oldRelease = /^([^./]+)\.([^/]+)\/SveltosHelmReleaseReady$/u
const oldFeatures = new Set(["Helm", "Resources", "Kustomize"])

const stateOfOld = (release: Condition, feature: Condition | undefined): string =>
  release.status !== "True" || feature?.status === "False" ? "Failed" : "Deployed"

/** Whether an entry of kcm < 1.3 says that Sveltos is still at work, whatever it says of the releases. */
export const unfinished = (service: ServiceState): boolean =>
  service.state === "" &&
  service.conditions.some((condition) => oldFeatures.has(condition.type) && condition.reason !== "Provisioned")

const unfold = (service: ServiceState): ReadonlyArray<ServiceState> => {
  if (service.state !== "") return [service]
  const feature = findCondition(service.conditions, "Helm")
  return service.conditions.flatMap((release): ReadonlyArray<ServiceState> => {
    const match = oldRelease.exec(release.type)
    if (match === null) return []
    const [, namespace = "", name = ""] = match
    const state = stateOfOld(release, feature)
    const text = release.status === "True" ? (feature?.message ?? "") : release.message
    return [
      {
        namespace,
        name,
        template: "",
        state,
        ...(state === "Failed" && text !== "" ? { failureMessage: text } : {}),
        ...(release.lastTransitionAt === undefined ? {} : { lastTransitionAt: release.lastTransitionAt }),
        conditions: []
      }
    ]
  })
}

/** States of a service that is being removed. */
export const leaving = new Set(["Deleting", "Deleted"])
const rank = (service: ServiceState): number => (service.state === "Deployed" ? 2 : leaving.has(service.state) ? 0 : 1)

/**
 * The same service can be reported twice, by the ClusterDeployment's ServiceSet and by a MultiClusterService's: Deployed
 * wins, and a twin that is being removed says nothing of the one that stays.
 */
const dedupe = (services: ReadonlyArray<ServiceState>): ReadonlyArray<ServiceState> => {
  const byKey = new Map<string, ServiceState>()
  for (const service of services) {
    const key = keyOf(service)
    const twin = byKey.get(key)
    if (twin === undefined || rank(service) > rank(twin)) byKey.set(key, service)
  }
  return [...byKey.values()]
}

/** A service of the status, twins merged, and the useful part of what it says of its failure. */
export interface ReportedService extends ServiceState {
  readonly useful: string
}

/** The services of a status, each once. */
export const reportedBy = (cluster: ClusterDeployment): ReadonlyArray<ReportedService> =>
  dedupe((cluster.status?.services ?? []).flatMap(unfold)).map((service) => ({
    ...service,
    useful: usefulPart(service.failureMessage ?? "")
  }))

const summarise = (condition: Condition): ConditionSummary => ({
  type: condition.type,
  status: condition.status,
  ...(condition.reason === "" ? {} : { reason: condition.reason }),
  ...(condition.message === "" ? {} : { message: usefulPart(condition.message) }),
  ...(condition.lastTransitionAt === undefined ? {} : { lastTransitionTime: isoInstant(condition.lastTransitionAt) })
})

/** How an update shows a service: its texts cut to the useful part. */
export const statusOf = (service: ReportedService): ServiceStatus => ({
  name: service.name,
  namespace: service.namespace,
  template: service.template,
  state: service.state,
  ...(service.type === undefined ? {} : { type: service.type }),
  ...(service.version === undefined ? {} : { version: service.version }),
  ...(service.conditions.length === 0 ? {} : { conditions: service.conditions.map(summarise) }),
  ...(service.lastTransitionAt === undefined ? {} : { lastTransitionTime: isoInstant(service.lastTransitionAt) }),
  ...(service.failureMessage === undefined ? {} : { failureMessage: service.useful })
})
