/** A list that is not parsed: itself without its items, and each item as it stands there. */
export interface CutList {
  readonly list: string
  readonly count: number
  /** Each becomes a text only when its turn comes. */
  readonly items: Iterable<string>
}

const itemsBegin = '"items":['
// How the first item begins, up to its metadata: `{"metadata":{`, or that after its apiVersion and kind.
const opening = /^\{(?:"(?:apiVersion|kind)":"[^"\\]*",)*"metadata":\{/u
const longestOpening = 300

/** Where the text ends, but for a line break. */
const endOf = (bytes: Buffer): number => (bytes.at(-1) === 0x0a ? bytes.length - 1 : bytes.length)

/**
 * Cuts a list into its items without parsing it: parsed as a whole, a page of objects outlives the collection of what is young,
 * and most of what it holds is wanted by nobody. Such text as Go and JavaScript write, with the items last and all beginning
 * alike; `undefined` for any other. No string can hold the cut: a quote within one is escaped. But a list within an item
 * may; then a piece is no JSON by itself, and the list has to be parsed as a whole.
 */
export const cutList = (bytes: Buffer): CutList | undefined => {
  const begin = bytes.indexOf(itemsBegin)
  const end = endOf(bytes)
  if (begin < 0 || bytes.toString("utf8", end - 3, end) !== "}]}") return undefined
  const first = begin + itemsBegin.length
  const start = opening.exec(bytes.toString("utf8", first, first + longestOpening))?.[0]
  if (start === undefined) return undefined
  const last = end - "]}".length
  const cut = Buffer.from(`},${start}`)
  const ends: Array<number> = []
  for (let at = bytes.indexOf(cut, first); at >= 0; at = bytes.indexOf(cut, at + 1)) ends.push(at + 1)
  ends.push(last)
  const items = function* () {
    let from = first
    for (const to of ends) {
      yield bytes.toString("utf8", from, to)
      from = to + 1
    }
  }
  return { list: `${bytes.toString("utf8", 0, first)}]}`, count: ends.length, items: { [Symbol.iterator]: items } }
}
