import { readFile } from "node:fs/promises"
import { buffer } from "node:stream/consumers"
import { Effect } from "effect"
import { parseRecordingLine, type RecordingLine } from "../../domain/recording.ts"
import { SimulatorError } from "../errors.ts"

/** A recording to be played: at least one line, in the order of the file. */
export type Recording = readonly [RecordingLine, ...ReadonlyArray<RecordingLine>]

const refuse = (message: string) => new SimulatorError({ reason: "recording", message })

const why = (cause: unknown): string =>
  cause instanceof Error && "code" in cause && cause.code === "ENOENT"
    ? "no such file"
    : cause instanceof Error
      ? cause.message
      : String(cause)

/** UTF-8, or UTF-16 as PowerShell's `>` writes it; either may begin with a byte order mark. */
const decodeText = (bytes: Uint8Array): string =>
  new TextDecoder(bytes[0] === 0xff && bytes[1] === 0xfe ? "utf-16le" : "utf-8").decode(bytes)

export interface RecordingFile {
  readonly lines: ReadonlyArray<RecordingLine>
  /** Numbers, from 1, of the lines that are no Kubernetes watch events. */
  readonly malformed: ReadonlyArray<number>
}

/** Reads a file of recorded watch events, or stdin where it is `-`, as far as it can be read. */
export const readRecordingFile = Effect.fn("readRecordingFile")(function* (path: string) {
  const text = yield* Effect.tryPromise({
    try: async () => decodeText(await (path === "-" ? buffer(process.stdin) : readFile(path))),
    catch: (cause) => refuse(`cannot read the recording ${path}: ${why(cause)}`)
  })
  const lines: Array<RecordingLine> = []
  const malformed: Array<number> = []
  for (const [index, raw] of text.split("\n").entries()) {
    const parsed = parseRecordingLine(raw)
    if (parsed._tag === "Malformed") malformed.push(index + 1)
    if (parsed._tag === "Lines") lines.push(...parsed.lines)
  }
  return { lines, malformed } satisfies RecordingFile
})

/** Reads a recording to be played; a malformed line fails it, by its number. */
export const readRecording = Effect.fn("readRecording")(function* (path: string) {
  const { lines, malformed } = yield* readRecordingFile(path)
  const [line] = malformed
  if (line !== undefined) {
    return yield* refuse(`the recording ${path} is malformed: line ${line} is not a Kubernetes watch event`)
  }
  const [first, ...rest] = lines
  if (first === undefined) return yield* refuse(`the recording ${path} holds no watch event`)
  return [first, ...rest] satisfies Recording
})
