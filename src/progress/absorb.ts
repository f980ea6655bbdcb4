import type { Input } from "./input.ts"
import { emptyTally, maxMachines, maxNames, type Narration, type Notice, newMemories, type Story } from "./narration.ts"
import { readCluster } from "./reading.ts"
import { seeCluster, withFindings } from "./seeCluster.ts"
import { seeEvent } from "./seeEvent.ts"
import { inDuration } from "./wordsOfTime.ts"

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
    reasons: new Map(),
    machines: new Set(reading.machines.slice(0, maxMachines)),
    ...newMemories(),
    facts: new Map(),
    joining: new Map(),
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
              message: `Events cannot be read: ${input.detail}. As long as that lasts the story is told by conditions alone, without milestones.`
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
