import { redact } from "../../domain/redact/redact.ts"
import { deepest } from "./clauses.ts"
import { envelopes, formatDamage } from "./envelopes.ts"
import { openJson } from "./json.ts"
import { litter } from "./litter.ts"
import { shorten } from "./shorten.ts"
import { run } from "./steps.ts"

const defaultMax = 300
// A condition's message may have 32 KB; what is not said in the first few is not said at all.
export const longestText = 8192

const refine = (text: string, max: number, peel: (text: string) => string): string => {
  const folded = redact(run(formatDamage, text.replace(/[ \t]{2,}/gu, " "))).replace(
    /\s{0,2}(?:\r?\n|(?:\\{1,4}r)?\\{1,4}n|\\{1,4}t)\s{0,40}(?:\* )?/gu,
    " "
  )
  return shorten(peel(run(litter, openJson(run(envelopes, folded)))), max)
}

const refined = (text: string, max: number, peel: (text: string) => string): string => {
  let previous = text.slice(0, longestText)
  // Unwrapping one envelope may uncover another; texts seldom have more than three, and every step only shortens.
  for (let round = 0; round < 6; round++) {
    const next = refine(previous, max, peel)
    if (next === previous) break
    previous = next
  }
  return previous
}

/**
 * The part of an error text that a person can use: one line, the deepest cause, with the cloud's own error code and every
 * name and number that there is room for, without request ids, timestamps and secrets; never longer than `max` characters.
 * Idempotent.
 */
export const usefulPart = (text: string, max: number = defaultMax): string => refined(text, max, deepest)

/** The same of a text that nobody knows: what was tried may stand in its wrappers alone, so they stay where there is room. */
export const wholePart = (text: string, max: number = defaultMax): string => refined(text, max, (whole) => whole)
