import { Option, Schema } from "effect"
import { instant, lenient } from "./lenient.ts"

/** A condition as Kubernetes writes it, decoded tolerantly; times are epoch milliseconds. */
export interface Condition {
  readonly type: string
  readonly status: "True" | "False" | "Unknown"
  readonly reason: string
  readonly message: string
  readonly observedGeneration?: number
  readonly lastTransitionAt?: number
}

const Raw = Schema.Struct({
  type: Schema.NonEmptyString,
  status: lenient(Schema.Literals(["True", "False", "Unknown"])),
  reason: lenient(Schema.String),
  message: lenient(Schema.String),
  observedGeneration: lenient(Schema.Int),
  lastTransitionTime: lenient(Schema.String)
})
/** The API's own bound on a condition's message; whoever writes more is not read to the end. */
const maxMessage = 32_768

const decodeRaw = Schema.decodeUnknownOption(Raw)

const decodeCondition = (input: unknown): ReadonlyArray<Condition> =>
  Option.match(decodeRaw(input), {
    onNone: () => [],
    onSome: (raw) => {
      const lastTransitionAt = instant(raw.lastTransitionTime)
      return [
        {
          type: raw.type,
          // A status nobody knows says nothing: that is what Unknown means.
          status: raw.status ?? "Unknown",
          reason: raw.reason ?? "",
          message: (raw.message ?? "").slice(0, maxMessage),
          ...(raw.observedGeneration === undefined ? {} : { observedGeneration: raw.observedGeneration }),
          ...(lastTransitionAt === undefined ? {} : { lastTransitionAt })
        }
      ]
    }
  })

/** The conditions of a status, in their order; entries without a type are left out. */
export const decodeConditions = (input: unknown): ReadonlyArray<Condition> =>
  Array.isArray(input) ? input.flatMap(decodeCondition) : []

export const findCondition = (conditions: ReadonlyArray<Condition>, type: string): Condition | undefined =>
  conditions.find((condition) => condition.type === type)
