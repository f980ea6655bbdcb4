/** One thing that is taken off a text, or written shorter. */
export interface Replacement {
  readonly pattern: RegExp
  readonly replacement: string
  /** Whatever the pattern finds has one of these in it: a text without them is not searched. */
  readonly needs?: ReadonlyArray<string>
}

export type Step = Replacement | ((text: string) => string)

/** A short word as a pattern finds it that is blind to case. */
export const anyCase = (word: string): ReadonlyArray<string> =>
  Array.from(word).reduce<ReadonlyArray<string>>(
    (all, letter) => all.flatMap((begun) => [begun + letter.toLowerCase(), begun + letter.toUpperCase()]),
    [""]
  )

const take = (text: string, { needs, pattern, replacement }: Replacement): string =>
  needs?.some((part) => text.includes(part)) === false ? text : text.replace(pattern, replacement)

export const run = (steps: ReadonlyArray<Step>, text: string): string =>
  steps.reduce((rest, step) => (typeof step === "function" ? step(rest) : take(rest, step)), text)
