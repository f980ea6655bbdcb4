/** One thing that is taken off a text, or written shorter. */
export interface Step {
  readonly pattern: RegExp
  readonly replacement: string
}

export const run = (steps: ReadonlyArray<Step>, text: string): string =>
  steps.reduce((rest, step) => rest.replace(step.pattern, step.replacement), text)
