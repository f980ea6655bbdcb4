import type { ClusterDeployment } from "../../domain/clusterDeployment.ts"
import type { KubeEvent } from "../../domain/event/kubeEvent.ts"
import { controllers } from "../knowledge/controllers.ts"
import { conditioned, type EventRow, type EventWords, type Fact, type Meaning } from "../knowledge/eventRow.ts"
import { byItself } from "../knowledge/kubernetes/weather.ts"
import { providerOf } from "../observe/provider.ts"
import { usefulPart, wholePart } from "../text/wording.ts"
import { adviceUnknown } from "./complaint.ts"
import { type Cause, type Diagnosis, diagnose, isUnknown } from "./diagnose.ts"
import { isControlPlaneMachine } from "./roles.ts"
import { unwantedDeletion } from "./unwantedDeletion.ts"

export type { Fact } from "../knowledge/eventRow.ts"

export type Classified =
  /** Worth telling, once per `key` in the life of a cluster. */
  | {
      readonly _tag: "Milestone"
      readonly message: string
      readonly key: string
      readonly fact?: Fact
      readonly proves?: ReadonlyArray<string>
    }
  /** Something is wrong. */
  | {
      readonly _tag: "Problem"
      readonly cause: Cause
      /** Worth a word only when it has gone on for so long: part of a normal course otherwise. */
      readonly lastingMs: number
      /** And only while nothing moves. */
      readonly whileStanding?: true
    }
  /** Not worth telling, but shows that work goes on. */
  | { readonly _tag: "Movement"; readonly proves?: ReadonlyArray<string> }
  | { readonly _tag: "Noise" }

interface Indexed {
  readonly row: EventRow
  readonly reasons: ReadonlySet<string>
}

const anyKind = ""

const indexed = (rows: ReadonlyArray<EventRow>): ReadonlyMap<string, ReadonlyArray<Indexed>> => {
  const byKind = new Map<string, Array<Indexed>>()
  for (const row of rows) {
    const reasons = new Set(row.reasons instanceof RegExp ? [] : row.reasons.map((reason) => reason.toLowerCase()))
    for (const kind of row.kinds.length === 0 ? [anyKind] : row.kinds) {
      const present = byKind.get(kind)
      if (present === undefined) byKind.set(kind, [{ row, reasons }])
      else present.push({ row, reasons })
    }
  }
  return byKind
}

const index = indexed(controllers.flatMap(({ events }) => events ?? []))

/** A row for any kind is for any of its controller's own, or of nobody's. */
const anyOf = new Map(
  controllers.flatMap(({ events = [], kinds }) =>
    events.flatMap((row) => (row.kinds.length === 0 ? [[row, kinds] as const] : []))
  )
)

const matches = ({ row, reasons }: Indexed, event: KubeEvent, reason: string, message: string): boolean =>
  (row.type === undefined || row.type === event.type) &&
  (row.reasons instanceof RegExp ? row.reasons.test(event.reason) : reasons.has(reason)) &&
  (row.message === undefined || row.message.test(message)) &&
  (anyOf.get(row)?.test(event.regarding.kind) !== false || isUnknown(event.regarding.kind))

/** The row that decides what an event means. */
export const rowOf = (event: KubeEvent, message: string): EventRow | undefined => {
  const reason = event.reason.toLowerCase()
  const decides = (candidate: Indexed): boolean => matches(candidate, event, reason, message)
  return (index.get(event.regarding.kind)?.find(decides) ?? index.get(anyKind)?.find(decides))?.row
}

const roleOf = (name: string, cluster: ClusterDeployment): string => {
  if (!name.startsWith(`${cluster.name}-`)) return ""
  return isControlPlaneMachine(name, cluster) ? " as a control plane node" : " as a worker"
}

type ProblemMeaning = Extract<Meaning, { is: "problem" }>

/** A controller that has failed at the same thing for so long does not merely wait for its turn. */
const lastingMs = 180_000

/** What to make of a problem event whose text says nothing, or only what the weather is. */
const byRow = (
  { otherwise, soleWitness }: ProblemMeaning,
  event: KubeEvent,
  message: string,
  diagnosis: Diagnosis | undefined
): (Omit<Cause, "object"> & { readonly lastingMs?: number }) | undefined => {
  if (otherwise === undefined) return undefined
  // Conditions show these, and know when they are over.
  if (diagnosis !== undefined && soleWitness !== true && conditioned.has(event.regarding.kind)) return undefined
  const lasted = event.at - event.firstAt >= lastingMs || event.message !== message
  return {
    klass: diagnosis === undefined || (diagnosis.weather === "stays" && lasted) ? otherwise.klass : "transient",
    code: event.reason,
    summary: otherwise.knows === "nothing" ? wholePart(message) : usefulPart(message),
    // What is known of the weather says more than a row that knows nothing of what went wrong.
    advice:
      diagnosis !== undefined && diagnosis.advice !== byItself && otherwise.knows !== undefined
        ? diagnosis.advice
        : otherwise.advice,
    ...(otherwise.open === true ? { open: true } : {}),
    ...(otherwise.lastingMs === undefined ? {} : { lastingMs: otherwise.lastingMs })
  }
}

