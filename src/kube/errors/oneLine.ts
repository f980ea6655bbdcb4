import { redact } from "../../domain/redact/redact.ts"

const longestMessage = 300

/** Another program's message, fit to be repeated: one line, at most 300 characters, nothing that resembles a secret. */
export const oneLine = (text: string): string => {
  // The patterns see a bounded text: a hostile message must cost nothing.
  const clean = redact(text.slice(0, 8 * longestMessage))
    .replace(/[\s\p{Cc}]+/gu, " ")
    .trim()
  return clean.length > longestMessage ? `${clean.slice(0, longestMessage - 1)}…` : clean
}
