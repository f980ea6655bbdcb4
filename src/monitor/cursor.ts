import { Effect, Schema } from "effect"
import { MonitorError } from "./errors.ts"

/** Where a list goes on. */
export const Cursor = Schema.Struct({
  v: Schema.Literal(1),
  /** `namespace/name` of the last cluster that was given. */
  after: Schema.NonEmptyString,
  /** The namespace that was being listed; absent where the whole cluster was. */
  namespace: Schema.optionalKey(Schema.NonEmptyString),
  /** The API server's continue token of the page in which the next cluster lies; absent for its first page. */
  token: Schema.optionalKey(Schema.NonEmptyString)
})
export type Cursor = typeof Cursor.Type

// Opaque to clients, and versioned, so that it can change without a client noticing more than a refusal.
const Opaque = Schema.StringFromBase64Url.pipe(Schema.decodeTo(Schema.fromJsonString(Cursor)))
const decode = Schema.decodeUnknownEffect(Opaque)

export const encodeCursor: (cursor: Cursor) => string = Schema.encodeSync(Opaque)

export const decodeCursor = (text: string): Effect.Effect<Cursor, MonitorError> =>
  Effect.mapError(
    decode(text),
    () =>
      new MonitorError({
        reason: "invalidCursor",
        message: "this cursor was not given by this list: ask again without a cursor"
      })
  )
