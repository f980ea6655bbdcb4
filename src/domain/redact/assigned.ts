import { isAlphanumeric } from "./charClasses.ts"
import { hidden, isHidden, longestMark } from "./marks.ts"
import { looksRandom } from "./random.ts"
import { kindOfName, type NameKind } from "./secretNames.ts"
import { blockEnd, bracketEnd, endOfBare, endOfGoValue, endOfPairs, quoteAt, quoteEnd } from "./values.ts"

/** Longer names are no names. */
const longestName = 64
/** How far the value of `{name: X, value: Y}` may stand behind its name. */
const pairReach = 200

// _ - .
const isNameChar = (code: number): boolean => isAlphanumeric(code) || code === 95 || code === 45 || code === 46

const isBlank = (char: string | undefined): boolean => char === " " || char === "\t"

interface Named {
  readonly name: string
  readonly start: number
  readonly quoted: boolean
}

/** Line breaks and blanks, also as they are written in JSON. */
const spaceBefore = /(?:\s|\\[nrt]){0,40}$/u
const spaceBehind = /^(?:\s|\\[nrt]){1,80}/u

/** The name that ends before a separator, perhaps in quotes, perhaps in escaped ones. */
const nameBefore = (text: string, separator: number, from: number): Named | undefined => {
  let end = separator
  for (let blanks = 0; blanks < 4 && isBlank(text[end - 1]); blanks++) end--
  // JSON may be broken into lines anywhere.
  const broken = text[end - 1] === "\n" || (text[end - 2] === "\\" && /[nrt]/u.test(text[end - 1] ?? ""))
  const space = broken ? spaceBefore.exec(text.slice(Math.max(from, end - 40), end)) : null
  const edge = end - (space?.[0].length ?? 0)
  if (text[edge - 1] === '"' || text[edge - 1] === "'") end = edge
  const quoted = text[end - 1] === '"' || text[end - 1] === "'"
  if (quoted) end--
  for (let slashes = 0; quoted && slashes < 8 && text[end - 1] === "\\"; slashes++) end--
  let start = end
  while (start > from && end - start < longestName && isNameChar(text.charCodeAt(start - 1))) start--
  // A line break that is written as `\\n` is no part of the name.
  if (text[start - 1] === "\\" && /[nrt]/u.test(text[start] ?? "")) start++
  return start >= end ? undefined : { name: text.slice(start, end), start, quoted }
}

const lineBreak = /\n|\\n/u

const firstLine = (text: string): string => text.slice(0, lineBreak.exec(text)?.index)
const lastLine = (text: string): string => {
  const written = text.lastIndexOf("\\n")
  return text.slice(Math.max(text.lastIndexOf("\n") + 1, written === -1 ? 0 : written + "\\n".length))
}

/** Whether a name begins its line: then the text has the structure of YAML, or of headers. */
const beginsLine = (text: string, start: number): boolean => {
  let at = start - 1
  while (at >= 0 && start - at < 40 && (isBlank(text[at]) || text[at] === "-" || text[at] === "*")) at--
  if (at < 0) return lineBreak.test(text)
  return text[at] === "\n" || (text[at] === "n" && text[at - 1] === "\\")
}

/** Words that say that there is no value, or which resource an API server's error is about (`secret x: secrets "x" not found`). */
const nothing = /^(?:secrets|configmaps|null|nil|none|true|false|undefined|<nil>|<none>|<set|<redacted|\*+)$/iu

const schemes = /(?:bearer|basic|digest|negotiate|token|apikey|aws4-hmac-sha256)\s+/iuy

/** A range of the text, and what stands in its place. */
interface Hit {
  readonly from: number
  readonly to: number
  readonly mark: string
}

interface Context {
  readonly separator: string
  readonly sure: boolean
  readonly go: boolean
  readonly kind: NameKind
  readonly name: string
}

const wholeLine = new Set(["authorization", "proxy-authorization", "cookie", "set-cookie"])

