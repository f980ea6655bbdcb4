import { ownWords } from "../../../domain/update/ownWords.ts"
import { type Json, list, number, object, text, texts } from "./json.ts"

/** The stages of a cluster's way, in order. */
export const stages = ["Initializing", "Provisioning", "Bootstrapping", "Scaling", "Installing", "Ready"] as const

export type Tone = "good" | "busy" | "warning" | "bad" | "quiet"

/** How a state is to be shown. Nothing is told by its colour alone. */
export const toneOf = (phase: string, severity: string): Tone => {
  if (phase === "Failed" || severity === "error") return "bad"
  if (severity === "warning") return "warning"
  if (phase === "Ready") return "good"
  return phase === "Unknown" || phase === "" ? "quiet" : "busy"
}

/** One cluster of the list. */
export interface Row {
  readonly namespace: string
  readonly name: string
  readonly phase: string
  readonly progress: number | undefined
  readonly age: string
  readonly place: string
  readonly services: string
  readonly message: string
  readonly tone: Tone
}

const placeOf = (value: Json): string =>
  [value["provider"], value["region"]]
    .map(text)
    .filter((part) => part !== "")
    .join(" · ")

const readRow = (value: Json): Row => ({
  namespace: text(value["namespace"]),
  name: text(value["name"]),
  phase: text(value["phase"]),
  progress: number(value["progress"]),
  age: text(value["age"]),
  place: placeOf(value),
  services: text(value["services"]),
  message: text(value["message"]),
  tone: toneOf(text(value["phase"]), text(value["severity"]))
})

const urgency: Readonly<Record<Tone, number>> = { bad: 0, warning: 1, busy: 2, quiet: 3, good: 4 }

/** Worst first. The server sorts each page; several pages are sorted here. */
export const worstFirst = (rows: ReadonlyArray<Row>): ReadonlyArray<Row> =>
  [...rows].sort((a, b) => urgency[a.tone] - urgency[b.tone])

export const readRows = (value: unknown): ReadonlyArray<Row> => list(value).map(readRow)

/** One thing that happened or was told. */
export interface Moment {
  readonly at: string
  readonly message: string
  readonly tone: Tone
}

export interface Service {
  readonly name: string
  readonly state: string
  readonly version: string
  readonly failure: string
}

export interface Condition {
  readonly type: string
  readonly status: string
  readonly reason: string
  readonly message: string
  readonly since: string
}

/** Where one cluster stands. */
export interface Story {
  readonly namespace: string
  readonly name: string
  readonly phase: string
  readonly progress: number | undefined
  readonly etaSeconds: number | undefined
  readonly message: string
  readonly reason: string
  readonly about: string
  readonly at: string
  readonly tone: Tone
  readonly ended: boolean
  readonly template: string
  readonly place: string
  readonly createdAt: string
  readonly moments: ReadonlyArray<Moment>
  readonly services: ReadonlyArray<Service>
  readonly conditions: ReadonlyArray<Condition>
}

const readService = (value: Json): Service => ({
  name: [text(value["namespace"]), text(value["name"])].filter((part) => part !== "").join("/"),
  state: text(value["state"]),
  version: text(value["version"]) || text(value["template"]),
  failure: text(value["failureMessage"])
})

const readCondition = (value: Json): Condition => ({
  type: text(value["type"]),
  status: text(value["status"]),
  reason: text(value["reason"]),
  message: text(value["message"]),
  since: text(value["lastTransitionTime"])
})

const momentsOf = (value: unknown): ReadonlyArray<Moment> =>
  list(value).map((milestone) => ({
    at: text(milestone["timestamp"]),
    message: text(milestone["message"]),
    tone: "busy"
  }))

const referenceOf = (value: Json): string =>
  [text(value["kind"]), text(value["name"])].filter((part) => part !== "").join(" ")

export const readStory = (value: unknown): Story => {
  const update = object(value)
  const metadata = object(update["metadata"])
  const phase = text(update["phase"])
  const moments = momentsOf(update["milestones"])
  const message = text(update["message"])
  return {
    namespace: text(metadata["namespace"]),
    name: text(metadata["name"]),
    phase,
    progress: number(update["progress"]),
    etaSeconds: number(update["etaSeconds"]),
    // The milestones stand on the timeline.
    message: ownWords({ message, milestones: moments }) || message,
    reason: text(update["reason"]),
    about: referenceOf(object(update["relatedObject"])),
    at: text(update["timestamp"]),
    tone: toneOf(phase, text(update["severity"])),
    ended: update["terminal"] === true,
    template: text(object(metadata["templateRef"])["name"]),
    place: placeOf(metadata),
    createdAt: text(metadata["createdAt"]),
    moments,
    services: list(update["services"]).map(readService),
    conditions: list(update["conditions"]).map(readCondition)
  }
}

/** More than anybody reads; a page that is open for weeks must not grow for ever. */
const mostMoments = 300

/** Both lists as one, newest first, each moment once. */
export const mergeMoments = (known: ReadonlyArray<Moment>, more: ReadonlyArray<Moment>): ReadonlyArray<Moment> => {
  // A milestone is told with milliseconds in one place and without in another.
  const key = ({ at, message }: Moment) => `${at.slice(0, 19)} ${message}`
  const all = new Map([...known, ...more].map((moment) => [key(moment), moment]))
  return [...all.values()].sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0)).slice(0, mostMoments)
}

/** A story with what is known of it already. */
export const follow = (known: Story | undefined, update: Story): Story => {
  const troubled = update.tone === "bad" || update.tone === "warning"
  // A cluster that was ready before anybody looked has become so at some other time.
  const arrived = known !== undefined && known.phase !== "Ready" && update.phase === "Ready"
  const told: ReadonlyArray<Moment> =
    troubled || arrived ? [{ at: update.at, message: update.message, tone: update.tone }] : []
  // What is said again, with another time, is no news: a complaint repeats itself for as long as it lasts.
  const news = told.filter(({ message }) => known?.moments.some((moment) => moment.message === message) !== true)
  const moments = mergeMoments(known?.moments ?? [], [...update.moments, ...news])
  const conditions = update.conditions.length === 0 ? (known?.conditions ?? []) : update.conditions
  return { ...update, moments, conditions }
}

export interface Cause {
  readonly about: string
  readonly message: string
  readonly quote: string
  readonly since: string
  readonly consequences: ReadonlyArray<string>
  readonly remedy: ReadonlyArray<string>
}

/** What is wrong, and what to do. */
export interface Explanation {
  readonly causes: ReadonlyArray<Cause>
  readonly nextSteps: ReadonlyArray<string>
  readonly heals: string
}

export const readExplanation = (value: unknown): Explanation => {
  const explanation = object(value)
  return {
    causes: list(explanation["causes"]).map((cause) => ({
      about: referenceOf(object(cause["object"])),
      message: text(cause["message"]),
      quote: text(cause["text"]),
      since: text(cause["since"]),
      consequences: texts(cause["consequences"]),
      remedy: texts(cause["remedy"])
    })),
    nextSteps: texts(explanation["nextSteps"]),
    heals: text(explanation["healsByItself"])
  }
}
