import type { ClusterDeployment } from "../domain/clusterDeployment.ts"
import type { KubeEvent } from "../domain/kubeEvent.ts"
import { isoInstant } from "../domain/lenient.ts"
import { type Classified, classify } from "./catalogue.ts"
import type { Input } from "./input.ts"
import { signatureOf } from "./movement.ts"
import {
  emptyTally,
  maxHeld,
  maxKinds,
  maxNames,
  maxProblems,
  type Narration,
  type Notice,
  newMemories,
  type Story
} from "./narration.ts"
import { byGravity, conditionFindings, eventFinding, forgive, type Problem, remember } from "./problems.ts"
import { readCluster } from "./reading.ts"
import { addRecent, emptyRecent, hasRecent } from "./recent.ts"
import { belongsTo } from "./scope.ts"
import { inDuration } from "./wordsOfTime.ts"

/** How far back a first update looks for milestones. */
const lookBackMs = 5 * 60_000

/** Within this time of its creation a change of the spec is part of the creation. */
const creationMs = 60_000

/** An object's own clock may be ahead of ours by a little; nothing else is believed to come from the future. */
const notAfter = (at: number, now: number): number => Math.min(at, now)

const withMovement = (story: Story, at: number): Story => ({
  ...story,
  movedAt: Math.max(story.movedAt, notAfter(at, story.now)),
  movedSinceRespecified: story.movedSinceRespecified || (story.respecifiedAt !== undefined && at >= story.respecifiedAt)
})

const withFindings = (story: Story): Story => {
  const found = conditionFindings(story.cluster, story.reading, story)
  const problems = remember(story.problems, found, story.now, story.reading)
  const healed = [...story.problems.values()].filter(
    (problem) => problem.told && problem.gravity !== "transient" && !problems.has(problem.key)
  )
  const bounded =
    problems.size <= maxProblems
      ? problems
      : new Map([...problems].toSorted(([, a], [, b]) => byGravity(a, b)).slice(0, maxProblems))
  return { ...story, problems: bounded, healed: [...story.healed, ...healed].slice(-maxProblems) }
}

const seeCluster = (before: Story, cluster: ClusterDeployment): Story => {
  // kcm and its webhooks edit a new object themselves: that belongs to its creation.
  const settledIn = cluster.createdAt === undefined || before.now - cluster.createdAt > creationMs
  const respecified = settledIn && cluster.generation > before.cluster.generation
  const reading = readCluster(cluster, before.kinds)
  const signature = signatureOf(reading)
  const { respecifiedAt, readySince, ...rest } = before
  const changedAt = respecified ? before.now : respecifiedAt
  const since =
    reading.stage === "Ready" && !respecified
      ? (readySince ?? before.now)
      : reading.stage === "Ready"
        ? before.now
        : undefined
  let story: Story = {
    ...rest,
    cluster,
    reading,
    ...(changedAt === undefined ? {} : { respecifiedAt: changedAt }),
    ...(since === undefined ? {} : { readySince: since }),
    ...(respecified
      ? { signatures: emptyRecent(200), movedSinceRespecified: false, startedAt: before.now, movedAt: before.now }
      : {})
  }
  if (!hasRecent(story.signatures, signature)) {
    // The first look after a change of the spec is the old state: it shows no movement yet.
    const first = respecified || before.told === undefined
    story = { ...story, signatures: addRecent(story.signatures, signature) }
    if (!first) story = withMovement(story, story.now)
  }
  return withFindings(story)
}

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

const seeEvent = (before: Story, event: KubeEvent): Story => {
  if (!belongsTo(event, before.cluster, before.names)) return countedAs(before, "foreign")
  const identity = `${event.uid}@${event.count}`
  if (hasRecent(before.events, identity)) return countedAs(before, "repeated")
  const { kind } = event.regarding
  const kinds =
    before.kinds.has(kind) || before.kinds.size >= maxKinds ? before.kinds : new Set([...before.kinds, kind])
  const story: Story = {
    ...before,
    kinds,
    events: addRecent(before.events, identity),
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
      const found = eventFinding(event, classified.cause)
      const known = story.problems.get(found.key)
      // A condition that says the same is the better witness of the words.
      const merged =
        known?.origin === "condition"
          ? {
              ...known,
              firstAt: Math.min(known.firstAt, found.firstAt),
              provenAt: Math.min(known.provenAt, found.provenAt),
              count: Math.max(known.count, found.count)
            }
          : undefined
      const problems =
        merged === undefined
          ? remember(
              story.problems,
              [...[...story.problems.values()].filter((problem) => problem.origin === "condition"), found],
              story.now,
              story.reading
            )
          : new Map([...story.problems, [found.key, merged]])
      return countedAs({ ...story, problems }, known === undefined ? "kept" : "repeated")
    }
    case "Noise":
      return countedAs(story, "noise")
  }
}

