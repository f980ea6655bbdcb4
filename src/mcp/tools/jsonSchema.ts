import { Predicate, Schema } from "effect"

type Json = Readonly<Record<string, unknown>>

// What a reader of the schema learns nothing from: that an integer is one that JavaScript can hold.
const isIdle = (key: string, value: unknown): boolean =>
  (key === "minimum" && value === Number.MIN_SAFE_INTEGER) || (key === "maximum" && value === Number.MAX_SAFE_INTEGER)

const walk = (value: unknown, drop: (key: string, value: unknown) => boolean): unknown => {
  if (Array.isArray(value)) return value.map((item) => walk(item, drop))
  if (!Predicate.isObject(value)) return value
  const entries = Object.entries(value)
    .filter(([key, item]) => !isIdle(key, item) && !drop(key, item))
    .map(([key, item]): readonly [string, unknown] => [key, key === "additionalProperties" ? false : walk(item, drop)])
  return Object.fromEntries(entries)
}

/**
 * A schema as it is listed. Every definition is written out where it is used: clients want `type: "object"` at the root,
 * and some follow no $ref. No object has keys beyond those named: what is sent is encoded by the same schema.
 */
const listed = (schema: Schema.Constraint, drop: (key: string, value: unknown) => boolean) => {
  const json: Json = Schema.toJsonSchemaDocument(schema, { referencePolicy: () => undefined }).schema
  const root = walk(json, drop)
  return { ...(Predicate.isObject(root) ? root : {}), type: "object" as const }
}

export const inputSchema = (schema: Schema.Constraint) => listed(schema, () => false)

const notForPrograms = new Set(["description", "format", "minimum", "maximum"])

/** An output schema is read by programs: what its properties mean stands in the documentation, not in every list. */
export const outputSchema = (schema: Schema.Constraint) =>
  listed(schema, (key, value) => notForPrograms.has(key) && !Predicate.isObject(value))
