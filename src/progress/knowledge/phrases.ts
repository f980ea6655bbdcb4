import { wholePart } from "../text/wording.ts"
import { controllers } from "./controllers.ts"
import type { PhraseRow } from "./textRow.ts"

const phrases: ReadonlyArray<PhraseRow> = controllers.flatMap(({ phrases }) => phrases ?? [])

/** Where to look when a text of a normal build lasts; `undefined` where nobody knows. */
export const lookAt = (text: string): string | undefined => phrases.find(({ pattern }) => pattern.test(text))?.look

/** A text of a normal build in plain words; `undefined` where no phrase is for it. */
export const phraseFor = (text: string): string | undefined => {
  for (const phrase of phrases) {
    const match = phrase.pattern.exec(text)
    if (match !== null) return phrase.say(match)
  }
  return undefined
}

/** A text of a condition in plain words; what no phrase is for is shown as its useful part. */
export const inWords = (text: string): string => phraseFor(text) ?? wholePart(text)