const notice = (story: Story, one: Notice): Story => ({ ...story, notices: [...story.notices, one] })

const open = (input: Extract<Input, { _tag: "Opened" }>): Story => {
  const { at: now, cluster, events } = input
  const kinds: ReadonlySet<string> = new Set()
  const reading = readCluster(cluster, kinds)
  const empty: Story = {
    openedAt: now,
    now,
    cluster,
    reading,
    names: new Set([...input.neighbours, cluster.name]),
    kinds,
    ...newMemories(),
    facts: new Map(),
    problems: new Map(),
    movedAt: cluster.createdAt ?? now,
    ...(cluster.createdAt === undefined ? {} : { startedAt: cluster.createdAt }),
    movedSinceRespecified: false,
    stage: "Initializing",
    stageSince: cluster.createdAt ?? now,
    brokenWatches: new Set(),
    eventsUnavailable: false,
    held: [],
    healed: [],
    notices: [],
    deleted: false,
    tally: emptyTally
  }
  const told = events.toSorted((a, b) => a.at - b.at).reduce(seeEvent, empty)
  // A status that still speaks of an earlier spec: the change has just been made, and its Ready has to settle.
  const change = reading.current ? {} : { respecifiedAt: now }
  return seeCluster({ ...told, ...change }, cluster)
}

const interrupted = (story: Story, input: Extract<Input, { _tag: "WatchInterrupted" }>): Story => {
  const brokenWatches = new Set([...story.brokenWatches, input.watch])
  // One outage, one warning, however many watches broke and however often they are retried.
  return story.brokenWatches.size > 0
    ? { ...story, brokenWatches }
    : notice(
        { ...story, brokenWatches },
        {
          reason: "WatchInterrupted",
          severity: "warning",
          terminal: false,
          message: `The connection to the management cluster was interrupted: ${input.detail}. Trying again (attempt ${input.attempt} of ${input.attempts}); nothing is lost meanwhile.`
        }
      )
}

const resumed = (story: Story, input: Extract<Input, { _tag: "WatchResumed" }>): Story => {
  if (!story.brokenWatches.has(input.watch)) return story
  const brokenWatches = new Set([...story.brokenWatches].filter((watch) => watch !== input.watch))
  return brokenWatches.size > 0
    ? { ...story, brokenWatches }
    : notice(
        { ...story, brokenWatches },
        {
          reason: "WatchResumed",
          severity: "info",
          terminal: false,
          message: "The connection to the management cluster is back; watching on."
        }
      )
}

const take = (story: Story, input: Exclude<Input, { _tag: "Opened" }>): Story => {
  switch (input._tag) {
    case "ClusterSeen":
      return seeCluster(story, input.cluster)
    case "ClusterDeleted":
      return { ...story, deleted: true }
    case "EventSeen":
      return seeEvent(story, input.event)
    case "NeighbourSeen":
      return story.names.has(input.name) || story.names.size >= maxNames
        ? story
        : { ...story, names: new Set([...story.names, input.name]) }
    case "WatchInterrupted":
      return interrupted(story, input)
    case "WatchResumed":
      return resumed(story, input)
    case "WatchGivenUp":
      return notice(story, {
        reason: "WatchGivenUp",
        severity: "error",
        terminal: true,
        message: `Monitoring has ended: ${input.detail}. The cluster itself may be building on; subscribe again to go on watching.`
      })
    case "EventsUnavailable":
      return story.eventsUnavailable
        ? story
        : notice(
            {
              ...story,
              eventsUnavailable: true,
              brokenWatches: new Set([...story.brokenWatches].filter((watch) => watch !== "events"))
            },
            {
              reason: "EventsUnavailable",
              severity: "warning",
              terminal: false,
              message: `Events cannot be read: ${input.detail}. The story goes on by conditions alone, without milestones.`
            }
          )
    case "TimeoutNear":
      return notice(story, {
        reason: "TimeoutNear",
        severity: "warning",
        terminal: false,
        message: `Monitoring ends in ${inDuration(input.remainingMs)}. Subscribe again, or with a longer ?timeout=, to go on watching.`
      })
    case "TimedOut":
      return notice(story, {
        reason: "Timeout",
        severity: "warning",
        terminal: true,
        message: "Monitoring timeout exceeded"
      })
    case "Tick":
      return withFindings(story)
  }
}

/** Takes one input in, without saying anything yet. Before `Opened` there is nothing to add to. */
export const absorb = (narration: Narration, input: Input): Narration => {
  if (input._tag === "Opened") return narration.story === undefined ? { ...narration, story: open(input) } : narration
  const { story } = narration
  if (story === undefined) return narration
  return { ...narration, story: take({ ...story, now: Math.max(story.now, input.at) }, input) }
}
