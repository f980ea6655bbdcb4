import { hidden } from "./marks.ts"

// Secrets that only what stands behind them gives away. They are looked for from there, so that a text without it costs nothing.

/** How far a PEM block may begin before its end: a key of 16,384 bits. */
const pemReach = 14_000
const pemEnd = /-----END [A-Z0-9 ]{1,40}-----/gu
const lastLine = /(?<![A-Za-z0-9+/=])[A-Za-z0-9+/=]{1,76}(?:\\[nr]|\s){0,4}$/u

const pemBody = (text: string, from: number, end: number): number => {
  let start = end
  for (let at = end - 1; at >= Math.max(from, end - pemReach); at--) {
    const char = text[at] ?? ""
    if (/[A-Za-z0-9+/=\s\\]/u.test(char)) start = at
    else break
  }
  // What stands behind a colon is a digest, or begins a line of its own.
  if (text[start - 1] === ":" && /\w/u.test(text[start] ?? "")) start += text.slice(start, end).search(/\s|$/u)
  const lines = text.slice(start, end)
  // Words of a sentence before the block are no part of it: a line of base64 is long, but for the last.
  const first = /(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{40,76}(?:\\[nr]|\s)/u.exec(lines)
  if (first !== null) return start + first.index
  return end - (lastLine.exec(lines.slice(-80))?.[0].length ?? 0)
}

/** Hides what stands before the end of a PEM block whose beginning has been lost. */
export const hideHeadlessPem = (text: string): string => {
  if (!text.includes("-----END ")) return text
  const parts: Array<string> = []
  let from = 0
  for (const match of text.matchAll(pemEnd)) {
    parts.push(text.slice(from, pemBody(text, from, match.index)), hidden)
    from = match.index + match[0].length
  }
  parts.push(text.slice(from))
  return parts.join("")
}

const chpasswd = /chpasswd/gu
const pipe = /[|]\s{0,4}(?:sudo\s{1,4})?$/u
const piped = /([\w.-]{1,32}:)[^\s"']{1,128}["']?\s{0,4}$/u

/** Hides the passwords of `echo user:password | chpasswd`. */
const hidePiped = (text: string): string => {
  if (!text.includes("chpasswd")) return text
  const parts: Array<string> = []
  let from = 0
  for (const { index } of text.matchAll(chpasswd)) {
    const before = text.slice(Math.max(from, index - 200), index)
    const command = pipe.exec(before)
    const line = command === null ? null : piped.exec(before.slice(Math.max(0, command.index - 170), command.index))
    if (command === null || line === null) continue
    const start = index - before.length + command.index - line[0].length
    const quote = /["']\s*$/u.exec(line[0])?.[0] ?? " "
    parts.push(text.slice(from, start), line[1] ?? "", hidden, quote)
    from = index - before.length + command.index
  }
  parts.push(text.slice(from))
  return parts.join("")
}

const listed = /(?<=^|[\s"']|(?<![a-z0-9_-])-|\\n)([a-z_][a-z0-9_-]{0,31}:)(?![\s|[]|\\n|\/\/)[^\s"'\\]+/gu
/** How long the list of cloud-init's `chpasswd` may be. */
const listReach = 2000

/** Hides the passwords in the list of cloud-init's `chpasswd`, which follow the users' names. */
const hideListed = (text: string): string => {
  const at = text.indexOf("chpasswd:")
  if (at === -1) return text
  const from = at + "chpasswd:".length
  const list = text.slice(from, from + listReach)
  return `${text.slice(0, from)}${list.replace(listed, (_, user: string) => `${user}${hidden}`)}${text.slice(from + listReach)}`
}

/** A text without the passwords that are handed to `chpasswd`, in either way. */
export const hideChpasswd = (text: string): string => hideListed(hidePiped(text))
