/** One line of the table. */
export interface Row {
  readonly what: string
  readonly rival: string
  readonly unit: "x" | "MiB" | "ms" | "%"
  /** The most that is good enough. */
  readonly goal: number
  readonly value: number
  /** What it would take to meet the goal, where it is missed. */
  readonly takes?: string
}

const median = (values: ReadonlyArray<number>): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

/** The rows of several rounds as one: the median of each. */
export const medians = (rounds: ReadonlyArray<ReadonlyArray<Row>>): ReadonlyArray<Row> =>
  (rounds[0] ?? []).map((row, index) => ({
    ...row,
    value: median(rounds.map((round) => round[index]?.value ?? Number.NaN))
  }))

/** The value below which this part of all lies. */
export const percentile = (values: ReadonlyArray<number>, part: number): number =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * part))] ?? Number.NaN

export const amount = (value: number, unit: Row["unit"]): string =>
  unit === "x" ? `${value.toFixed(2)} x` : `${value.toFixed(value < 10 ? 1 : 0)} ${unit}`

export const isMet = ({ goal, value }: Row): boolean => value <= goal
