import { trimmedEnd } from "../../domain/text/trim.ts"
import { deepest, namesSomething } from "./clauses.ts"
import { run, type Step } from "./steps.ts"

/** What goes first where a text is too long: whoever refused is told by the advice, and to whom by the object. */
const preambles: ReadonlyArray<Step> = [
  { pattern: /\bserver-side apply failed for object \S{1,253} \S{1,253}, Kind=\w{1,63}: /gu, replacement: "" },
  { pattern: /\bcannot patch "[^"]{1,253}" with kind \w{1,63}: /gu, replacement: "" },
  { pattern: /\badmission webhook "[^"]{1,253}" denied the request: /gu, replacement: "" },
  { pattern: /(?<![\w.-])(\w{1,63})\.[\w.-]{1,253} "([^"]{1,253})" is invalid: /gu, replacement: "$1 $2: " },
  { pattern: /\bfailed calling webhook ("[^"]{1,253}"): failed to call webhook: /gu, replacement: "webhook $1: " },
  { pattern: /\bYou are not authorized to perform this operation\. (?=User: )/gu, replacement: "" },
  { pattern: /^\w{1,63} [\w.-]{1,253}: (?=[A-Z]\w{1,63}: )/gu, replacement: "" },
  { pattern: /\bInternal error occurred: /gu, replacement: "" }
]

/** Where to ask for what is missing, which the advice says in other words. */
const links: ReadonlyArray<Step> = [
  {
    pattern: / (?:Please visit|Enable it by visiting) https?:\/\/(?:[^.]|\.(?=\S)){1,300}\.?(?=\s|$)/gu,
    replacement: ""
  }
]

/** Where a clause ends, the strongest first. */
const boundaries: ReadonlyArray<string> = [": ", "; ", ", "]
const shortest = 12

/** The last sentence, else the last clauses that fit into `room`: the cause stands there, or what to do about it. */
const ending = (text: string, room: number): string => {
  const from = Math.max(0, text.length - room - 2)
  const sentence = text.lastIndexOf(". ", text.length - shortest)
  if (sentence >= from) return text.slice(sentence + 2)
  for (const boundary of boundaries) {
    const at = text.indexOf(boundary, from)
    if (at !== -1 && at + boundary.length < text.length - shortest) return text.slice(at + boundary.length)
  }
  return ""
}

const beginning = (text: string, room: number): string => {
  const cut = text.slice(0, Math.max(0, room))
  const blank = cut.lastIndexOf(" ")
  return trimmedEnd(blank > room * 0.6 ? cut.slice(0, blank) : cut, " ,;:.…")
}

/** The beginning and the end, where it cannot be said shorter. */
const elide = (text: string, max: number): string => {
  if (max <= 1) return text.slice(0, max)
  const end = max < 60 ? "" : ending(text, Math.floor(max * 0.6))
  return end === "" ? `${beginning(text, max - 1)}…` : `${beginning(text, max - end.length - 2)}… ${end}`
}

const betweenSentences = /(?<=[.!?]) (?=[A-Z(])/u

/** A text whose middle loses the sentences that name nothing, the last first, until it fits. */
const withoutFiller = (text: string, max: number): string => {
  const sentences = text.split(betweenSentences)
  let length = text.length
  const kept = sentences.toReversed().filter((one, at) => {
    const last = at === 0
    const first = at === sentences.length - 1
    if (length <= max || first || last || namesSomething(one)) return true
    length -= one.length + 1
    return false
  })
  return kept.toReversed().join(" ")
}

/** What is comfortable to read: from there on, what says least goes; the rest may be longer than that. */
const comfortable = 0.8

/** Fits a text into `max` characters: preambles go first, then what names nothing, then wrappers with their values, then the middle. */
export const shorten = (text: string, max: number): string => {
  if (text.length <= max * comfortable) return text
  const plain = deepest(run(preambles, text))
  if (plain.length <= max) return plain
  const cause = deepest(withoutFiller(run(links, plain), max), true)
  return cause.length <= max ? cause : elide(cause, max)
}
