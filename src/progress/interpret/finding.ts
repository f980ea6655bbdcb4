import type { ObjectReference } from "../../domain/update/progressUpdate.ts"
import type { Gravity } from "../knowledge/gravity.ts"
import type { Cause } from "./diagnose.ts"
import type { Voice } from "./voices.ts"

/** Something that is wrong now, as one of the sources tells it. */
export interface Finding {
  /** The same key is the same root cause, whoever tells it. */
  readonly key: string
  readonly gravity: Gravity
  readonly code: string
  readonly summary: string
  readonly advice: string
  readonly object: ObjectReference
  /** An error as soon as it is seen, though the cluster has not failed yet. */
  readonly grave?: true
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
  /** How it was heard, where events tell it. */
  readonly voice?: Voice
  /** It is worth a word only when it has gone on for so long. */
  readonly lastingMs?: number
  /** It is counted only from the last time that anything moved. */
  readonly whileStanding?: true
  /** Nobody can tell when it heals, if it does: it never ends a story. */
  readonly open?: true
  /** It repeats, with less, what another event of the same cause has said. */
  readonly echo?: true
  /** The service that it is about: Sveltos tries it again and again, and it is not over until the service is deployed. */
  readonly service?: string
}

export const keyOf = (gravity: Gravity, code: string, object: ObjectReference): string =>
  // A cloud's own error code is one cause however many objects run into it; the rest is told apart by object.
  gravity === "deterministic" || gravity === "userAction" || gravity === "blocksReady"
    ? code
    : `${code} ${object.kind}/${object.name}`

export interface Moment {
  readonly now: number
  /** Since when conditions have had their present reason, as seen: lastTransitionTime moves only with the status. */
  readonly reasons: ReadonlyMap<string, number>
  /** The last sign that the build moved, where one was seen. */
  readonly movedAt: number
  /** When the conditions last said anything new. */
  readonly saidAt: number
}

export const finding = (
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
  ...(cause.grave === true ? { grave: true } : {}),
  origin: "condition",
  graceMs,
  ...since,
  lastAt: moment.now,
  count: 1,
  ...(cause.open === true ? { open: true } : {})
})
