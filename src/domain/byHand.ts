// What a schema of lenient fields reads, by hand and in a fraction of the time: a busy namespace has thousands of events a second,
// a large one tens of thousands of objects in a list. The schemas are the authority: property tests hold the readers equal to
// them on any JSON.

export const isInt = (value: unknown): value is number => Number.isSafeInteger(value)
export const isList = (value: unknown): value is ReadonlyArray<unknown> => Array.isArray(value)

type Fields<Key extends string, A> = { readonly [K in Key]?: A }

/** Those of the fields that are there and of the right type, under their own names. */
export const pick = <const Key extends string, A>(
  from: Readonly<Record<PropertyKey, unknown>>,
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
