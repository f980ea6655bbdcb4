/** One thing that was looked at. */
export interface Finding {
  /** What was looked at, in a word or two: `kubeconfig`. */
  readonly check: string
  /** `error`: the program cannot work. `warning`: it works, but less well than it could. */
  readonly level: "ok" | "warning" | "error"
  readonly says: string
  /** What to do about it. */
  readonly remedy?: string
}

const of =
  (level: Finding["level"]) =>
  (check: string, says: string, remedy?: string): Finding => ({
    check,
    level,
    says,
    ...(remedy === undefined ? {} : { remedy })
  })

export const ok = of("ok")
export const warning = of("warning")
export const error = of("error")

const marks: Readonly<Record<Finding["level"], string>> = { ok: "✔", warning: "!", error: "✖" }
const column = 14

/** One finding as a person reads it, its remedy on a line of its own. */
export const inLines = ({ check, level, remedy, says }: Finding): ReadonlyArray<string> => [
  `${marks[level]} ${check.padEnd(column)}${says}`,
  ...(remedy === undefined ? [] : [`${" ".repeat(column + 2)}→ ${remedy}`])
]
