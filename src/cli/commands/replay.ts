import { Console, Effect, Option } from "effect"
import { type ClusterTarget, targetKey } from "../../domain/names.ts"
import { clustersIn, replay } from "../../progress/replay.ts"
import { readRecordingFile } from "../../simulator/player/recordings.ts"
import { parseTarget } from "../target.ts"
import { originOf, renderPlain } from "../terminal/view.ts"
import { parseFlags, UsageError } from "../usage.ts"

const chooseTarget = (
  asked: string | undefined,
  held: ReadonlyArray<ClusterTarget>,
  files: string
): Effect.Effect<ClusterTarget, UsageError> => {
  const names = held.map(targetKey)
  const [only] = held
  if (only === undefined) {
    return Effect.fail(new UsageError({ message: `replay: ${files} holds no ClusterDeployment` }))
  }
  if (asked === undefined) {
    return held.length === 1
      ? Effect.succeed(only)
      : Effect.fail(
          new UsageError({
            message: `replay: ${files} holds ${held.length} ClusterDeployments, name one with --cluster: ${names.join(", ")}`
          })
        )
  }
  const target = parseTarget(asked)
  if (Option.isNone(target)) {
    return Effect.fail(
      new UsageError({ message: `replay: --cluster must be NAMESPACE/NAME, not ${JSON.stringify(asked)}` })
    )
  }
  return names.includes(targetKey(target.value))
    ? Effect.succeed(target.value)
    : Effect.fail(new UsageError({ message: `replay: ${files} does not hold ${asked}, but ${names.join(", ")}` }))
}

const readFile = Effect.fnUntraced(function* (file: string) {
  const { lines, malformed } = yield* Effect.mapError(
    readRecordingFile(file),
    ({ message }) => new UsageError({ message: `replay: ${message}` })
  )
  if (malformed.length > 0) {
    yield* Console.error(
      `k0rdent-mcp: replay: skipped ${malformed.length} of ${file}'s lines that are no Kubernetes watch events, the first is line ${malformed[0]}`
    )
  }
  return lines
})

/**
 * `k0rdent-mcp replay FILE...`: what a subscriber would have been told during a recording, on the recording's own time.
 * kubectl watches one kind at a time: several files are one recording, merged by time.
 */
export const replayCommand = Effect.fn("replayCommand")(function* (args: ReadonlyArray<string>) {
  const { positionals, values } = yield* parseFlags("replay", {
    args: [...args],
    options: { cluster: { type: "string" }, json: { type: "boolean", default: false } },
    allowPositionals: true
  })
  if (positionals.length === 0) {
    return yield* new UsageError({ message: "replay: expected at least one recording FILE; see k0rdent-mcp --help" })
  }
  const lines = (yield* Effect.forEach(positionals, readFile)).flat().toSorted((a, b) => a.at - b.at)
  const target = yield* chooseTarget(values.cluster, clustersIn(lines), positionals.join(" with "))
  const updates = replay(lines, target)
  const [origin = 0] = updates.slice(0, 1).map((first) => originOf(first, Date.parse(first.timestamp)))
  for (const update of updates) {
    if (values.json) yield* Console.log(JSON.stringify(update))
    else for (const line of renderPlain(update, { origin, now: Date.parse(update.timestamp) })) yield* Console.log(line)
  }
})
