import { Option, Predicate } from "effect"
import { isInt, pick } from "../byHand.ts"
import { eventOf, type KubeEvent, type RawEvent } from "./kubeEvent.ts"

const metadataFields = ["name", "namespace", "uid", "resourceVersion", "creationTimestamp"] as const
const referenceFields = ["apiVersion", "kind", "namespace", "name", "uid"] as const
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
  if (!Predicate.isReadonlyObject(input)) return undefined
  const { involvedObject, metadata, regarding, related, series } = input
  if (!Predicate.isReadonlyObject(metadata)) return undefined
  return {
    metadata: pick(metadata, metadataFields, Predicate.isString),
    ...(Predicate.isReadonlyObject(involvedObject)
      ? { involvedObject: pick(involvedObject, referenceFields, Predicate.isString) }
      : {}),
    ...(Predicate.isReadonlyObject(regarding)
      ? { regarding: pick(regarding, referenceFields, Predicate.isString) }
      : {}),
    ...(Predicate.isReadonlyObject(related) ? { related: pick(related, referenceFields, Predicate.isString) } : {}),
    ...(Predicate.isReadonlyObject(series)
      ? { series: { ...pick(series, ["count"], isInt), ...pick(series, ["lastObservedTime"], Predicate.isString) } }
      : {}),
    ...pick(input, textFields, Predicate.isString),
    ...pick(input, intFields, isInt)
  }
}

/** `decodeKubeEvent`, fast. */
export const readKubeEvent = (input: unknown): Option.Option<KubeEvent> => {
  const raw = readRawEvent(input)
  return raw === undefined ? Option.none() : eventOf(raw)
}
