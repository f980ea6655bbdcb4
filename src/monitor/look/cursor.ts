import { Effect, Option, Schema } from "effect"
import { MonitorError } from "../errors.ts"
import type { Seal } from "../seal.ts"

/** Where a list goes on. */
export const Cursor = Schema.Struct({
  /** `namespace/name` of the last cluster that was given. */
  after: Schema.NonEmptyString,
  /** The namespace that was being listed; absent where the whole cluster was. */
  namespace: Schema.optionalKey(Schema.NonEmptyString),
  /** The API server's continue token of the page in which the next cluster lies; absent for its first page. */
  token: Schema.optionalKey(Schema.NonEmptyString)
})
export type Cursor = typeof Cursor.Type

const invalid = (elsewhere: string | undefined) =>
  new MonitorError({
    reason: "invalidCursor",
    message:
      elsewhere === undefined
        ? "this cursor was not given by this list: ask again without a cursor"
        : `this cursor was given by another replica of the server (${elsewhere}), and is of no use here: ask again without a cursor`
  })

/**
 * A list's cursors. Sealed, because the API server's own token names the next object, which may lie in a namespace that
 * the reader may not know of.
 */
export const makeCursors = <S extends Schema.Codec<unknown, unknown>>(purpose: string, position: S) => {
  const Text = Schema.fromJsonString(position)
  const decode = Schema.decodeUnknownOption(Text)
  const encode = Schema.encodeSync(Text)
  return {
    close: (seal: Seal, at: S["Type"]): Effect.Effect<string> => seal.close(purpose, encode(at)),
    open: (seal: Seal, cursor: string): Effect.Effect<S["Type"], MonitorError> =>
      Effect.mapError(Effect.fromOption(Option.flatMap(seal.open(purpose, cursor), decode)), () =>
        invalid(seal.madeElsewhere(cursor))
      )
  }
}
