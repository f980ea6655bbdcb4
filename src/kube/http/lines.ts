import { Effect, Stream } from "effect"

/** Far above etcd's limit of 1.5 MiB per object: a line that is longer has no end. */
const longestLine = 32 * 1024 * 1024

// Only what is new is searched, so that a long line in many pieces costs no more than its length.
const cutLines = (rest: string, text: string): readonly [string, ReadonlyArray<string | undefined>] => {
  const [first = "", ...others] = text.split("\n")
  const last = others.pop()
  if (last !== undefined) return [last, [rest + first, ...others]]
  const grown = rest + first
  return grown.length > longestLine ? ["", [undefined]] : [grown, []]
}

/**
 * Bytes to non-empty lines. What stands after the last line break when the stream ends was cut off by the end of the
 * connection: it is dropped, and told again when the watch resumes.
 */
export const splitLines =
  <E2>(tooLong: () => E2) =>
  <E, R>(bytes: Stream.Stream<Uint8Array, E, R>): Stream.Stream<string, E | E2, R> =>
    bytes.pipe(
      Stream.decodeText(),
      Stream.mapAccum(() => "", cutLines),
      Stream.mapEffect((line) => (line === undefined ? Effect.fail(tooLong()) : Effect.succeed(line.trim()))),
      Stream.filter((line) => line !== "")
    )
