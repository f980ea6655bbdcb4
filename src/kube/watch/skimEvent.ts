/** What an event is about. */
export interface Involved {
  readonly kind: string
  readonly name: string
}

const headOf = (type: string): string => `{"type":"${type}","object":{`

/** How a line begins that says that an event is no more. */
export const deletion = headOf("DELETED")
const heads = [headOf("ADDED"), headOf("MODIFIED"), deletion]

const lastTimestamp = '"lastTimestamp":"'

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
 * What an event is about, without parsing its text: most events of a busy namespace concern nobody. `undefined` wherever that is
 * not certain; then it has to be parsed. Certain is what Go's encoder writes: no escaped letters, which might hide a key,
 * and each key that matters once.
 */
export const skimEvent = (event: string): Involved | undefined => {
  if (event.includes("\\u")) return undefined
  const at = event.indexOf('"involvedObject"')
  // After a backslash the quote would be part of a text.
  if (at < 0 || event[at - 1] === "\\" || event.includes('"involvedObject"', at + 1) || event.includes('"regarding"')) {
    return undefined
  }
  const fields = flatObject.exec(event.slice(at, at + longest))?.[1]
  if (fields === undefined) return undefined
  const kind = textOf(fields, "kind")
  const name = textOf(fields, "name")
  return kind === undefined || name === undefined ? undefined : { kind, name }
}

/** The text of the event in the line of a watch; `undefined` where the line does not begin and end as Go writes it. */
export const eventIn = (line: string): string | undefined => {
  const head = heads.find((begin) => line.startsWith(begin))
  return head !== undefined && line.endsWith("}}") ? line.slice(head.length - 1, -1) : undefined
}

/** When an event was last seen, by its text: where it does not say, that is not certain either. */
export const lastSeen = (event: string): string | undefined => {
  const at = event.indexOf(lastTimestamp)
  if (at < 0) return undefined
  const from = at + lastTimestamp.length
  return event.slice(from, event.indexOf('"', from))
}
