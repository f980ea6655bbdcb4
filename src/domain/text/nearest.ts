/** Letters to change, add, take away or swap with their neighbour until one word is the other. */
const distance = (one: string, other: string): number => {
  let twoBack: ReadonlyArray<number> = []
  let back: ReadonlyArray<number> = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (let at = 1; at <= one.length; at++) {
    const row = [at]
    for (let to = 1; to <= other.length; to++) {
      const replaced = (back[to - 1] ?? 0) + (one[at - 1] === other[to - 1] ? 0 : 1)
      const swapped =
        at > 1 && to > 1 && one[at - 1] === other[to - 2] && one[at - 2] === other[to - 1]
          ? (twoBack[to - 2] ?? 0) + 1
          : Number.POSITIVE_INFINITY
      row.push(Math.min(replaced, swapped, (back[to] ?? 0) + 1, (row[to - 1] ?? 0) + 1))
    }
    twoBack = back
    back = row
  }
  return back.at(-1) ?? 0
}

/** Longer words are no slips of a finger, and cost too much to compare. */
const longest = 200
const most = 500

/** A word without what is easily got wrong: case, blanks and quotes around it, `_` for `-`. */
const plain = (word: string): string =>
  word
    .replaceAll(/^[\s"']+|[\s"']+$/gu, "")
    .toLowerCase()
    .replaceAll("_", "-")

/** The one of the candidates that was meant by a word that is none of them, if it is near enough to one. */
export const nearest = (word: string, candidates: ReadonlyArray<string>): string | undefined => {
  if (word.length > longest) return undefined
  const wanted = plain(word)
  const allowed = Math.max(1, Math.min(3, Math.floor(wanted.length / 3)))
  const measured = candidates
    .slice(0, most)
    .map((candidate) => ({ candidate, form: plain(candidate) }))
    .filter(({ form }) => Math.abs(form.length - wanted.length) <= allowed)
    .map(({ candidate, form }) => ({ candidate, away: distance(wanted, form) }))
    .toSorted((one, other) => one.away - other.away)
  return measured[0] !== undefined && measured[0].away <= allowed ? measured[0].candidate : undefined
}
