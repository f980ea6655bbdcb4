import { StringDecoder } from "node:string_decoder"

/** Far above etcd's limit of 1.5 MiB per object: a line that is longer has no end. */
const longestLine = 32 * 1024 * 1024

/**
 * Cuts bytes into non-empty lines, wherever the pieces end. What stands after the last line break when the bytes end was
 * cut off by the end of the connection: it is dropped, and told again when the watch resumes.
 */
export interface LineCutter {
  /** The lines that end in this piece; `undefined` where a line has no end. */
  readonly cut: (piece: Buffer) => ReadonlyArray<string> | undefined
}

export const makeLineCutter = (longest = longestLine): LineCutter => {
  const decoder = new StringDecoder("utf8")
  // Pieces of one long line are put together once, when it ends: it costs no more than its length.
  let unfinished: Array<string> = []
  let size = 0
  return {
    cut: (piece) => {
      const lines = decoder.write(piece).split("\n")
      const rest = lines.pop() ?? ""
      if (lines.length > 0) {
        lines[0] = unfinished.join("") + (lines[0] ?? "")
        unfinished = []
        size = 0
      }
      if (rest !== "") unfinished.push(rest)
      size += rest.length
      return size > longest ? undefined : lines.filter((line) => line.trim() !== "")
    }
  }
}
