import { Option } from "effect"
import { isInt, isObject, isText, pick } from "../byHand.ts"
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
