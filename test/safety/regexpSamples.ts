/** What a text of an attacker measures: as long as the API lets a condition's message be. */
export const longText = 32_768

const fill = (piece: string): string => piece.repeat(Math.ceil(longText / piece.length)).slice(0, longText)

interface Read {
  readonly text: string
  readonly next: number
}

const classes: ReadonlyMap<string, string> = new Map([
  ["d", "1"],
  ["w", "a"],
  ["s", " "],
  ["S", "a"],
  ["D", "a"],
  ["W", " "],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
  ["b", ""],
  ["B", ""]
])

const escaped = (source: string, at: number): Read => {
  const letter = source[at + 1] ?? ""
  if (letter === "p" || letter === "P") return { text: "a", next: source.indexOf("}", at) + 1 }
  if (letter === "u") return { text: "a", next: source[at + 2] === "{" ? source.indexOf("}", at) + 1 : at + 6 }
  return { text: classes.get(letter) ?? letter, next: at + 2 }
}

const setOf = (source: string, at: number): Read => {
  let end = at + 1
  while (source[end] !== "]" || end === at + 1) end += source[end] === "\\" ? 2 : 1
  const inside = source.slice(at + 1, end)
  // Of what is excluded, something else; of what is allowed, the last: it is seldom the first that an attacker takes.
  if (inside.startsWith("^")) return { text: "x", next: end + 1 }
  const text = inside.startsWith("\\") ? escaped(inside, 0).text : (inside[0] ?? "")
  return { text, next: end + 1 }
}

const timesOf = (source: string, at: number): { readonly times: number; readonly next: number } => {
  const quantifier = /^(?:\*|\+|\?|\{(\d+)(?:,\d*)?\})\??/u.exec(source.slice(at, at + 12))
  if (quantifier === null) return { times: 1, next: at }
  const times =
    quantifier[1] === undefined ? (quantifier[0].startsWith("?") ? 1 : 3) : Math.max(1, Number(quantifier[1]))
  return { times: Math.min(times, 80), next: at + quantifier[0].length }
}

const sequence = (source: string, from: number): Read => {
  let text = ""
  let at = from
  let chosen: string | undefined
  while (at < source.length && source[at] !== ")") {
    const char = source[at] ?? ""
    if (char === "|") {
      chosen ??= text
      text = ""
      at++
      continue
    }
    let piece: Read = { text: char, next: at + 1 }
    if (char === "\\") piece = escaped(source, at)
    else if (char === "[") piece = setOf(source, at)
    else if (char === ".") piece = { text: "x", next: at + 1 }
    else if (char === "^" || char === "$") piece = { text: "", next: at + 1 }
    else if (char === "(") {
      const opener = /^\((?:\?(?:[:=!]|<[=!]|<\w+>))?/u.exec(source.slice(at))?.[0] ?? "("
      const inner = sequence(source, at + opener.length)
      piece = { text: opener.endsWith("!") ? "" : inner.text, next: inner.next + 1 }
    }
    const { next, times } = timesOf(source, piece.next)
    text += piece.text.repeat(times)
    at = next
  }
  return { text: chosen ?? text, next: at }
}

/** A text that a pattern more or less matches. */
const sampleOf = (pattern: RegExp): string => sequence(pattern.source, 0).text

const prose =
  "Failed to reconcile the machine because the operation error could not be completed while creating it, at "

/** Texts that cost a careless pattern most, whatever it looks for. */
const common: ReadonlyArray<string> = [
  " ",
  "\u00a0",
  "\t",
  "\n",
  "1",
  "a",
  "A",
  "aB1",
  "\\",
  '\\"',
  "\ud800",
  "-",
  ":",
  ": ",
  "/",
  ".",
  ",",
  '"',
  "'",
  "(",
  "[",
  "{",
  "* ",
  "=",
  "@",
  "a ",
  "a: ",
  "a.",
  "a-",
  "word word ",
  prose,
  prose.replaceAll(" ", "_")
].map(fill)

/** What nobody looks for at the end: whoever has read so far has to give up, and must not begin again. */
const broken = (text: string): string => `${text.slice(0, -1)}☃`

/** 32 KiB each: near-matches of a pattern, whole, cut off, and followed by what it could go on with; and the common ones. */
export const textsFor = (pattern: RegExp): ReadonlyArray<string> => {
  const sample = sampleOf(pattern)
  const cuts = [
    sample,
    sample.slice(0, -1),
    sample.slice(0, Math.ceil(sample.length / 2)),
    sample.slice(0, 8),
    sample.slice(1)
  ]
  const near = cuts.filter((piece) => piece !== "")
  return [
    ...common,
    ...common.map(broken),
    ...near.map(fill),
    ...near.map((piece) => broken(fill(piece))),
    ...near.map((piece) => fill(`${piece} `)),
    ...near.flatMap((piece) => [" ", "a", "1", "\\", "x y "].map((tail) => piece + fill(tail).slice(piece.length)))
  ]
}
