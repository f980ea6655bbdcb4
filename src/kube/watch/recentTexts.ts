/**
 * The newest texts, up to so many bytes. They are kept as bytes outside of V8's heap: in a storm a text is forgotten within a
 * second, and to move it from generation to generation until then would cost more than to write it down.
 */
export interface RecentTexts {
  /** A text that is larger than half of the room is not kept. */
  readonly remember: (text: string) => void
  /** All that is remembered, oldest first. It is forgotten with that. */
  readonly takeAll: () => ReadonlyArray<string>
}

/** Half of the room: when it is full, the other half, which is older, is written over. */
interface Page {
  readonly bytes: Buffer
  readonly ends: Array<number>
}

const lengthOf = ({ ends }: Page): number => ends.at(-1) ?? 0

const textsOf = ({ bytes, ends }: Page): ReadonlyArray<string> =>
  ends.map((end, index) => bytes.toString("utf8", ends[index - 1] ?? 0, end))

/** Three bytes of UTF-8 are the most that one character of a string takes. */
const fits = (text: string, room: number): boolean => 3 * text.length <= room || Buffer.byteLength(text) <= room

export const makeRecentTexts = (bytes: number): RecentTexts => {
  const half = Math.floor(bytes / 2)
  // Memory that nobody has written to is not resident.
  const emptyPage = (): Page => ({ bytes: Buffer.allocUnsafeSlow(half), ends: [] })
  let pages: readonly [older: Page, newer: Page] | undefined
  const pageFor = (text: string): Page => {
    const [older, newer] = pages ?? [emptyPage(), emptyPage()]
    pages = [older, newer]
    if (fits(text, half - lengthOf(newer))) return newer
    older.ends.length = 0
    pages = [newer, older]
    return older
  }
  return {
    remember: (text) => {
      if (!fits(text, half)) return
      const page = pageFor(text)
      const from = lengthOf(page)
      page.ends.push(from + page.bytes.write(text, from))
    },
    takeAll: () => {
      const all = (pages ?? []).flatMap(textsOf)
      for (const { ends } of pages ?? []) ends.length = 0
      return all
    }
  }
}
