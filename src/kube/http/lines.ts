import { StringDecoder } from "node:string_decoder"
import { isModest } from "./modest.ts"

/** Far above etcd's limit of 1.5 MiB per object: a line that is longer has no end. */
const longestLine = 4 * 1024 * 1024
/** A line of this length is looked at before it is parsed. */
const longLine = 256 * 1024
const mostBrackets = 200_000

/**
 * Cuts bytes into non-empty lines, wherever the pieces end. What stands after the last line break when the bytes end was
 * cut off by the end of the connection: it is dropped, and told again when the watch resumes.
 */
export interface LineCutter {
  /** The lines that end in this piece; `undefined` where a line has no end, or a shape that no object has. */
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
      const strange = size > longest || lines.some((line) => line.length > longLine && !isModest(line, mostBrackets))
      return strange ? undefined : lines.filter((line) => line.trim() !== "")
    }
  }
}
