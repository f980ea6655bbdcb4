import type { ObjectRef } from "../../domain/event/kubeEvent.ts"
import { controllers, general } from "../knowledge/controllers.ts"
import type { ErrorRow, Filled } from "../knowledge/errorRow.ts"
import type { Gravity } from "../knowledge/gravity.ts"
import { hostedKinds } from "../knowledge/hosted/kinds.ts"
import { ofKind } from "../knowledge/kinds.ts"
import { ownerOf } from "../knowledge/ownerOf.ts"
import type { GivenUpRow } from "../knowledge/textRow.ts"
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

/** One controller's rows about a kind of object, in their order. */
interface Speaker {
  readonly errors: ReadonlyArray<ErrorRow>
  readonly givenUp: ReadonlyArray<GivenUpRow>
  /** The provider that a cluster has to be of, if any: what another cloud's objects say, only its own controller knows. */
  readonly provider?: string
}

/** Who may speak of a kind of object: whose own it is, and who is heard in it. */
const speakersOf = ofKind(
  (kind): ReadonlyArray<Speaker> =>
    controllers.flatMap(({ errors = [], givenUp = [], heardIn, kinds, name, provider }) => {
      const own = kinds.test(kind)
      if (!own && heardIn?.has(kind) !== true) return []
      // What hosts a control plane lives in the management cluster, which may lie in another cloud.
      const anywhere = own || provider === undefined || hostedKinds.includes(kind)
      const isAbout = (row: ErrorRow): boolean => row.kinds === undefined || row.kinds.includes(kind)
      const about = errors.every(isAbout) ? errors : errors.filter(isAbout)
      return [{ errors: about, givenUp, ...(anywhere ? {} : { provider: name }) }]
    })
)

/** The first row, of whoever may speak of the subject, whose pattern the text has. */
const rowIn = <Row extends { readonly pattern: RegExp }>(
  text: string,
  subject: Subject,
  rows: (speaker: Speaker) => ReadonlyArray<Row>
): Row | undefined => {
  for (const speaker of speakersOf(subject.kind)) {
    if (speaker.provider !== undefined && subject.provider !== "" && speaker.provider !== subject.provider) continue
    const row = rows(speaker).find(({ pattern }) => pattern.test(text))
    if (row !== undefined) return row
  }
  return undefined
}

/** The row that decides what a text says is wrong. */
export const errorRow = (text: string, subject: Subject): ErrorRow | undefined =>
  rowIn(text, subject, ({ errors }) => errors)

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
  const givenUp = rowIn(text, subject, (speaker) => speaker.givenUp)
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
