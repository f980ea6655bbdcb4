import { isAlphanumeric } from "../../domain/redact/charClasses.ts"

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

export const makeNameIndex = <Listener>(): NameIndex<Listener> => {
  const listeners = new Map<string, Set<Listener>>()
  /** How many names there are of each length: of most lengths there is none. */
  const counts = new Map<number, number>()
  /** The lengths of which there is a name, shortest first. */
  let lengths: ReadonlyArray<number> = []
  const count = (length: number, more: number) => {
    const left = (counts.get(length) ?? 0) + more
    if (left === 0) counts.delete(length)
    else counts.set(length, left)
    if (left === 0 || left === more) lengths = [...counts.keys()].toSorted((a, b) => a - b)
  }

  /** The listeners of each name in the text, until `enough` says so. */
  const search = (text: string, enough: (found: ReadonlySet<Listener>) => boolean): void => {
    // Letters and digits make words; whatever else there is stands between words.
    let inside = false
    for (let start = 0; start < text.length; start += 1) {
      const word = isAlphanumeric(text.charCodeAt(start))
      const begins = word && !inside
      inside = word
      if (!begins) continue
      for (const length of lengths) {
        const end = start + length
        if (end > text.length) break
        if (!isAlphanumeric(text.charCodeAt(end - 1)) || isAlphanumeric(text.charCodeAt(end))) continue
        const found = listeners.get(text.slice(start, end))
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
