import type { ObjectRef } from "../../domain/event/kubeEvent.ts"
import { controllers, general, ownerOf } from "../knowledge/controllers.ts"
import type { ErrorRow, Filled } from "../knowledge/errorRow.ts"
import type { Gravity } from "../knowledge/gravity.ts"
import { hostedKinds } from "../knowledge/hosted/kinds.ts"
import type { Knowledge } from "../knowledge/knowledge.ts"
import { longestText, usefulPart } from "../text/wording.ts"

export type { CauseClass } from "../knowledge/gravity.ts"

/** What is wrong, in words a person can act on. */
export interface Cause {
  readonly klass: Gravity
  /** The cloud's or controller's own word for it: `VcpuLimitExceeded`, `AADSTS7000215`, `InvalidTemplate`. */
  readonly code: string
  /** The useful part of the text, redacted and short. */
  readonly summary: string
  /** What to change, and where. */
  readonly advice: string
  /** It heals in its own time, if it does: it never ends a story. */
  readonly open?: true
  /** It repeats, with less, what another text of the same cause has said. */
  readonly echo?: true
  /** An error as soon as it is seen, though the cluster has not failed yet. */
  readonly grave?: true
  readonly object?: ObjectRef
}

/** Whose text it is: the kind of the object that bears it, and the provider of its cluster ("" where it cannot be told). */
export interface Subject {
  readonly kind: string
  readonly provider: string
}

/** Kinds that nobody but the general tables speak of belong to providers that are not known. */
export const isUnknown = (kind: string): boolean =>
  ownerOf(kind) === undefined &&
  !controllers.some((controller) => !general.has(controller) && controller.heardIn?.has(kind) === true)

/** Whether a controller's rows may speak of an object: its own, or one in which it is heard, in a cluster that may be its. */
const speaksOf = (controller: Knowledge, { kind, provider }: Subject): boolean => {
  if (controller.kinds.test(kind)) return true
  if (controller.heardIn?.has(kind) !== true) return false
  // What hosts a control plane lives in the management cluster, which may lie in another cloud.
  return (
    controller.provider === undefined || provider === "" || provider === controller.name || hostedKinds.includes(kind)
  )
}

const rowsFor = (subject: Subject): ReadonlyArray<ErrorRow> =>
  controllers
    .filter((controller) => speaksOf(controller, subject))
    .flatMap(({ errors }) => errors ?? [])
    .filter(({ kinds }) => kinds === undefined || kinds.includes(subject.kind))

/** The row that decides what a text says is wrong. */
export const errorRow = (text: string, subject: Subject): ErrorRow | undefined =>
  rowsFor(subject).find(({ pattern }) => pattern.test(text))

const waiting: ReadonlyArray<RegExp> = [
  /^\s*$/u,
  ...controllers.flatMap((controller) => (controller.waiting ?? []).map(({ pattern }) => pattern))
]

/** Whether a text only says what is being waited for, whatever words it uses. */
export const isWaiting = (text: string): boolean => waiting.some((pattern) => pattern.test(text))

const fill = (filled: Filled, match: RegExpExecArray): string =>
  typeof filled === "string" ? filled : filled(match.slice(1).find((part) => part !== undefined) ?? "")

/** The summary must show what the code names: a text of several errors is cut from the one that matched. */
const summarise = (text: string, match: RegExpExecArray, code: string): string => {
  const whole = usefulPart(text)
  if (!whole.includes("…") || whole.includes(code)) return whole
  return whole.includes(match[0].slice(0, 24)) || match.index === 0 ? whole : usefulPart(text.slice(match.index))
}

/** What a text says by itself, before anybody asks whose word it is. */
export interface Diagnosis extends Omit<Cause, "object"> {
  readonly weather?: "passes" | "stays"
}

/** What a condition's or event's text says is wrong; `undefined` where it tells only of progress and waiting. */
export const diagnose = (whole: string, subject: Subject): Diagnosis | undefined => {
  const text = whole.slice(0, longestText)
  if (isWaiting(text)) return undefined
  const givenUp = controllers
    .filter((controller) => speaksOf(controller, subject))
    .flatMap((controller) => controller.givenUp ?? [])
    .find(({ pattern }) => pattern.test(text))
  const row = errorRow(text, subject)
  const match = row?.pattern.exec(text)
  if (row !== undefined && match !== undefined && match !== null) {
    const code = fill(row.code, match)
    return {
      klass: givenUp === undefined ? row.klass : "deterministic",
      code: code === "" ? "Unknown" : code,
      summary: summarise(text, match, code),
      advice: fill(row.advice, match),
      ...(row.weather === undefined ? {} : { weather: row.weather }),
      ...(row.open === true ? { open: true } : {}),
      ...(row.echo === true ? { echo: true } : {})
    }
  }
  return givenUp === undefined
    ? undefined
    : { klass: "deterministic", code: givenUp.code, summary: usefulPart(text), advice: givenUp.advice }
}
