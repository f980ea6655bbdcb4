import { Clock, Console, Duration, Effect } from "effect"
import type { ClusterTarget } from "../../domain/names.ts"
import { ownWords } from "../../domain/update/ownWords.ts"
import type { TimelineEntry } from "../../domain/update/timelineEntry.ts"
import { waitAnswer } from "../../mcp/tools/wait.ts"
import { ClusterMonitor } from "../../monitor/ClusterMonitor.ts"
import type { MonitorError } from "../../monitor/errors.ts"
import { type Until, untils } from "../../monitor/wait/until.ts"
import type { WaitResult } from "../../monitor/wait/wait.ts"
import { layerCluster } from "../cluster.ts"
import { durationFlag } from "../duration.ts"
import { readEnvironment } from "../environment.ts"
import { readTarget } from "../target.ts"
import { oneOf, parseFlags } from "../usage.ts"

/** Between two tries while the management cluster does not answer: half a second at first, 5 s in the end. */
const outagePause = (tries: number): Duration.Duration => Duration.millis(Math.min(500 * 2 ** tries, 5000))

/** What passes by itself when the management cluster is back. */
const isOutage = ({ reason }: MonitorError): boolean => reason === "unavailable"

const line = ({ message, phase, progress }: TimelineEntry): string =>
  `${phase}${progress === undefined ? "" : ` ${progress} %`}: ${message}`

/**
 * Waits on through outages of any length: what cannot be asked now is asked again until time is up. Says so once per outage, and
 * everything that is told meanwhile.
 */
const waitThrough = Effect.fnUntraced(function* (target: ClusterTarget, until: Until, timeout: Duration.Duration) {
  const monitor = yield* ClusterMonitor
  const endAt = (yield* Clock.currentTimeMillis) + Duration.toMillis(timeout)
  let since: string | undefined
  let tries = 0
  const isBack = () =>
    Effect.suspend(() => {
      const wasAway = tries > 0
      tries = 0
      return wasAway ? Console.error("The management cluster is back.") : Effect.void
    })
  for (;;) {
    const left = endAt - (yield* Clock.currentTimeMillis)
    if (left <= 0) return undefined
    const answer: WaitResult | MonitorError = yield* monitor
      .wait(target, {
        until,
        timeout: Duration.millis(left),
        client: "terminal",
        ...(since === undefined ? {} : { since }),
        progress: (entry, news) => Effect.andThen(isBack(), news ? Console.error(line(entry)) : Effect.void)
      })
      .pipe(Effect.catchIf(isOutage, Effect.succeed))
    if (!("outcome" in answer) || answer.update.reason === "WatchGivenUp") {
      const why = "outcome" in answer ? answer.update.message : answer.message
      if (tries === 0) yield* Console.error(`${why}\nWaiting for it to come back.`)
      yield* Effect.sleep(Duration.min(outagePause(tries), Duration.millis(left)))
      tries += 1
      continue
    }
    yield* isBack()
    since = answer.cursor
    if (answer.outcome !== "timeout" || (yield* Clock.currentTimeMillis) >= endAt) return answer
  }
})

/** `k0rdent-mcp wait NAMESPACE/NAME`: until the cluster has come so far, with the exit codes of `watch`. */
export const waitCommand = Effect.fn("waitCommand")(function* (args: ReadonlyArray<string>) {
  const { positionals, values } = yield* parseFlags("wait", {
    args: [...args],
    options: {
      for: { type: "string", default: "ready" },
      timeout: { type: "string", default: "1h" },
      json: { type: "boolean", default: false }
    },
    allowPositionals: true
  })
  const target = yield* readTarget("wait", positionals)
  const until = yield* oneOf("wait: --for", values.for, untils)
  const timeout = yield* durationFlag("--timeout", values.timeout, 1_814_400)
  const settings = yield* readEnvironment(process.env)
  const result = yield* Effect.provide(waitThrough(target, until, timeout), layerCluster(settings))
  if (result === undefined) {
    yield* Console.error("k0rdent-mcp: the time is up, and the management cluster has not answered")
    return 3
  }
  const { outcome, update } = result
  const { structuredContent } = yield* waitAnswer(target, until, "underscored", result)
  yield* Console.log(
    values.json
      ? JSON.stringify(structuredContent)
      : `${outcome}: ${update.phase}: ${ownWords(update) || update.message}`
  )
  return outcome === "timeout"
    ? 3
    : outcome === "reached" && update.phase !== "Failed" && update.reason !== "Deleted"
      ? 0
      : 1
})
