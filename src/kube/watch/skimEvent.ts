/** What an event is about. */
export interface Involved {
  readonly kind: string
  readonly name: string
}

const heads = ["ADDED", "MODIFIED", "DELETED"].map((type) => `{"type":"${type}","object":{`)

/** Longer than any reference: names have at most 253 characters. */
const longest = 1500

// An object of texts alone, as Go writes it. No text in it has a quote or an escape: what looks like a key is one.
const flatObject = /^"involvedObject":\{((?:"[A-Za-z]+":"[^"\\]*",?)*)\}/u

const textOf = (fields: string, key: string): string | undefined => {
  const begin = `"${key}":"`
  const at = fields.lastIndexOf(begin)
  // A key must stand at the beginning or after a comma: `"x":"name"` is none.
  if (at < 0 || (at > 0 && fields[at - 1] !== ",")) return undefined
  const from = at + begin.length
  return fields.slice(from, fields.indexOf('"', from))
}

/**
 * What the event of a watch's line is about, without parsing the line: most lines of a busy namespace concern nobody.
 * `undefined` wherever that is not certain; then the line has to be parsed. Certain is what Go's encoder writes: no
 * escaped letters, which might hide a key, and each key that matters once.
 */
export const skimEvent = (line: string): Involved | undefined => {
  if (!heads.some((head) => line.startsWith(head)) || !line.endsWith("}}") || line.includes("\\u")) return undefined
  const at = line.indexOf('"involvedObject"')
  // After a backslash the quote would be part of a text.
  if (at < 0 || line[at - 1] === "\\" || line.includes('"involvedObject"', at + 1) || line.includes('"regarding"')) {
    return undefined
  }
  const fields = flatObject.exec(line.slice(at, at + longest))?.[1]
  if (fields === undefined) return undefined
  const kind = textOf(fields, "kind")
  const name = textOf(fields, "name")
  return kind === undefined || name === undefined ? undefined : { kind, name }
}
