import { Option } from "effect"

/** A number as it stood in the text, digit by digit. `JSON.stringify` writes it out as it is. */
export interface RawNumber {
  readonly rawJSON: string
}

// ECMAScript 2026, "JSON.parse source text access". Node.js has it since 21; TypeScript's library does not know it yet.
declare global {
  interface JSON {
    parse(
      text: string,
      reviver: (key: string, value: unknown, context: { readonly source?: string }) => unknown
    ): unknown
    rawJSON(text: string): RawNumber
    isRawJSON(value: unknown): value is RawNumber
  }
}

const attempt = (parse: () => unknown): Option.Option<unknown> => {
  try {
    return Option.some(parse())
  } catch {
    return Option.none()
  }
}

export const parseJson = (text: string): Option.Option<unknown> => attempt(() => JSON.parse(text))

// A whole number that JavaScript may not hold exactly has sixteen digits at least; any other has a point or an exponent.
const suspicious = /"(?:id|requestId)"\s*:\s*-?(?:\d{16}|\d+[.eE])/u

/**
 * The same text once more, with the numbers under `id` and `requestId` as they stood in it. Absent where they can be
 * trusted as they are, which is nearly always.
 */
export const parseRawIds = (text: string): Option.Option<unknown> =>
  suspicious.test(text)
    ? attempt(() =>
        JSON.parse(text, (key, value, { source }) =>
          typeof value === "number" && (key === "id" || key === "requestId") && source !== undefined
            ? JSON.rawJSON(source)
            : value
        )
      )
    : Option.none()

export type JsonObject = Readonly<Record<string, unknown>>

export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value)
