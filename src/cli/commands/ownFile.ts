import { constants } from "node:fs"
import { type FileHandle, open } from "node:fs/promises"
import { Data, Effect, Option, Predicate } from "effect"

/** Longer than any kubeconfig that the simulator has written. */
const longest = 65_536

const isThere = (cause: unknown): boolean => Predicate.hasProperty(cause, "code") && cause.code === "EEXIST"

/**
 * Opens a file that only its owner may read: made anew, or there already. No link is followed, and nothing is written before it
 * is known whose it is.
 */
const openOwn = async (path: string): Promise<FileHandle> => {
  const { O_CREAT, O_EXCL, O_NOFOLLOW, O_NONBLOCK, O_RDWR } = constants
  try {
    return await open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600)
  } catch (cause) {
    if (!isThere(cause)) throw cause
    return open(path, O_RDWR | O_NOFOLLOW | O_NONBLOCK)
  }
}

/** A file that cannot be written; `cause` is the system's word for it. */
export class FileError extends Data.TaggedError("FileError")<{ readonly path: string; readonly cause: unknown }> {}

/** Writes a file of our own, which begins with `mark`. `None`: what is there is somebody else's, and stays as it is. */
export const writeOwnFile = (
  path: string,
  mark: string,
  text: string
): Effect.Effect<Option.Option<string>, FileError> =>
  Effect.acquireUseRelease(
    Effect.tryPromise({ try: () => openOwn(path), catch: (cause) => new FileError({ path, cause }) }),
    (file) =>
      Effect.tryPromise({
        try: async () => {
          const stat = await file.stat()
          const before = stat.isFile() && stat.size <= longest ? await file.readFile("utf8") : undefined
          if (before === undefined || (before.trim() !== "" && !before.startsWith(mark))) return Option.none<string>()
          await file.chmod(0o600)
          await file.truncate(0)
          await file.write(text, 0)
          return Option.some(path)
        },
        catch: (cause) => new FileError({ path, cause })
      }),
    (file) => Effect.promise(() => file.close())
  )