const problem = (
  meaning: ProblemMeaning,
  event: KubeEvent,
  message: string,
  cluster: ClusterDeployment
): Classified => {
  const { kind } = event.regarding
  const diagnosis = diagnose(message, { kind, provider: providerOf(cluster, { kinds: new Set([kind]) }) })
  // A cause that heals by itself is kept in mind where no condition would show it when it does not.
  const hidden = meaning.otherwise !== undefined && !conditioned.has(kind)
  const told = diagnosis !== undefined && diagnosis.weather === undefined && (diagnosis.klass !== "transient" || hidden)
  const found = told ? diagnosis : byRow(meaning, event, message, diagnosis)
  if (found === undefined) return { _tag: "Noise" }
  const cause = {
    klass: meaning.klass ?? found.klass,
    code: meaning.codeIsReason === true ? event.reason : found.code,
    summary: found.summary,
    advice: found.advice,
    ...(found.open === true ? { open: true as const } : {}),
    ...(found.echo === true ? { echo: true as const } : {})
  }
  const lastingMs = meaning.lastingMs ?? ("lastingMs" in found ? found.lastingMs : undefined) ?? 0
  return {
    _tag: "Problem",
    cause: { ...cause, object: event.regarding },
    // What the recorder has combined has lasted.
    lastingMs: event.message === message ? lastingMs : 0,
    ...(meaning.whileStanding === true ? { whileStanding: true } : {})
  }
}

/** Occurrences of one event after which a Warning that nobody knows is worth a word. */
const insistent = 3
/** Or how long it has come again and again, be it as a new event each time because of the ids in it. */
const unknownLastingMs = 60_000

/** Events that no row knows: newer controllers, custom templates. */
const unknown = (event: KubeEvent, message: string, cluster: ClusterDeployment): Classified => {
  if (event.type === "Normal") {
    return /^(?:suc+ess|created|started|initiated|reconciled)/iu.test(event.reason)
      ? { _tag: "Movement" }
      : { _tag: "Noise" }
  }
  const otherwise = {
    klass: "error",
    advice: adviceUnknown,
    knows: "nothing",
    open: true,
    ...(event.count >= insistent ? {} : { lastingMs: unknownLastingMs })
  } as const
  return problem({ is: "problem", otherwise }, event, message, cluster)
}

/** What an event that belongs to the cluster means. */
export const classify = (event: KubeEvent, cluster: ClusterDeployment): Classified => {
  const message = event.message.replace(/^\(combined from similar events\): /u, "")
  const row = rowOf(event, message)
  if (row === undefined) return unknown(event, message, cluster)
  switch (row.meaning.is) {
    case "milestone": {
      const { fact, key, proves, say, troubleIfUnwanted, unlessDeleting } = row.meaning
      if (unlessDeleting === true && cluster.deletionRequestedAt !== undefined) return { _tag: "Noise" }
      const { kind, name } = event.regarding
      const words: EventWords = {
        kind,
        name,
        message: usefulPart(message, 120),
        captured: row.message?.exec(message)?.[1] ?? "",
        role: roleOf(name, cluster)
      }
      if (troubleIfUnwanted === true && cluster.deletionRequestedAt === undefined) {
        const { regarding } = event
        const cause = unwantedDeletion(regarding)
        // Whether it is so, conditions will show.
        const summary = `events say that ${cause.summary}`
        return { _tag: "Problem", cause: { ...cause, summary, object: regarding }, lastingMs: 0 }
      }
      return {
        _tag: "Milestone",
        message: say(words),
        key: typeof key === "string" ? key : key(words),
        ...(fact === undefined ? {} : { fact }),
        ...(proves === undefined ? {} : { proves })
      }
    }
    case "problem":
      return problem(row.meaning, event, message, cluster)
    case "movement": {
      const { proves } = row.meaning
      return { _tag: "Movement", ...(proves === undefined ? {} : { proves }) }
    }
    case "noise":
      return { _tag: "Noise" }
  }
}
