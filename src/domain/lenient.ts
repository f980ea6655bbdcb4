import { Effect, Schema } from "effect"

/**
 * Fields of Kubernetes objects that we read but do not own: what is absent, null or of another type
 * is read as absent, because a strange field must never cost the whole object.
 */
export const lenient = <S extends Schema.Constraint>(schema: S) =>
  Schema.optionalKey(Schema.catchDecoding<S>(() => Effect.succeedNone)(schema))

const rfc3339 = /^\d{4}-\d\d-\d\d[Tt ][\d:.,]{5,30}(?:[Zz]|[+-]\d\d:\d\d)$/u

/** RFC 3339, with any number of fraction digits, as epoch milliseconds; what lies before 1970 is no time of a cluster. */
export const instant = (text: string | undefined): number | undefined => {
  if (text === undefined || text.length > 64 || !rfc3339.test(text)) return undefined
  const at = Date.parse(text)
  return Number.isNaN(at) || at < 0 ? undefined : at
}

/** Epoch milliseconds as the RFC 3339 text that stands on the wire. */
export const isoInstant = (at: number): string => new Date(at).toISOString()
