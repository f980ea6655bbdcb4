/** One thing that is taken off a text, or written shorter. */
export type Step = { readonly pattern: RegExp; readonly replacement: string } | ((text: string) => string)

export const run = (steps: ReadonlyArray<Step>, text: string): string =>
  steps.reduce(
    (rest, step) => (typeof step === "function" ? step(rest) : rest.replace(step.pattern, step.replacement)),
    text
  )
