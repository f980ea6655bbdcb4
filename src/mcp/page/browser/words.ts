const units: ReadonlyArray<readonly [number, string]> = [
  [86_400, "d"],
  [3600, "h"],
  [60, "min"],
  [1, "s"]
]

/** A duration in the two units that matter: 3 h 12 min. */
export const duration = (seconds: number): string => {
  let rest = Math.max(0, Math.round(seconds))
  const parts: Array<string> = []
  for (const [size, unit] of units) {
    const count = Math.floor(rest / size)
    rest -= count * size
    if (count > 0) parts.push(`${count} ${unit}`)
    else if (parts.length > 0) break
    if (parts.length === 2) break
  }
  return parts.length === 0 ? "0 s" : parts.join(" ")
}

const clock = new Intl.DateTimeFormat("en-GB", { timeStyle: "medium" })
const calendar = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "medium" })

/** A time of day; with its date where it is not today. Empty where it is no time. */
export const time = (instant: string): string => {
  const date = new Date(instant)
  if (Number.isNaN(date.getTime())) return ""
  return date.toDateString() === new Date().toDateString() ? clock.format(date) : calendar.format(date)
}
