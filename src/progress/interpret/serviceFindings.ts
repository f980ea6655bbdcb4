import type { ClusterDeployment } from "../../domain/clusterDeployment.ts"
import { byItself } from "../knowledge/kubernetes/weather.ts"
import type { Observation } from "../observe/observation.ts"
import type { ServiceFailure, UnhealthyService } from "../observe/services.ts"
import { type Finding, finding, type Moment } from "./finding.ts"
import type { Reader } from "./reader.ts"

/** Sveltos leads with names that the reader has just read. */
const sveltosPrefix = /^chart: \S+, releaseNamespace: \S+, release: \S+,? /u

/** States of a Pod that do not pass by themselves. */
const stuckPod =
  /\b(?:ImagePullBackOff|ErrImagePull|InvalidImageName|CrashLoopBackOff|CreateContainer\w*Error|RunContainerError|Unschedulable|OOMKilled)\b/u

/** A service's values stand in another place than the cluster's: what is said of `spec.config` sends the reader astray. */
const forService = (advice: string): string =>
  /\bspec\.config\b/u.test(advice) ? "correct the service's values in spec.serviceSpec, or its template" : advice

/** How long a service's objects may be unhealthy while it is rolled out, before that is worth a word. */
const rolloutMs = { stuck: 30_000, other: 180_000 }

/** What is wrong with the services of a cluster that is up. */
export const serviceFindings = (
  cluster: ClusterDeployment,
  observation: Observation,
  moment: Moment,
  { diagnose }: Reader
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
          advice: cause === undefined || cause.advice === byItself ? otherwise : forService(cause.advice)
        },
        serviceSet,
        { firstAt: since, provenAt: since },
        moment
      ),
      service: service.name
    }
  }
  const adviceOn = (message: string): string => {
    const cause = diagnose(message, { kind: "ServiceSet", provider: observation.provider })
    return cause === undefined || cause.klass === "transient"
      ? "look at that object and its events inside the cluster"
      : forService(cause.advice)
  }
  const ofHealth = ({ message, name, namespace, since = moment.now }: UnhealthyService): Finding => ({
    ...finding(
      {
        gravity: "blocksReady",
        code: `ServiceUnhealthy ${namespace}/${name}`,
        summary: `service ${namespace}/${name} is rolled out but not healthy: ${message}`,
        advice: adviceOn(message)
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
