import type { ObjectRef } from "../../domain/kubeEvent.ts"
import { awsRows } from "../knowledge/aws/errors.ts"
import { azureRows } from "../knowledge/azure/errors.ts"
import type { CauseClass, CauseRow } from "../knowledge/errorRow.ts"
import { helmRows } from "../knowledge/flux/errors.ts"
import { gcpRows } from "../knowledge/gcp/errors.ts"
import { kcmRows } from "../knowledge/kcm/errors.ts"
import { namedRows, transientRows } from "../knowledge/kubernetes/errors.ts"
import { openstackRows } from "../knowledge/openstack/errors.ts"
import { serviceRows } from "../knowledge/sveltos/errors.ts"
import { vsphereRows } from "../knowledge/vsphere/errors.ts"
import { longestText, usefulPart } from "../text/wording.ts"

export type { CauseClass } from "../knowledge/errorRow.ts"

/** What is wrong, in words a person can act on. */
export interface Cause {
  readonly klass: CauseClass
  /** The cloud's or controller's own word for it: `VcpuLimitExceeded`, `AADSTS7000215`, `InvalidTemplate`. */
  readonly code: string
  /** The useful part of the text, redacted, at most 240 characters. */
  readonly summary: string
  /** What to change, and where. */
  readonly advice: string
  readonly object?: ObjectRef
}

// kcm speaks of its own objects; else the cloud's own code says most, the HTTP status least (field guide e and i.16); within a table the order is its own.
const rows: ReadonlyArray<CauseRow> = [
  ...kcmRows,
  ...awsRows,
  ...azureRows,
  ...gcpRows,
  ...openstackRows,
  ...vsphereRows,
  ...serviceRows,
  ...helmRows,
  ...namedRows,
  ...transientRows
]

// Texts of a healthy build that a row could mistake for trouble: they say what is being waited for, nothing more.
const progressTexts: ReadonlyArray<RegExp> = [
  /^\s*$/u,
  /^(?:\* )?\w+ creating or updating$/u,
  /^(?:\* )?Waiting for [^:]*$/u,
  /^(?:\* )?(?:\w+: )?Remote connection (?:not established yet|probe failed.*)$/u,
  /^Running '\w+' action with timeout/u
]

// CAPZ stops retrying an object whose error it marks so, whatever the error (azure/errors.go).
const givenUp = /cannot be recovered occurred|Object will not be requeued/u

const fill = (template: string, match: RegExpExecArray): string =>
  template.replace("$1", match.slice(1).find((part) => part !== undefined) ?? "")

/** The summary must show what the code names: a text of several errors is cut from the one that matched. */
const summarise = (text: string, match: RegExpExecArray, code: string): string => {
  const whole = usefulPart(text)
  if (!whole.endsWith("…") || whole.includes(code)) return whole
  return whole.includes(match[0].slice(0, 24)) || match.index === 0 ? whole : usefulPart(text.slice(match.index))
}

/** What a condition's or event's text says is wrong; `undefined` where it tells only of progress and waiting. */
export const diagnose = (whole: string): Omit<Cause, "object"> | undefined => {
  const text = whole.slice(0, longestText)
  if (progressTexts.some((pattern) => pattern.test(text))) return undefined
  const terminal = givenUp.test(text)
  for (const row of rows) {
    const match = row.pattern.exec(text)
    if (match === null) continue
    const code = fill(row.code, match)
    return {
      klass: terminal ? "deterministic" : row.klass,
      code: code === "" ? "Unknown" : code,
      summary: summarise(text, match, code),
      advice: fill(row.advice, match)
    }
  }
  return terminal
    ? {
        klass: "deterministic",
        code: "CannotBeRecovered",
        summary: usefulPart(text),
        advice: "Azure's controller has given up on this object: correct the cause, then recreate it"
      }
    : undefined
}
