import { Clock, Console, Effect, Layer, MutableRef } from "effect"
import { type ClusterTarget, targetKey } from "../../domain/names.ts"
import type { RecordingLine } from "../../domain/recording.ts"
import { KubeObjects } from "../../kube/KubeObjects.ts"
import { fromKube } from "../../monitor/failures.ts"
import { checkNamespace, compilePolicy } from "../../monitor/policy.ts"
import { clustersIn } from "../../progress/replay.ts"
import { record } from "../../recorder/record.ts"
import { openRecordingFile, printLines, RecordingFileError } from "../../recorder/recordingFile.ts"
import { readRecordingFile } from "../../simulator/player/recordings.ts"
import { readEnvironment } from "../environment.ts"
import { layerLogs } from "../logging.ts"
import { readTarget } from "../target.ts"
import { clock, originOf, renderPlain } from "../terminal/view.ts"
import { parseFlags, UsageError } from "../usage.ts"

const options = {
  output: { type: "string", short: "o" },
  until: { type: "string" },
  "whole-namespace": { type: "boolean", default: false }
} as const

const note = (text: string) => Console.error(`k0rdent-mcp: record: ${text}`)

const usageError = ({ message }: RecordingFileError) => new UsageError({ message: `record: ${message}` })

const toStdout = (lines: ReadonlyArray<RecordingLine>) =>
  Effect.callback<void>((resume) => {
    process.stdout.write(printLines(lines), () => resume(Effect.void))
  })

/** What a file that is there already has told: it is gone on with, never written over. */
const toldIn = Effect.fnUntraced(function* (path: string, target: ClusterTarget) {
  const { lines, malformed } = yield* readRecordingFile(path).pipe(
    Effect.catchIf(
      ({ message }) => message.endsWith("no such file"),
      () => Effect.succeed({ lines: [], malformed: [] })
    ),
    Effect.mapError(({ message }) => new UsageError({ message: `record: ${message}` }))
  )
  if (malformed.length > 0 && lines.length === 0) {
    return yield* new UsageError({
      message: `record: ${path} is there and is no recording (line ${malformed[0]}); name a new file`
    })
  }
  const held = clustersIn(lines).map(targetKey)
  if (held.length > 0 && !held.includes(targetKey(target))) {
    return yield* new UsageError({
      message: `record: ${path} is there and is a recording of ${held.join(", ")}; name a new file`
    })
  }
  if (lines.length > 0) yield* note(`${path} holds ${lines.length} lines already: going on with it`)
  if (malformed.length > 0) {
    yield* note(`${path} holds lines that are cut off or no watch events, the first is line ${malformed[0]}: they stay`)
  }
  return lines
})

/** `k0rdent-mcp record NAMESPACE/NAME`: what happens to a cluster, redacted, as a file that can be replayed and handed on. */
export const recordCommand = Effect.fn("recordCommand")(function* (args: ReadonlyArray<string>) {
  const { positionals, values } = yield* parseFlags("record", { args: [...args], options, allowPositionals: true })
  const target = yield* readTarget("record", positionals)
  if (values.until !== undefined && values.until !== "terminal") {
    return yield* new UsageError({
      message: `record: --until must be terminal, not ${JSON.stringify(values.until)}; see k0rdent-mcp --help`
    })
  }
  const settings = yield* readEnvironment(process.env)
  const policy = yield* Effect.orDie(compilePolicy(settings.monitor))
  yield* checkNamespace(policy, target.namespace)
  const path = values.output === "-" ? undefined : values.output
  const told = path === undefined ? [] : yield* toldIn(path, target)
  const append =
    path === undefined ? toStdout : yield* Effect.mapError(openRecordingFile(path), (error) => usageError(error))
  const began = yield* Clock.currentTimeMillis
  const lines = MutableRef.make(0)
  // Where a replay's clock begins, too.
  const origin = MutableRef.make<number | undefined>(undefined)
  const untilTerminal = values.until === "terminal"
  yield* note(
    `recording ${targetKey(target)} ${path === undefined ? "to stdout" : `to ${path}`}, ${untilTerminal ? "until its story has ended" : "until it is interrupted"}`
  )
  yield* record({
    target,
    untilTerminal,
    wholeNamespace: values["whole-namespace"],
    told,
    note,
    write: (more) =>
      Effect.tap(append(more), () => Effect.sync(() => MutableRef.update(lines, (count) => count + more.length))),
    onUpdate: (update) => {
      const now = Date.parse(update.timestamp)
      MutableRef.update(origin, (at) => at ?? originOf(update, now))
      const time = { origin: MutableRef.get(origin) ?? now, now }
      for (const line of renderPlain(update, time)) process.stderr.write(`${line}\n`)
    }
  }).pipe(
    Effect.mapError((error) => (error instanceof RecordingFileError ? usageError(error) : fromKube(error))),
    Effect.scoped,
    Effect.ensuring(
      Effect.flatMap(Clock.currentTimeMillis, (now) => note(`${MutableRef.get(lines)} lines in ${clock(now - began)}`))
    ),
    Effect.provide(KubeObjects.layer(settings.kube).pipe(Layer.provideMerge(layerLogs(settings))))
  )
}, Effect.scoped)
