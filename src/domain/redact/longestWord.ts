import { isAlphanumeric } from "./charClasses.ts"

const between: ReadonlySet<number> = new Set(Array.from("-./+=_~", (char) => char.charCodeAt(0)))

/** What keys, tokens and ids consist of. */
const isWordChar = (code: number): boolean => isAlphanumeric(code) || between.has(code)

/**
 * How long the longest word of a text is that has at least so many characters; 0 where there is none. Most texts have none, and
 * it is looked for in strides: where the last character of a word would be none of a word, no word of that length goes over it.
 */
export const longestWord = (text: string, atLeast: number): number => {
  let longest = 0
  let from = 0
  while (from + Math.max(atLeast, longest + 1) <= text.length) {
    const last = from + Math.max(atLeast, longest + 1) - 1
    let at = last
    while (at >= from && isWordChar(text.charCodeAt(at))) at--
    if (at >= from) {
      from = at + 1
      continue
    }
    let end = last + 1
    while (end < text.length && isWordChar(text.charCodeAt(end))) end++
    longest = end - from
    from = end + 1
  }
  return longest
}
