import { HashSet } from "effect"

/**
 * A set that remembers the last `capacity` to twice as many entries: when the newer half is full, the older half is
 * forgotten. Keeps a subscription's memory bounded however long it lives.
 */
export interface Recent {
  readonly capacity: number
  readonly newer: HashSet.HashSet<string>
  readonly older: HashSet.HashSet<string>
}

export const emptyRecent = (capacity: number): Recent => ({
  capacity,
  newer: HashSet.empty(),
  older: HashSet.empty()
})

export const hasRecent = (recent: Recent, entry: string): boolean =>
  HashSet.has(recent.newer, entry) || HashSet.has(recent.older, entry)

export const addRecent = (recent: Recent, entry: string): Recent => {
  if (HashSet.has(recent.newer, entry)) return recent
  return HashSet.size(recent.newer) >= recent.capacity
    ? { ...recent, newer: HashSet.make(entry), older: recent.newer }
    : { ...recent, newer: HashSet.add(recent.newer, entry) }
}
