import { Schema } from "effect"

/** A field as a strange server may send it: as it should be, as any other JSON, or not at all. */
export const odd = <S extends Schema.Constraint>(schema: S) => Schema.optionalKey(Schema.Union([schema, Schema.Json]))
