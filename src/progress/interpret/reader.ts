import { type Diagnosis, diagnose, type Subject } from "./diagnose.ts"

/** What the texts of a status have been found to say, by text and by whose it is. */
export type Readings = ReadonlyMap<string, ReadonlyMap<string, Diagnosis | undefined>>

/**
 * Diagnoses the texts of one status. Most of them stood in the one before, too, and several rules ask about each: what was found
 * then is found again without looking.
 */
export interface Reader {
  readonly diagnose: (text: string, subject: Subject) => Diagnosis | undefined
  /** What has been asked about, for the next look; the same as before where nothing was new. */
  readonly readings: () => Readings
}

export const makeReader = (before: Readings): Reader => {
  const asked = new Map<string, Map<string, Diagnosis | undefined>>()
  let news = false
  return {
    diagnose: (text, subject) => {
      const whose = `${subject.kind} ${subject.provider}`
      const known = asked.get(text) ?? new Map<string, Diagnosis | undefined>()
      asked.set(text, known)
      if (known.has(whose)) return known.get(whose)
      const earlier = before.get(text)
      const isKnown = earlier?.has(whose) === true
      if (!isKnown) news = true
      const found = isKnown ? earlier.get(whose) : diagnose(text, subject)
      known.set(whose, found)
      return found
    },
    readings: () => (news ? asked : before)
  }
}
