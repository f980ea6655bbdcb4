/** How short texts read that were read lately: what conditions say is mostly what they said before, of this cluster or of another. */
export interface TextMemory {
  /** The text as it reads; found out where nobody remembers. */
  readonly recall: (text: string, understand: (text: string) => string) => string
}

/** Where nothing is remembered. */
export const noMemory: TextMemory = { recall: (text, understand) => understand(text) }

/** So many texts are remembered at least, and at most twice as many. */
const enough = 100

export const makeTextMemory = (): TextMemory => {
  let newer = new Map<string, string>()
  let older: ReadonlyMap<string, string> = new Map()
  return {
    recall: (text, understand) => {
      const known = newer.get(text)
      if (known !== undefined) return known
      const reads = older.get(text) ?? understand(text)
      if (newer.size >= enough) {
        older = newer
        newer = new Map()
      }
      newer.set(text, reads)
      return reads
    }
  }
}
