/** What keys, tokens and ids consist of. */
const isWordChar = (code: number): boolean =>
  (code >= 97 && code <= 122) ||
  (code >= 65 && code <= 90) ||
  // - . / and digits
  (code >= 45 && code <= 57) ||
  // + = _ ~
  code === 43 ||
  code === 61 ||
  code === 95 ||
  code === 126

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
