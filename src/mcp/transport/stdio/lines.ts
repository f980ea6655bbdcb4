/** What one line of input turned out to be. */
export type Line =
  | { readonly _tag: "Text"; readonly text: string }
  /** Bytes that are not UTF-8. */
  | { readonly _tag: "Undecodable" }
  /** Longer than allowed; its text was not kept. */
  | { readonly _tag: "TooLong"; readonly maxBytes: number }

const newline = 0x0a

/**
 * Cuts a byte stream into lines, wherever the chunks end. Holds at most `maxBytes` of an unfinished line: a longer one is
 * told once, as `TooLong`, and skipped to its end. `rest` is what stands after the last line break when the stream ends:
 * a line, too.
 */
export const makeLineCutter = (maxBytes: number) => {
  const decoder = new TextDecoder("utf-8", { fatal: true })
  let parts: Array<Uint8Array> = []
  let size = 0
  let skipping = false

  const decode = (bytes: Uint8Array): Line => {
    try {
      return { _tag: "Text", text: decoder.decode(bytes) }
    } catch {
      return { _tag: "Undecodable" }
    }
  }

  const push = (chunk: Uint8Array): ReadonlyArray<Line> => {
    const lines: Array<Line> = []
    let from = 0
    while (from < chunk.length) {
      const end = chunk.indexOf(newline, from)
      const part = chunk.subarray(from, end < 0 ? chunk.length : end)
      if (!skipping) {
        size += part.length
        if (size > maxBytes) {
          lines.push({ _tag: "TooLong", maxBytes })
          skipping = true
          parts = []
        } else if (part.length > 0) {
          parts.push(part)
        }
      }
      if (end < 0) break
      if (!skipping) lines.push(decode(Buffer.concat(parts)))
      parts = []
      size = 0
      skipping = false
      from = end + 1
    }
    return lines
  }

  const rest = (): ReadonlyArray<Line> => (size === 0 || skipping ? [] : push(Uint8Array.of(newline)))

  return { push, rest }
}
