import { changeOf } from "../state/change.ts"
import { describe, isOfServices, type Problem } from "../state/problems.ts"
import type { State } from "../state/state.ts"
import { inDuration } from "../text/duration.ts"
import { sentence } from "../text/sentence.ts"
import type { Assessment } from "./assessment.ts"
import type { Message } from "./message.ts"
import { clockOf, isForBuilding } from "./standing.ts"

/** What is older than this on a first look has a history worth telling. */
const freshMs = 60_000

/** Whoever looks for the first time has not heard how often it has been so, and since when. */
const historyOf = ({ now, told }: State, { count, firstAt, lastAt, origin }: Problem): string => {
  if (told !== undefined || origin !== "event" || now - firstAt < freshMs) return ""
  const since = clockOf(firstAt, now)
  return count > 1
    ? ` Seen ${count} times since ${since}, last at ${clockOf(lastAt, now)}.`
    : ` Seen once, at ${since}.`
}

const givenUp = /consecutive (?:errors|failures)/u
const noLonger = /no longer be retried/u

/** A service that was given up says only that; the error that led there may still stand in an event of what installs it. */
const ledThere = ({ problems }: State, problem: Problem): string => {
  if (problem.service === undefined) return ""
  if (!givenUp.test(problem.summary)) {
    const ended = [...problems.values()].some((other) => other.origin === "event" && noLonger.test(other.summary))
    return ended ? " Sveltos has given it up: it tries again once the service or its template is changed." : ""
  }
  const before = [...problems.values()].find(
    (other) => other.origin === "event" && isOfServices(other) && !givenUp.test(other.summary)
  )
  return before === undefined
    ? " The error that led there stands in the status of the service's ClusterSummary."
    : ` Before that: ${sentence(before.summary)}`
}

/** A problem, in the words that fit this moment. */
export const problemMessage = (state: State, now: Assessment, problem: Problem): Message => ({
  text: `${describe(problem, now.deletion === undefined ? undefined : isForBuilding)}${ledThere(state, problem)}${historyOf(state, problem)}`,
  reason: problem.code.split(" ")[0] ?? problem.code,
  severity: problem.grave === true ? "error" : "warning",
  source: problem.origin,
  object: problem.object
})

/** That the cluster has failed: once as it does, and once as the end where it does not heal. */
export const failureMessages = (state: State, now: Assessment): ReadonlyArray<Message> => {
  const { verdict } = now
  if (verdict === undefined || (state.told?.phase === "Failed" && !verdict.final)) return []
  const { problem, final } = verdict
  const quiet = inDuration(state.now - Math.max(problem.firstAt, state.movedAt))
  const tail = final
    ? problem.gravity === "deterministic"
      ? ""
      : ` It has been so for ${inDuration(state.now - problem.firstAt)} without any progress; monitoring ends here.`
    : `${problem.service === undefined ? " The controllers keep trying, but nothing" : " Nothing"} has moved for ${quiet}.`
  const stands = now.serving
    ? isOfServices(problem)
      ? " The cluster itself is up."
      : changeOf(state)?.since === undefined
        ? " The cluster itself runs on."
        : " The cluster itself runs on with its earlier spec."
    : ""
  const message = problemMessage(state, now, problem)
  return [{ ...message, text: `${message.text}${tail}${stands}`, severity: "error" }]
}
