import { constants, type Stats } from "node:fs"
import { open, readlink, stat } from "node:fs/promises"
import { devNull } from "node:os"
import { Data, Effect, Predicate } from "effect"
import { label } from "../errors/label.ts"

/** A file that cannot be used. `says` follows its name in a sentence: `does not exist`. */
export class FileFault extends Data.TaggedError("FileFault")<{
  readonly path: string
  readonly absent: boolean
  readonly says: string
}> {}

/** Far more than any kubeconfig, certificate or token needs. */
const largestFile = 16 * 1024 * 1024

const meanings: ReadonlyMap<string, string> = new Map([
  ["ENOENT", "does not exist"],
  ["ENOTDIR", "does not exist: a part of its path is a file"],
  ["EISDIR", "is a directory, not a file"],
  ["EACCES", "may not be read by this user"],
  ["EPERM", "may not be read by this user"],
  ["ELOOP", "is a link that leads to itself"],
  ["ENAMETOOLONG", "has a name that is too long"],
  ["ENXIO", "is not a regular file"]
])

const codeOf = (cause: unknown): string =>
  Predicate.hasProperty(cause, "code") && Predicate.isString(cause.code) ? cause.code : ""

const faultOf = (path: string, cause: unknown): FileFault => {
  const code = codeOf(cause)
  const says = meanings.get(code) ?? `cannot be read${code === "" ? "" : ` (${code})`}`
  return new FileFault({ path, absent: code === "ENOENT" || code === "ENOTDIR", says })
}

const attempt = <A>(path: string, run: () => Promise<A>): Effect.Effect<A, FileFault> =>
  Effect.tryPromise({ try: run, catch: (cause) => faultOf(path, cause) })

/** Whether it is the device that holds nothing: what stands for no file, `KUBECONFIG=/dev/null`. */
const isNullDevice = ({ rdev }: Stats): Effect.Effect<boolean> =>
  attempt(devNull, () => stat(devNull)).pipe(
    Effect.match({ onFailure: () => false, onSuccess: (none) => none.isCharacterDevice() && none.rdev === rdev })
  )

/**
 * The bytes of a regular file. It is opened without waiting, so that a named pipe in the place of a file costs no
 * thread, and looked at before it is read, because a device has no end.
 */
export const readSmallFile = (path: string): Effect.Effect<Buffer, FileFault> =>
  Effect.acquireUseRelease(
    attempt(path, () => open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))),
    (file) =>
      Effect.gen(function* () {
        const refuse = (says: string) => new FileFault({ path, absent: false, says })
        const stats = yield* attempt(path, () => file.stat())
        if (stats.isDirectory()) return yield* refuse("is a directory, not a file")
        if (stats.isCharacterDevice() && (yield* isNullDevice(stats))) return Buffer.alloc(0)
        if (!stats.isFile()) return yield* refuse("is not a regular file but a pipe, a socket or a device")
        if (stats.size > largestFile) return yield* refuse("is too large to be one")
        return yield* attempt(path, () => file.readFile())
      }),
    (file) => Effect.promise(() => file.close())
  )

/** How a file is not there, in words that follow its name. */
export const absenceOf = (path: string): Effect.Effect<string> =>
  attempt(path, () => readlink(path)).pipe(
    Effect.match({
      onFailure: ({ says }) => (says.startsWith("does not exist") ? says : "does not exist"),
      onSuccess: (target) => `is a link to ${label(target)}, which does not exist`
    })
  )

/** What changes when a file is written, replaced or removed. A path that cannot be looked at has a stamp, too. */
export type Stamps = ReadonlyMap<string, string>

const stampOf = (path: string): Effect.Effect<string> =>
  Effect.tryPromise({ try: () => stat(path, { bigint: true }), catch: codeOf }).pipe(
    Effect.match({
      onFailure: (code) => code,
      onSuccess: ({ dev, ino, mtimeNs, size }) => `${dev} ${ino} ${size} ${mtimeNs}`
    })
  )

/** Stamps are taken before the files are read: a change in between is then noticed the next time. */
export const stampsOf = (paths: Iterable<string>): Effect.Effect<Stamps> =>
  Effect.map(
    Effect.forEach([...new Set(paths)], (path) => Effect.map(stampOf(path), (stamp) => [path, stamp] as const), {
      concurrency: 8
    }),
    (entries) => new Map(entries)
  )

export const isUnchanged = (before: Stamps): Effect.Effect<boolean> =>
  Effect.map(stampsOf(before.keys()), (now) => [...before].every(([path, stamp]) => now.get(path) === stamp))

/** Whether none of the files is there any more: they are being replaced, perhaps. */
export const areGone = (before: Stamps): Effect.Effect<boolean> =>
  Effect.map(stampsOf(before.keys()), (now) => [...now.values()].every((stamp) => stamp === "ENOENT"))
