/**
 * Listeners by the name they listen for, found by any text that bears the name as whole words: `demo-eu` is found in
 * `demo-eu-md-0` and `kmc-demo-eu`, not in `demo-europe`. Finding costs a few look-ups, however many listen.
 */
export interface NameIndex<Listener> {
  readonly add: (name: string, listener: Listener) => void
  readonly remove: (name: string, listener: Listener) => void
  readonly has: (name: string) => boolean
  /** How many names are listened for. */
  readonly size: () => number
  /** Whether anybody listens for a name in the text. */
  readonly mentions: (text: string) => boolean
  /** Whoever listens for a name in the text; once, also where it listens for several. */
  readonly find: (text: string) => ReadonlySet<Listener>
}

/** Letters and digits make words; whatever else there is stands between words. */
const isWord = (code: number): boolean =>
  (code >= 0x61 && code <= 0x7a) || (code >= 0x30 && code <= 0x39) || (code >= 0x41 && code <= 0x5a)

/** Positions at which a word begins, or at which one ends. */
const edges = (text: string): { readonly starts: ReadonlyArray<number>; readonly ends: ReadonlyArray<number> } => {
  const starts: Array<number> = []
  const ends: Array<number> = []
  let inside = false
  for (let at = 0; at <= text.length; at += 1) {
    const word = at < text.length && isWord(text.charCodeAt(at))
    if (word && !inside) starts.push(at)
    if (!word && inside) ends.push(at)
    inside = word
  }
  return { starts, ends }
}

export const makeNameIndex = <Listener>(): NameIndex<Listener> => {
  const listeners = new Map<string, Set<Listener>>()
  /** How many names there are of each length: of most lengths there is none. */
  const lengths = new Map<number, number>()
  const count = (length: number, more: number) => {
    const left = (lengths.get(length) ?? 0) + more
    if (left === 0) lengths.delete(length)
    else lengths.set(length, left)
  }

  /** The listeners of each name in the text, until `enough` says so. */
  const search = (text: string, enough: (found: ReadonlySet<Listener>) => boolean): void => {
    if (listeners.size === 0) return
    const { ends, starts } = edges(text)
    for (const start of starts) {
      for (const end of ends) {
        const found = end > start && lengths.has(end - start) ? listeners.get(text.slice(start, end)) : undefined
        if (found !== undefined && enough(found)) return
      }
    }
  }

  return {
    add: (name, listener) => {
      const known = listeners.get(name)
      if (known !== undefined) return void known.add(listener)
      listeners.set(name, new Set([listener]))
      count(name.length, 1)
    },
    remove: (name, listener) => {
      const known = listeners.get(name)
      if (known === undefined || !known.delete(listener) || known.size > 0) return
      listeners.delete(name)
      count(name.length, -1)
    },
    has: (name) => listeners.has(name),
    size: () => listeners.size,
    mentions: (text) => {
      let mentioned = false
      search(text, () => {
        mentioned = true
        return true
      })
      return mentioned
    },
    find: (text) => {
      const all = new Set<Listener>()
      search(text, (found) => {
        for (const listener of found) all.add(listener)
        return false
      })
      return all
    }
  }
}
