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

/** What makes it uncertain what an event is about, but for the first key: escaped letters, which might hide a key, and other keys. */
const doubt = /\\u|"(?:involvedObject|regarding)"/u

// An object of texts alone, as Go writes it: in this order, each key once. No text in it has a quote or an escape: what looks
// like a key is one.
const involvedObject =
  /^"involvedObject":\{"kind":"([^"\\]*)"(?:,"namespace":"[^"\\]*")?,"name":"([^"\\]*)"(?:,"(?!kind"|namespace"|name")[A-Za-z]+":"[^"\\]*")*\}/u

/**
 * What an event is about, without parsing its text: most events of a busy namespace concern nobody. `undefined` wherever that is
 * not certain; then it has to be parsed.
 */
export const skimEvent = (event: string): Involved | undefined => {
  const at = event.search(doubt)
  // After a backslash the quote would be part of a text.
  if (at < 0 || event[at - 1] === "\\" || doubt.test(event.slice(at + 1))) return undefined
  const [, kind, name] = involvedObject.exec(event.slice(at, at + longest)) ?? []
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
