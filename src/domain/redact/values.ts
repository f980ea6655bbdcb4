import { hidden, isHidden, longestMark } from "./marks.ts"

// Where a value ends that begins at a place of a text. Each reads its value once, from left to right.

/** The quote that opens a value, with the backslashes of its escaping; `undefined` where it is bare. */
export const quoteAt = (text: string, at: number): string | undefined => {
  const found = /^\\{0,15}["'`]/u.exec(text.slice(at, at + 16))
  return found === null ? undefined : found[0]
}

/** Where a quoted value ends: at the same quote, escaped as often. What is cut off goes on to the end. */
export const quoteEnd = (text: string, from: number, quote: string): number => {
  const mark = quote.at(-1) ?? '"'
  const slashes = quote.length - 1
  for (let at = text.indexOf(mark, from); at !== -1; at = text.indexOf(mark, at + 1)) {
    let before = 0
    while (text[at - 1 - before] === "\\" && at - before > from) before++
    // YAML and SQL double an apostrophe within apostrophes.
    if (quote === "'" && at > from && text[at + 1] === "'") at++
    else if (before <= slashes) return at - before
  }
  return text.length
}

/** Where what stands in brackets ends: at the bracket that closes it. */
export const bracketEnd = (text: string, from: number): number => {
  let depth = 0
  for (let at = from; at < text.length; at++) {
    const char = text[at]
    if (char === "{" || char === "[") depth++
    else if (char === "}" || char === "]") {
      if (depth === 0) return at
      depth--
    }
  }
  return text.length
}

// An ampersand ends a value only where another pair follows it.
const bareStop = /[\s;"'<]|&(?=[\w.%-]{1,40}=)|\\[nrt"]/gu
const jsonStop = /[\s&;"'<,}\]]|\\[nrt"]/gu

const search = (text: string, from: number, stop: RegExp): number => {
  stop.lastIndex = from
  return stop.exec(text)?.index ?? text.length
}

/** Where a value without quotes ends. */
export const endOfBare = (text: string, from: number, json: boolean): number =>
  search(text, from, json ? jsonStop : bareStop)

const goStop = /[}\]\n]|\s[A-Za-z_][\w.-]{0,63}:|\\n/gu

/** Where a value ends that Go has printed in a map or a struct: before the next name, or with its bracket. */
export const endOfGoValue = (text: string, from: number): number => search(text, from, goStop)

const wordStop = /[\s"',\]}]|\\["n]/gu
const lineStop = /["'\]}\n]|\\["n]/gu
const pair = /[\s"'\]}]|\\["n]/gu

/** Where the value of `Authorization` or `Cookie` ends: after one word, after pairs that `;` joins, or with its line. */
export const endOfPairs = (text: string, from: number, line: boolean): number => {
  if (isHidden(text.slice(from, from + longestMark))) return from + hidden.length
  if (line) return search(text, from, lineStop)
  let at = search(text, from, pair)
  while (text[at - 1] === ";" && /^ [^\s=;]{1,64}=?/u.test(text.slice(at, at + 80))) at = search(text, at + 1, pair)
  return text[at - 1] === "," ? at - 1 : Math.max(at, search(text, from, wordStop))
}

const indentOf = (line: string): number => /^[ *-]*/u.exec(line)?.[0].length ?? 0

/** Where a YAML block ends whose first line begins at `from`: at the first line that is not indented more than its name's. */
export const blockEnd = (text: string, name: number, from: number): number => {
  const lineStart = text.lastIndexOf("\n", name) + 1
  // A bullet counts for what follows it, not for the name: it may have been put before the first line alone.
  const indent = /^ */u.exec(text.slice(lineStart, lineStart + 80))?.[0].length ?? 0
  let at = from
  while (at < text.length) {
    const end = text.indexOf("\n", at)
    const line = text.slice(at, Math.min(end === -1 ? text.length : end, at + 80))
    if (line.trim() !== "" && indentOf(line) <= indent) return at - 1
    if (end === -1) return text.length
    at = end + 1
  }
  return text.length
}