const valueEnd = (text: string, from: number, { go, kind, name, separator, sure }: Context): number => {
  if (wholeLine.has(name.toLowerCase())) {
    schemes.lastIndex = from
    const scheme = schemes.exec(text)?.[0] ?? ""
    return endOfPairs(text, from + scheme.length, /^(?:digest|aws4)/iu.test(scheme))
  }
  if (go) return endOfGoValue(text, from)
  const end = endOfBare(text, from, separator === ":" && sure)
  // Where lines have a meaning, a value goes on to the end of its line.
  if (kind !== "identity" && sure && separator === ":" && text.includes("\n")) {
    const line = text.indexOf("\n", from)
    const rest = text.slice(end, line === -1 ? text.length : line)
    if (!/[,;{}[\]"':]/u.test(rest)) return end + rest.trimEnd().length
  }
  return end
}

/** YAML may say of which type a value is. */
const tag = /^!{1,2}[\w/.-]{0,40}[ \t]{1,4}/u

/** Where a value begins that is not on its name's line: in quotes, or alone on a line that is indented more (YAML). */
const onNextLine = (text: string, at: number): number => {
  const from = at + (spaceBehind.exec(text.slice(at, at + 80))?.[0].length ?? 0)
  if (quoteAt(text, from) !== undefined) return from
  const ownLine = lastLine(text.slice(Math.max(0, at - 200), at))
  const indent = lastLine(text.slice(at, from)).length
  if (indent <= (/^[ -]{0,40}/u.exec(ownLine)?.[0].length ?? 0)) return at
  return /^[^\s:{[]{1,200}\s{0,4}$/u.test(firstLine(text.slice(from, from + 300))) ? from : at
}

const hitAt = (text: string, start: number, context: Context): Hit | undefined => {
  let from = start
  while (isBlank(text[from]) && from - start < 16) from++
  from += tag.exec(text.slice(from, from + 50))?.[0].length ?? 0
  if (/^(?:\n|\\[nr])/u.test(text.slice(from, from + 2)) && context.kind === "secret" && context.separator === ":")
    from = onNextLine(text, from)
  if (isHidden(text.slice(from, from + longestMark))) return undefined
  const mark = context.kind === "identity" ? "<id>" : hidden
  const block = /^[|>][+-]?\d?[ \t]*(?:\r?\n|\\n)/u.exec(text.slice(from, from + 12))
  if (block !== null && context.kind === "secret") {
    return { from, to: blockEnd(text, start, from + block[0].length), mark }
  }
  if (/^[|>][+-]? \S/u.test(text.slice(from, from + 4)) && context.kind === "secret") {
    // A block whose lines have been joined: nobody can tell where it ends.
    const end = text.indexOf("\n", from)
    return { from, to: end === -1 ? text.length : end, mark }
  }
  const quote = quoteAt(text, from)
  if (quote !== undefined) {
    const inside = from + quote.length
    const end = quoteEnd(text, inside, quote)
    const value = text.slice(inside, end)
    if (context.kind === "perhaps" && !context.sure && !looksRandom(value)) return undefined
    return value === "" || isHidden(value) ? undefined : { from: inside, to: end, mark }
  }
  const opener = /^(?:&?[\w.]{0,20}\{|(?:map|\[\](?:string|byte|uint8))?[[{])/u.exec(text.slice(from, from + 24))?.[0]
  if (opener !== undefined) {
    if (context.kind === "identity" || (context.kind === "perhaps" && !context.sure)) return undefined
    const inside = from + opener.length
    const end = bracketEnd(text, inside)
    const value = text.slice(inside, end)
    return value === "" || isHidden(value) ? undefined : { from: inside, to: end, mark }
  }
  const to = valueEnd(text, from, context)
  const value = text.slice(from, to)
  if (value === "" || isHidden(value) || nothing.test(value)) return undefined
  if (context.kind === "perhaps" && !context.sure && !looksRandom(value)) return undefined
  if (context.kind === "identity" && (!context.sure || /^<.*>$/u.test(value))) return undefined
  return { from, to, mark }
}

/** `--name ` of a secret, with its value behind it. */
const flagAt = (text: string, at: number) => {
  if (text[at + 1] !== "-" || text[at - 1] === "-" || !/[A-Za-z]/u.test(text[at + 2] ?? "")) return undefined
  const flag = /^--([\w.-]{2,64})[ \t]+(?=[^\s-])/u.exec(text.slice(at, at + 80))
  const name = flag?.[1] ?? ""
  const kind = kindOfName(name)
  return flag === null || kind === undefined ? undefined : { name, kind, end: at + flag[0].length }
}

const cookie = /^(?:set-)?cookies?$/iu
const isHeader = (name: string): boolean => /^x-[\w-]*(?:token|key|auth|signature|secret)$/iu.test(name)
const pairName = /^(?:name|key|envname)$/iu
const pairValue = /^(?:value|stringvalue|plaintext)$/iu

/**
 * A text without the values of whatever is named like a secret: in `name=value`, JSON (escaped or not), YAML, Go's `map[a:b]`
 * and `{A:b}`, headers, flags, XML, and pairs of `name` and `value`. One pass: a value that is hidden is not read again.
 */
export const hideAssigned = (text: string): string => {
  const parts: Array<string> = []
  let from = 0
  let depth = 0
  let pairUntil = -1
  const take = (hit: Hit): number => {
    parts.push(text.slice(from, hit.from), hit.mark)
    from = hit.to
    return hit.to
  }
  for (let at = 0; at < text.length; at++) {
    const char = text[at]
    if (char === "{" || char === "[") depth++
    if (char === "}" || char === "]") depth = Math.max(0, depth - 1)
    if (char === "-") {
      const flag = flagAt(text, at)
      const hit =
        flag === undefined
          ? undefined
          : hitAt(text, flag.end, { kind: flag.kind, name: flag.name, separator: "--", sure: true, go: false })
      if (hit !== undefined) at = take(hit) - 1
      continue
    }
    if (char !== "=" && char !== ":" && char !== ">") continue
    if (char === ":" && text[at + 1] === "/" && text[at + 2] === "/") continue
    const named = nameBefore(text, at, from)
    if (named === undefined) continue
    const arrow = char === "=" && text[at + 1] === ">"
    const xml = char === ">" && text[named.start - 1] === "<"
    if (char === ">" && !xml) continue
    const start = at + (arrow || text[at + 1] === "=" ? 2 : 1)
    const value = text.slice(start, start + 80)
    if (pairName.test(named.name)) {
      const said = /^[\s\\"']{0,8}([\w.-]{2,64})/u.exec(value)?.[1] ?? ""
      const kind = kindOfName(said)
      if (kind === "secret" || kind === "perhaps") pairUntil = start + said.length + pairReach
    }
    const paired = at < pairUntil && pairValue.test(named.name)
    const kind = paired ? "secret" : kindOfName(named.name)
    if (kind === undefined) continue
    if (paired) pairUntil = -1
    if (xml) {
      const end = text.indexOf("<", start)
      const closed = end > start && text.startsWith(`/${named.name}`, end + 1)
      if (closed && kind !== "identity" && !isHidden(text.slice(start, end))) {
        at = take({ from: start, to: end, mark: hidden }) - 1
      }
      continue
    }
    const go = char === ":" && !named.quoted && depth > 0 && !isBlank(text[start])
    const sure =
      char === "=" ||
      named.quoted ||
      go ||
      paired ||
      isHeader(named.name) ||
      (cookie.test(named.name) && /^\s{0,4}[^\s=;]{1,64}=/u.test(value)) ||
      (char === ":" && beginsLine(text, named.start))
    const hit = hitAt(text, start, { kind, name: named.name, separator: arrow ? "=" : char, sure, go })
    if (hit !== undefined) at = take(hit) - 1
  }
  parts.push(text.slice(from))
  return parts.join("")
}
