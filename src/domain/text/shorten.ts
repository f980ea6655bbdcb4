/** How far back a cut looks for the edge of a word. */
const edgeReach = 200
const gap = " … "

const isHalf = (text: string, at: number): boolean => {
  const code = text.charCodeAt(at)
  return code >= 0xdc00 && code <= 0xdfff
}

/** The beginning of a text, at most so long, cut between two words where there is an edge nearby. */
const headOf = (text: string, max: number): string => {
  const end = isHalf(text, max) ? max - 1 : max
  const edge = text.slice(Math.max(0, end - edgeReach), end + 1).search(/\s\S*$/u)
  return text.slice(0, edge === -1 ? end : Math.max(0, end - edgeReach) + edge).trimEnd()
}

/** The end of a text, likewise. */
const tailOf = (text: string, max: number): string => {
  const start = text.length - max
  const edge = text.slice(start, start + edgeReach).search(/\s/u)
  return text.slice(edge === -1 ? (isHalf(text, start) ? start + 1 : start) : start + edge).trimStart()
}

/**
 * A text of at most `max` characters. Of a longer one the beginning is kept and its last `tail` characters: what wraps an
 * error stands before it, and the cause often at the end.
 */
export const shorten = (text: string, max: number, tail = 0): string => {
  if (text.length <= max) return text
  if (tail === 0) return max < 2 ? text.slice(0, max) : `${headOf(text, max - 1)}…`
  return `${headOf(text, max - tail - gap.length)}${gap}${tailOf(text, tail)}`
}
