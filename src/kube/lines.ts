import { Effect, Stream } from "effect"

/** Far above etcd's limit of 1.5 MiB per object: a line that is longer has no end. */
const longestLine = 32 * 1024 * 1024

/**
 * Bytes to non-empty lines. What stands after the last line break when the stream ends was cut off by the end of the
 * connection: it is dropped, and told again when the watch resumes.
 */
export const splitLines =
  <E2>(tooLong: () => E2) =>
  <E, R>(bytes: Stream.Stream<Uint8Array, E, R>): Stream.Stream<string, E | E2, R> =>
    bytes.pipe(
      Stream.decodeText(),
      Stream.mapAccum(
        () => "",
        (rest: string, text: string) => {
          const parts = (rest + text).split("\n")
          const tail = parts.pop() ?? ""
          return [tail, tail.length > longestLine ? [...parts, undefined] : parts]
        }
      ),
      Stream.mapEffect((line) => (line === undefined ? Effect.fail(tooLong()) : Effect.succeed(line.trim()))),
      Stream.filter((line) => line !== "")
    )
