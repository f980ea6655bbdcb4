import type { KubeEvent } from "../domain/kubeEvent.ts"
import { isoInstant } from "../domain/lenient.ts"
import { type Classified, classify } from "./catalogue.ts"
import { eventFinding } from "./findings.ts"
import { withMachine } from "./joining.ts"
import { maxHeld, maxKinds, type Story } from "./narration.ts"
import { forgive, type Problem, rememberEvent } from "./problems.ts"
import { readCluster } from "./reading.ts"
import { addRecent, hasRecent } from "./recent.ts"
import { belongsTo } from "./scope.ts"
import { withMovement } from "./seeCluster.ts"

/** How far back a first update looks for milestones. */
const lookBackMs = 5 * 60_000

const keepMilestone = (
  story: Story,
  event: KubeEvent,
  milestone: Extract<Classified, { _tag: "Milestone" }>
): Story => {
  const facts =
    milestone.fact === undefined || story.facts.has(milestone.fact)
      ? story.facts
      : new Map([...story.facts, [milestone.fact, event.firstAt]])
  if (hasRecent(story.milestones, milestone.key)) return { ...story, facts }
  // kcm says so again at every change of the spec, before anything has been done about it (field guide i.1).
  if (milestone.fact === "capiReady" && story.respecifiedAt !== undefined && !story.movedSinceRespecified) return story
  const fresh = event.firstAt >= story.openedAt - lookBackMs
  const { kind, name, namespace, uid } = event.regarding
  const held = {
    timestamp: isoInstant(event.firstAt),
    reason: event.reason,
    message: milestone.message,
    relatedObject: { kind, name, namespace, ...(uid === undefined ? {} : { uid }) }
  }
  return {
    ...story,
    facts,
    milestones: addRecent(story.milestones, milestone.key),
    held: fresh ? [...story.held, held].slice(-maxHeld) : story.held
  }
}

/** An object that moves on has got over what it complained about before. */
const isOver = (problem: Problem, event: KubeEvent): boolean =>
  problem.object.name === event.regarding.name &&
  problem.object.kind === event.regarding.kind &&
  problem.lastAt <= event.at

const countedAs = (story: Story, fate: "foreign" | "repeated" | "noise" | "kept"): Story => ({
  ...story,
  tally: { ...story.tally, seen: story.tally.seen + 1, [fate]: story.tally[fate] + 1 }
})

/** Passes an event through the filter: scope, repetition, significance; and takes in what it proves. */
export const seeEvent = (before: Story, event: KubeEvent): Story => {
  if (!belongsTo(event, before.cluster, before.names, before.machines)) return countedAs(before, "foreign")
  const identity = `${event.uid}@${event.count}`
  if (hasRecent(before.events, identity)) return countedAs(before, "repeated")
  const { kind } = event.regarding
  const kinds =
    before.kinds.has(kind) || before.kinds.size >= maxKinds ? before.kinds : new Set([...before.kinds, kind])
  const story: Story = {
    ...before,
    kinds,
    events: addRecent(before.events, identity),
    joining: withMachine(before.joining, event),
    ...(event.reason === "HelmReleaseUpdated" ? { helmUpdatedAt: event.at } : {}),
    // A kind seen for the first time may tell how the cluster is made.
    ...(kinds === before.kinds ? {} : { reading: readCluster(before.cluster, kinds) })
  }
  const classified = classify(event, story.cluster)
  switch (classified._tag) {
    case "Milestone": {
      const next = keepMilestone(withMovement(story, event.firstAt), event, classified)
      const healed = forgive(next.problems, (problem) => isOver(problem, event))
      return countedAs({ ...next, problems: healed }, next.held === story.held ? "repeated" : "kept")
    }
    case "Movement": {
      const healed = forgive(story.problems, (problem) => isOver(problem, event))
      return countedAs({ ...withMovement(story, event.firstAt), problems: healed }, "noise")
    }
    case "Problem": {
      // What happened to an earlier spec says nothing about this one.
      if (story.respecifiedAt !== undefined && event.at < story.respecifiedAt) return countedAs(story, "noise")
      const found = eventFinding(event, classified.cause, classified.lastingMs)
      const problems = rememberEvent(story.problems, found)
      return countedAs({ ...story, problems }, story.problems.has(found.key) ? "repeated" : "kept")
    }
    case "Noise":
      return countedAs(story, "noise")
  }
}
