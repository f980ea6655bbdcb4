import { trimmedEnd } from "../text/trim.ts"
import { isDigit, isLower, isUpper } from "./charClasses.ts"

const classOf = (code: number): number => (isLower(code) ? 1 : isUpper(code) ? 2 : isDigit(code) ? 3 : 0)

interface Shape {
  readonly lower: boolean
  readonly upper: boolean
  readonly digits: number
  readonly letters: number
  readonly separators: number
  /** How many characters of one class stand together on average: words have long runs, keys have short ones. */
  readonly run: number
}

const shapeOf = (word: string): Shape => {
  let runs = 0
  let before = -1
  const counts = [0, 0, 0, 0]
  for (let at = 0; at < word.length; at++) {
    const now = classOf(word.charCodeAt(at))
    counts[now] = (counts[now] ?? 0) + 1
    if (now !== before) runs++
    before = now
  }
  const [separators = 0, lower = 0, upper = 0, digits = 0] = counts
  const run = word.length / Math.max(1, runs)
  return { lower: lower > 0, upper: upper > 0, digits, letters: lower + upper, separators, run }
}

/** Keys of less than this many characters are not told from words. */
export const shortestKey = 24

const isKey = (word: string): boolean => {
  if (word.length < shortestKey) return false
  const { digits, letters, lower, run, separators, upper } = shapeOf(word)
  // A name of many parts, or a path: its parts are looked at one by one.
  if (digits === 0 || letters === 0 || separators > word.length / 10) return false
  // Random text in three classes changes its class at almost every character; so does base64 of anything.
  if (lower && upper) return run < (word.length >= 40 ? 2.6 : 2.2)
  // In two classes (hex, base32, base36) only what is long, in one piece, and has its digits all over.
  return word.length >= 32 && separators === 0 && run < 3.2 && digits >= word.length / 8
}

/** What names a content, by everybody's leave: `image@sha256:...`, `main@sha1:...`. */
const digest = /(?:sha\d{1,3}|md5)[:-]$/iu
const longWords = /[A-Za-z0-9+/_=-]{24,}/gu

/** Hides words that only a generator writes: keys and tokens in base64, base62 or base36, whole or in a path. */
export const hideRandom = (text: string, mark: string): string =>
  text.replace(longWords, (word, at: number) =>
    digest.test(text.slice(Math.max(0, at - 8), at))
      ? word
      : isKey(word)
        ? mark
        : word
            .split(/([/_=-]+)/u)
            .map((part) => (isKey(part) ? mark : part))
            .join("")
  )

/** Whether the value of a name that may mean a secret looks like one: letters and digits in no order, no name of an object. */
export const looksRandom = (value: string): boolean => {
  if (value.length < 8 || value.includes("/")) return false
  const word = trimmedEnd(value, ".,;:!?)]}")
  const { digits, letters, lower, run, upper } = shapeOf(word)
  if (digits === 0 || letters === 0) return false
  return lower && upper ? run < 4 : !/[-.]/u.test(word) && run < 3
}
