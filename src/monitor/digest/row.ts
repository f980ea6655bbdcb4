import type { ClusterTarget } from "../../domain/names.ts"
import { type Phase, stages } from "../../domain/phase.ts"
import type { ClusterDigest } from "../../domain/update/clusterDigest.ts"
import { ownWords } from "../../domain/update/ownWords.ts"
import type { ProgressUpdate, Severity } from "../../domain/update/progressUpdate.ts"

const longestMessage = 200

const minute = 60
const hour = 60 * minute
const day = 24 * hour

/** An age in at most two units, as kubectl writes it. */
export const ageText = (seconds: number): string => {
  const whole = Math.max(0, Math.floor(seconds))
  if (whole < 2 * minute) return `${whole}s`
  if (whole < 3 * hour) return `${Math.floor(whole / minute)}m`
  const [big, small, units] = whole < 2 * day ? [hour, minute, "hm"] : [day, hour, "dh"]
  const rest = Math.floor((whole % big) / small)
  return `${Math.floor(whole / big)}${units[0]}${rest === 0 ? "" : `${rest}${units[1]}`}`
}

const shortened = (text: string): string =>
  text.length <= longestMessage ? text : `${text.slice(0, longestMessage - 1).trimEnd()}…`

/** A cluster's present state in one row. */
export const digestOf = (update: ProgressUpdate, now: number): ClusterDigest => {
  const { metadata, services } = update
  const createdAt = Date.parse(metadata.createdAt)
  const deployed = services.filter(({ state }) => state === "Deployed").length
  return {
    namespace: metadata.namespace,
    name: metadata.name,
    phase: update.phase,
    ...(update.progress === undefined ? {} : { progress: update.progress }),
    age: Number.isNaN(createdAt) ? "" : ageText((now - createdAt) / 1000),
    provider: metadata.provider,
    region: metadata.region,
    template: metadata.templateRef.name,
    ...(services.length === 0 ? {} : { services: `${deployed}/${services.length}` }),
    severity: update.severity,
    message: shortened(ownWords(update) || update.message)
  }
}

/** The row of a cluster that a fault of ours keeps from being told. */
export const untold = ({ name, namespace }: ClusterTarget): ClusterDigest => ({
  namespace,
  name,
  phase: "Unknown",
  age: "",
  provider: "",
  region: "",
  template: "",
  severity: "error",
  message: "cannot be told because of an internal error; the server's log on stderr says more"
})

const bySeverity: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 }
// What has failed comes first, what is ready last; of the others the one that has come least far.
const order: ReadonlyArray<Phase> = ["Failed", "Unknown", ...stages]

/** What needs somebody most comes first. */
export const worstFirst = (a: ClusterDigest, b: ClusterDigest): number =>
  Number(b.phase === "Failed") - Number(a.phase === "Failed") ||
  bySeverity[a.severity] - bySeverity[b.severity] ||
  order.indexOf(a.phase) - order.indexOf(b.phase) ||
  (`${a.namespace}/${a.name}` < `${b.namespace}/${b.name}` ? -1 : 1)
