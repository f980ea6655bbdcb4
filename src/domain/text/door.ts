import { redact } from "../redact/redact.ts"
import { oneLine, visible } from "./characters.ts"
import { shorten } from "./shorten.ts"
import { noMemory, type TextMemory } from "./textMemory.ts"

/**
 * The bounds of what one object may say, in characters. Names: Kubernetes' own (validation of names, API conventions for
 * conditions and events); texts: what a person reads.
 */
export const bounds = {
  /** A name, a version, a uid. */
  name: 253,
  namespace: 63,
  kind: 63,
  /** A condition's type with its prefix. */
  type: 316,
  /** A reason, a service's state: CamelCase words. */
  word: 128,
  /** A message as it is kept; of its last part always so much. */
  message: 4096,
  messageTail: 1024,
  /** A message as it is read: more than is kept, so that nothing is cut apart before its secrets are found. */
  read: 8192,
  readTail: 2048,
  /**
   * All texts of one object together. Each may have its part of what the ones before it have left, so that the last of many is
   * read, too, and none of a few is cut; what comes when all is spent is not read at all.
   */
  object: 49_152,
  part: 6,
  least: 256
} as const

const dnsName = /^[a-z0-9][a-z0-9.-]{0,252}$/u
// A reason, a kind, a type: letters alone, too few for a key, and not like the keys that need no digits.
const plainWord = /^(?!.*(?:eyJ|LTAI|[A-Z]{12}))[A-Za-z]{1,23}$/u

/** Whether the redaction would certainly leave a word as it is: most words of conditions and events are such. */
export const isPlainWord = (text: string): boolean => plainWord.test(text)

const section = /^(?=\* [A-Z])/mu
const mostSections = 40

/** A long message, each of its conditions cut by itself: which ones are listed tells more than how the last one ends. */
const fitted = (text: string, room: number): string => {
  if (text.length <= room) return text
  const sections = text.slice(0, 8 * bounds.read).split(section)
  const share = Math.floor(room / sections.length)
  if (sections.length < 2 || sections.length > mostSections || share < bounds.least) {
    return shorten(text, room, Math.min(bounds.readTail, Math.floor(room / 4)))
  }
  return sections.map((part) => shorten(part.trimEnd(), share, Math.floor(share / 4))).join("\n")
}

const clean = (text: string): string => redact(visible(text))

/**
 * What one object from outside says, on its way in: visible characters only, bounded, without secrets. It remembers what it has
 * read (the same text often stands in many places of an object) and lives as long as the object is decoded; `memory` is what
 * outlives it, of texts so short that none is ever cut.
 */
export interface Door {
  /** A message in its lines, for whoever reads their structure. */
  readonly lines: (text: string) => string
  /** The same on one line, as it is shown. */
  readonly message: (text: string) => string
  /** A name or a word, at most so long; what is a valid name of an object stays as it is. */
  readonly name: (text: string, max?: number) => string
}

export const makeDoor = (memory: TextMemory = noMemory): Door => {
  const texts = new Map<string, string>()
  const names = new Map<string, string>()
  let left: number = bounds.object

  const admit = (text: string): string => {
    if (left <= 0) return ""
    if (text.length <= bounds.least) {
      left -= text.length
      return memory.recall(text, clean)
    }
    const part = fitted(text, Math.min(bounds.read, Math.max(bounds.least, Math.floor(left / bounds.part))))
    left -= part.length
    return clean(part)
  }
  const once = (known: Map<string, string>, text: string, understand: (text: string) => string): string => {
    const before = known.get(text)
    if (before !== undefined) return before
    const after = understand(text)
    known.set(text, after)
    return after
  }
  const lines = (text: string): string => once(texts, text, admit)

  return {
    lines,
    message: (text) => shorten(lines(text).replace(/\s+/gu, " ").trim(), bounds.message, bounds.messageTail),
    name: (text, max = bounds.name) =>
      text.length <= max && (dnsName.test(text) || isPlainWord(text))
        ? text
        : shorten(
            once(names, text.slice(0, 2 * max), (name) => oneLine(admit(name))),
            max
          )
  }
}

/** One text alone, on one line: of an error, of a file, of another program. */
export const outsideText = (text: string, max: number = bounds.message): string =>
  shorten(makeDoor().message(text), max, Math.floor(max / 4))
