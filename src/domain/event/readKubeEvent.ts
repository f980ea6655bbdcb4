import { Option } from "effect"
import { eventOf, type KubeEvent, type RawEvent } from "./kubeEvent.ts"

// What `RawEvent` says, by hand and in a fraction of the time: a busy namespace has thousands of events a second. The
// schema is the authority: a property test holds this equal to it on any JSON.

type JsonObject = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value)

type Fields<Key extends string, A> = { readonly [K in Key]?: A }

/** Those of the fields that are there and of the right type, under their own names. */
const pick = <const Key extends string, A>(
  from: JsonObject,
  keys: ReadonlyArray<Key>,
  is: (value: unknown) => value is A
): Fields<Key, A> => {
  const picked: { [K in Key]?: A } = {}
  for (const key of keys) {
    const value = from[key]
    if (is(value)) picked[key] = value
  }
  return picked
}

const isText = (value: unknown): value is string => typeof value === "string"
const isInt = (value: unknown): value is number => Number.isSafeInteger(value)

const metadataFields = ["name", "namespace", "uid", "resourceVersion", "creationTimestamp"] as const
const referenceFields = ["kind", "namespace", "name", "uid"] as const
const textFields = [
  "type",
  "reason",
  "message",
  "note",
  "firstTimestamp",
  "lastTimestamp",
  "deprecatedFirstTimestamp",
  "deprecatedLastTimestamp",
  "eventTime"
] as const
const intFields = ["count", "deprecatedCount"] as const

/** `RawEvent` of any JSON; `undefined` where the schema refuses it. */
export const readRawEvent = (input: unknown): RawEvent | undefined => {
  if (!isObject(input)) return undefined
  const { involvedObject, metadata, regarding, related, series } = input
  if (!isObject(metadata)) return undefined
  return {
    metadata: pick(metadata, metadataFields, isText),
    ...(isObject(involvedObject) ? { involvedObject: pick(involvedObject, referenceFields, isText) } : {}),
    ...(isObject(regarding) ? { regarding: pick(regarding, referenceFields, isText) } : {}),
    ...(isObject(related) ? { related: pick(related, referenceFields, isText) } : {}),
    ...(isObject(series)
      ? { series: { ...pick(series, ["count"], isInt), ...pick(series, ["lastObservedTime"], isText) } }
      : {}),
    ...pick(input, textFields, isText),
    ...pick(input, intFields, isInt)
  }
}

/** `decodeKubeEvent`, fast. */
export const readKubeEvent = (input: unknown): Option.Option<KubeEvent> => {
  const raw = readRawEvent(input)
  return raw === undefined ? Option.none() : eventOf(raw)
}
