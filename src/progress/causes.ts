import type { ObjectRef } from "../domain/kubeEvent.ts"
import { helmRows } from "./causes/helm.ts"
import { kcmRows } from "./causes/kcm.ts"
import type { CauseClass, CauseRow } from "./causes/row.ts"
import { usefulPart } from "./wording.ts"

export type { CauseClass } from "./causes/row.ts"

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

const rows: ReadonlyArray<CauseRow> = [...kcmRows, ...helmRows]

const fill = (template: string, match: RegExpExecArray): string =>
  template.replace("$1", match.slice(1).find((part) => part !== undefined) ?? "")

/** What a condition's or event's text says is wrong; `undefined` where it tells only of progress and waiting. */
export const diagnose = (text: string): Omit<Cause, "object"> | undefined => {
  for (const row of rows) {
    const match = row.pattern.exec(text)
    if (match !== null) {
      return {
        klass: row.klass,
        code: fill(row.code, match),
        summary: usefulPart(text),
        advice: fill(row.advice, match)
      }
    }
  }
  return undefined
}
