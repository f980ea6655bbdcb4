import { Clock, Duration, Effect, Option } from "effect"
import type { ClusterDeployment } from "../../domain/clusterDeployment.ts"
import { type ClusterTarget, targetKey } from "../../domain/names.ts"
import type { Kube } from "../../kube/Kube.ts"
import { step } from "../../progress/narrator.ts"
import { Input } from "../../progress/state/input.ts"
import { MonitorError } from "../errors.ts"
import { fromKube, notFound } from "../failures.ts"
import { answerWithin, confirmedWithin } from "../timeLimits.ts"
import type { Story } from "./story.ts"

/**
 * A shared watch may lag behind, in an outage by seconds: what it does not hold is asked for once more. Where that is
 * not allowed, the list has the last word.
 */
const ask = (kube: Kube["Service"], target: ClusterTarget): Effect.Effect<ClusterDeployment, MonitorError> =>
  kube.getClusterDeployment(target.namespace, target.name).pipe(
    Effect.catchIf(
      (error) => error.reason === "forbidden",
      () => Effect.succeedNone
    ),
    Effect.mapError(fromKube),
    Effect.flatMap((found) => Effect.mapError(Effect.fromOption(found), () => notFound(target)))
  )

/** Whether the story would be over with its first word: then the word has to be true now, not a moment ago. */
const endsAtOnce = (story: Story): Effect.Effect<boolean> =>
  Effect.map(Clock.currentTimeMillis, (at) =>
    step(story.narration(), Input.EventsOverdue({ at }))[1].some((update) => update.terminal === true)
  )

/** The cluster as the API server has it now; where the API server does not say, the watch's word is taken. */
const confirm = (
  kube: Kube["Service"],
  target: ClusterTarget
): Effect.Effect<Option.Option<ClusterDeployment>, MonitorError> =>
  ask(kube, target).pipe(
    Effect.timeoutOption(confirmedWithin),
    Effect.catchIf(
      (error) => error.reason !== "notFound",
      () => Effect.succeedNone
    )
  )

/** Makes sure that the cluster exists once the watch has told its first list, and that the story begins with its present state. */
export const checkExistence = Effect.fnUntraced(function* (kube: Kube["Service"], target: ClusterTarget, story: Story) {
  const listed = story.narration().prelude.cluster !== undefined
  if (listed && !(yield* endsAtOnce(story))) return
  const found = yield* listed ? confirm(kube, target) : Effect.asSome(ask(kube, target))
  if (Option.isNone(found)) return
  yield* story.tell((at) => [Input.ClusterFetched({ at, cluster: found.value })])
})

/** Fails where it is not known within the time in which a subscriber expects an answer. */
export const inTimeToKnow = (target: ClusterTarget, timeout: Duration.Duration) => {
  const within = Duration.min(answerWithin, timeout)
  return Effect.timeoutOrElse({
    duration: within,
    orElse: () =>
      Effect.fail(
        new MonitorError({
          reason: "unavailable",
          message:
            `the management cluster did not answer within ${Duration.toSeconds(within)} s whether ClusterDeployment ` +
            `"${targetKey(target)}" exists: check that its API server can be reached`
        })
      )
  })
}
