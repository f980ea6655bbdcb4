import { Predicate, Schema } from "effect"
import { isInt, pick } from "./byHand.ts"
import { type ConditionTree, emptyTree, parseConditionTree } from "./conditionTree.ts"
import { instant, lenient } from "./lenient.ts"
import { bounds, type Door, makeDoor } from "./text/door.ts"

/** A condition as Kubernetes writes it, decoded tolerantly; times are epoch milliseconds. */
export interface Condition {
  readonly type: string
  readonly status: "True" | "False" | "Unknown"
  readonly reason: string
  /** On one line. */
  readonly message: string
  /** The structure that the message had in its lines, where Cluster API wrote it. */
  readonly tree: ConditionTree
  readonly observedGeneration?: number
  readonly lastTransitionAt?: number
}

/** What is read of a condition as Kubernetes writes it. */
export const RawCondition = Schema.Struct({
  type: Schema.NonEmptyString,
  status: lenient(Schema.Literals(["True", "False", "Unknown"])),
  reason: lenient(Schema.String),
  message: lenient(Schema.String),
  observedGeneration: lenient(Schema.Int),
  lastTransitionTime: lenient(Schema.String)
})
export type RawCondition = typeof RawCondition.Type

const isStatus = (value: unknown): value is Condition["status"] =>
  value === "True" || value === "False" || value === "Unknown"

/** `RawCondition` of any JSON; `undefined` where the schema refuses it. */
export const readRawCondition = (input: unknown): RawCondition | undefined => {
  if (!Predicate.isReadonlyObject(input)) return undefined
  const { type } = input
  return Predicate.isString(type) && type !== ""
    ? {
        type,
        ...pick(input, ["status"], isStatus),
        ...pick(input, ["reason", "message", "lastTransitionTime"], Predicate.isString),
        ...pick(input, ["observedGeneration"], isInt)
      }
    : undefined
}

/** Objects have about fifteen; what stands behind so many is not read. */
export const maxConditions = 128

const decodeCondition =
  (door: Door) =>
  (input: unknown): ReadonlyArray<Condition> => {
    const raw = readRawCondition(input)
    if (raw === undefined) return []
    const lastTransitionAt = instant(raw.lastTransitionTime)
    const message = raw.message ?? ""
    return [
      {
        type: door.name(raw.type, bounds.type),
        // A status nobody knows says nothing: that is what Unknown means.
        status: raw.status ?? "Unknown",
        reason: door.name(raw.reason ?? "", bounds.word),
        message: door.message(message),
        tree: message.includes("* ") ? parseConditionTree(door.lines(message)) : emptyTree,
        ...(raw.observedGeneration === undefined ? {} : { observedGeneration: raw.observedGeneration }),
        ...(lastTransitionAt === undefined ? {} : { lastTransitionAt })
      }
    ]
  }

/** The conditions of a status, in their order; entries without a type are left out. */
export const decodeConditions = (input: unknown, door: Door = makeDoor()): ReadonlyArray<Condition> =>
  Array.isArray(input) ? input.slice(0, maxConditions).flatMap(decodeCondition(door)) : []

export const findCondition = (conditions: ReadonlyArray<Condition>, type: string): Condition | undefined =>
  conditions.find((condition) => condition.type === type)
