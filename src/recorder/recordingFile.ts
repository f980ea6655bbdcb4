import { type FileHandle, open } from "node:fs/promises"
import { Data, Effect } from "effect"
import { printRecordingLine, type RecordingLine } from "../domain/recording.ts"

/** The file cannot be written. `message` is one line. */
export class RecordingFileError extends Data.TaggedError("RecordingFileError")<{ readonly message: string }> {}

const failed = (path: string) => (cause: unknown) =>
  new RecordingFileError({
    message: `cannot write the recording ${path}: ${cause instanceof Error ? cause.message : String(cause)}`
  })

export const printLines = (lines: ReadonlyArray<RecordingLine>): string =>
  lines.map((line) => `${printRecordingLine(line)}\n`).join("")

/** Whether the last line is whole: a machine that goes down in the middle of one leaves it without its end. */
const endsWithLine = async (file: FileHandle): Promise<boolean> => {
  const { size } = await file.stat()
  if (size === 0) return true
  const { buffer } = await file.read({ buffer: Buffer.alloc(1), position: size - 1 })
  return buffer.toString() === "\n"
}

/**
 * A file that lines are appended to, and nothing else is ever done with: what it holds stays, whatever happens to the
 * process or the machine, and a line that was cut off stands by itself. It is readable by its owner alone, and closed with the
 * scope.
 */
export const openRecordingFile = Effect.fn("openRecordingFile")(function* (path: string) {
  const file = yield* Effect.acquireRelease(
    Effect.tryPromise({ try: () => open(path, "a+", 0o600), catch: failed(path) }),
    (file) => Effect.promise(() => file.close())
  )
  yield* Effect.tryPromise({
    try: async () => {
      const isFile = (await file.stat()).isFile()
      if (isFile && !(await endsWithLine(file))) await file.appendFile("\n")
    },
    catch: failed(path)
  })
  return (lines: ReadonlyArray<RecordingLine>) =>
    Effect.tryPromise({
      try: async () => {
        await file.appendFile(printLines(lines))
        await file.datasync()
      },
      catch: failed(path)
    })
})
