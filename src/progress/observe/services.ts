import type { ClusterDeployment, ServiceState } from "../../domain/clusterDeployment.ts"
import { type Condition, findCondition } from "../../domain/condition.ts"
import { trimmedEnd } from "../../domain/text/trim.ts"
import type { ServiceStatus } from "../../domain/update/progressUpdate.ts"
import { usefulPart } from "../text/wording.ts"
import { isWriteConflict } from "../text/writeConflict.ts"
import {
  keyOf,
  leaving,
  type ReportedService,
  reportedBy,
  type ServiceName,
  statusOf,
  unfinished
} from "./reportedServices.ts"

/** A service that is not up, and why. */
export interface ServiceFailure extends ServiceName {
  readonly template: string
  /** The failure message as kcm reports it: for `diagnose`, never for a reader. */
  readonly text: string
  /** The useful part of it. */
  readonly message: string
}

/** What is known of a cluster's services, taken together (field guide c, i.3-i.5). */
export interface ServiceTally {
  /** Services that should be up: asked for in the spec and not disabled, or added by a MultiClusterService. */
  readonly wanted: number
  /** Services up at the moment; may fall again while Sveltos retries another one (i.3). */
  readonly ready: number
  /** Nothing is missing: everything wanted is up, and kcm's own count does not contradict. True where nothing is wanted. */
  readonly complete: boolean
  /** The last attempt failed; Sveltos retries. Where one text stands on many services, only the culprit is here. */
  readonly failed: ReadonlyArray<ServiceFailure>
  /** Failed for good: the retries are used up, or another profile manages the release. */
  readonly finalFailures: ReadonlyArray<ServiceFailure>
  /** Names of the wanted services that are neither up nor failed, in the order of the spec. */
  readonly inMotion: ReadonlyArray<string>
  /** Services on their way whose objects are not healthy. */
  readonly unhealthy: ReadonlyArray<UnhealthyService>
}

/** A service that is rolled out, but does not run. */
export interface UnhealthyService extends ServiceName {
  /** What kcm says of its objects. */
  readonly message: string
  readonly since?: number
}

/** kcm's own count, `2/5 Services are ready.` or `2/5`. */
const countOf = (condition: Condition | undefined): { readonly ready: number; readonly total: number } | undefined => {
  const match = condition === undefined ? null : /(?<!\d)(\d{1,6})\s?\/\s?(\d{1,6})/u.exec(condition.message)
  return match === null ? undefined : { ready: Number(match[1]), total: Number(match[2]) }
}

const finalText =
  /maximum (?:number of )?consecutive (?:errors|failures)|cannot manage (?:it|chart)\b|managing it\b|currently managed by|non-?retriable/iu

/** Whether a text names something: as a word of its own, not as a part of a longer name. */
const named = (text: string, name: string): boolean =>
  text.split(/[^\w.-]+/u).some((word) => trimmedEnd(word, ".") === name)

/**
 * One text on several services is the text of whatever failed first, copied (kcm copies the Helm feature's text to all that are not
 * deployed, i.4): the services that it names are the culprits, in whichever form it names them; else all of them are meant.
 */
const culprits = (failures: ReadonlyArray<ServiceFailure>): ReadonlyArray<ServiceFailure> => {
  const byText = Map.groupBy(failures, ({ text }) => text)
  return [...byText.values()].flatMap((alike) => {
    const meant = alike.filter(({ name, text }) => named(text, name))
    return meant.length === 0 ? alike : meant
  })
}

const failuresOf = (services: ReadonlyArray<ReportedService>): ReadonlyArray<ServiceFailure> =>
  culprits(
    services
      .filter((service) => service.state === "Failed" && !isWriteConflict(service.failureMessage ?? ""))
      .map(({ failureMessage: text = "", name, namespace, template, useful }) => ({
        namespace,
        name,
        template,
        text,
        message: useful
      }))
  )

/** What kcm's verifier says of the objects of a service that are not healthy; the Pods say most (kcm >= 1.12, verify.go). */
const unhealthyOf = (services: ReadonlyArray<ServiceState>): ReadonlyArray<UnhealthyService> =>
  services.flatMap((service): ReadonlyArray<UnhealthyService> => {
    const said = service.conditions.filter(
      ({ reason, status, type }) =>
        status === "False" && (type.startsWith("ServiceHealth") || /Unhealthy$|^HealthRuleScopeMismatch$/u.test(reason))
    )
    const telling = said.find(({ reason }) => reason === "PodUnhealthy") ?? said[0]
    if (telling === undefined || service.state === "Deployed") return []
    const { namespace, name } = service
    // Which rule found it is of interest only where the rule is wrong.
    const shown = /HealthRule\w+/u.test(telling.message)
      ? telling.message
      : telling.message.replace(/,? rule [\w./#-]+/gu, "")
    const message = usefulPart(shown, 200)
    return [
      {
        namespace,
        name,
        message,
        ...(telling.lastTransitionAt === undefined ? {} : { since: telling.lastTransitionAt })
      }
    ]
  })

const tallyOf = (cluster: ClusterDeployment, reported: ReadonlyArray<ReportedService>): ServiceTally => {
  const present = reported.filter((service) => !leaving.has(service.state))
  const condition = findCondition(cluster.status?.conditions ?? [], "ServicesInReadyState")
  const count = countOf(condition)
  const wanted = new Map<string, string>()
  for (const service of cluster.wantedServices) if (!service.disabled) wanted.set(keyOf(service), service.name)
  for (const service of present) wanted.set(keyOf(service), service.name)
  // Without a list only kcm's count speaks, and it counts nothing before the first ServiceSet was observed.
  if (present.length === 0) {
    const total = Math.max(wanted.size, count?.total ?? 0)
    const ready = Math.min(total, count?.ready ?? 0)
    return {
      wanted: total,
      ready,
      complete: ready >= total,
      failed: [],
      finalFailures: [],
      inMotion: ready >= total ? [] : [...wanted.values()],
      unhealthy: []
    }
  }
  const up = new Set(present.filter((service) => service.state === "Deployed").map(keyOf))
  const failures = failuresOf(present)
  const settled = new Set([...up, ...failures.map(keyOf)])
  const atWork = (cluster.status?.services ?? []).some(unfinished)
  const agreed =
    condition === undefined || condition.status === "True" || count === undefined || count.ready >= count.total
  return {
    wanted: wanted.size,
    ready: up.size,
    complete: up.size >= wanted.size && agreed && !atWork,
    failed: failures.filter((failure) => !finalText.test(failure.text)),
    finalFailures: failures.filter((failure) => finalText.test(failure.text)),
    inMotion: [...wanted].flatMap(([key, name]) => (settled.has(key) ? [] : [name])),
    unhealthy: unhealthyOf(present)
  }
}

/** A cluster's services: one by one as `.status.services` reports them, and taken together. */
export const servicesOf = (
  cluster: ClusterDeployment
): { readonly reported: ReadonlyArray<ServiceStatus>; readonly tally: ServiceTally } => {
  const reported = reportedBy(cluster)
  return { reported: reported.map(statusOf), tally: tallyOf(cluster, reported) }
}
