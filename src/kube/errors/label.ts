import { oneLine } from "./oneLine.ts"

/** A name or path from outside, fit for a message: short, one line, nothing that resembles a secret. */
export const label = (text: string): string => {
  const clean = oneLine(text)
  return clean.length > 200 ? `${clean.slice(0, 199)}…` : clean
}
