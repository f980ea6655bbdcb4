import stringWidth from "string-width"

/** What a piece of text means; how it looks is decided once, here. */
export type Tone = "plain" | "dim" | "strong" | "good" | "warning" | "bad" | "accent"

export interface Span {
  readonly text: string
  readonly tone: Tone
}

// Select Graphic Rendition of ECMA-48, the sixteen colours that every terminal's theme defines.
const codes: Readonly<Record<Tone, string>> = {
  plain: "",
  dim: "\u001b[2m",
  strong: "\u001b[1m",
  good: "\u001b[32m",
  warning: "\u001b[33m",
  bad: "\u001b[31m",
  accent: "\u001b[36m"
}
const reset = "\u001b[0m"

export const span = (text: string, tone: Tone = "plain"): Span => ({ text, tone })

// Control characters and direction overrides: a message from a cluster must not be able to drive the terminal.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const unprintable = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu

/** Text that came from outside, as it may stand on one line of a terminal. */
export const printable = (text: string): string => text.replaceAll(unprintable, " ").trim()

/** How many columns of a terminal a text takes: an ideogram takes two, a combining mark none. */
export const columnsOf = (text: string): number => stringWidth(text)

// What a reader sees as one letter, however many code points it is made of.
const letters = new Intl.Segmenter("en", { granularity: "grapheme" })

/** The beginning of a text that fits into `room` columns. */
const beginning = (text: string, room: number): string => {
  let kept = ""
  let used = 0
  for (const { segment } of letters.segment(text)) {
    used += columnsOf(segment)
    if (used > room) break
    kept += segment
  }
  return kept
}

/** Cuts a line to `width` columns, marks the cut, and colours what is left. */
export const paint = (spans: ReadonlyArray<Span>, width: number, colour: boolean): string => {
  const total = spans.reduce((sum, { text }) => sum + columnsOf(text), 0)
  let room = total <= width ? total : Math.max(0, width - 1)
  const painted: Array<string> = []
  for (const { text, tone } of spans) {
    const columns = columnsOf(text)
    const kept = columns <= room ? text : beginning(text, room)
    room -= Math.min(columns, room)
    if (kept !== "") painted.push(colour && codes[tone] !== "" ? `${codes[tone]}${kept}${reset}` : kept)
  }
  if (total > width && width > 0) painted.push("…")
  return painted.join("")
}

/** Breaks a text between words so that the first line fits into `first` columns and each further one into `rest`. */
export const wrapWords = (text: string, first: number, rest: number): ReadonlyArray<string> => {
  const lines: Array<string> = []
  let line = ""
  for (const word of text.split(" ")) {
    const room = lines.length === 0 ? first : rest
    if (line !== "" && columnsOf(line) + 1 + columnsOf(word) > room) {
      lines.push(line)
      line = word
    } else {
      line = line === "" ? word : `${line} ${word}`
    }
  }
  return [...lines, line]
}
