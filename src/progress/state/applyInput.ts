import { observe } from "../observe/observation.ts"
import { inDuration } from "../text/duration.ts"
import { applyCluster, withFindings } from "./applyCluster.ts"
import { applyEvent } from "./applyEvent.ts"
import type { Input } from "./input.ts"
import { emptyTally, maxMachines, maxNames, type Narration, type Notice, newMemories, type State } from "./state.ts"

const notice = (state: State, one: Notice): State => ({ ...state, notices: [...state.notices, one] })

const open = (input: Extract<Input, { _tag: "Opened" }>): State => {
  const { at: now, cluster, events } = input
  const kinds: ReadonlySet<string> = new Set()
  const observation = observe(cluster, kinds)
  const empty: State = {
    openedAt: now,
    now,
    cluster,
    observation,
    names: new Set([...input.neighbours, cluster.name]),
    kinds,
    reasons: new Map(),
    machines: new Set(observation.machines.slice(0, maxMachines)),
    ...newMemories(),
    facts: new Map(),
    joining: new Map(),
    pools: new Map(),
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
  const told = events.toSorted((a, b) => a.at - b.at).reduce(applyEvent, empty)
  // A status that still speaks of an earlier spec: the change has just been made, and its Ready has to settle.
  const change = observation.current ? {} : { respecifiedAt: now }
  return applyCluster({ ...told, ...change }, cluster)
}

const interrupted = (state: State, input: Extract<Input, { _tag: "WatchInterrupted" }>): State => {
  const brokenWatches = new Set([...state.brokenWatches, input.watch])
  // One outage, one warning, however many watches broke and however often they are retried.
  return state.brokenWatches.size > 0
    ? { ...state, brokenWatches }
    : notice(
        { ...state, brokenWatches },
        {
          reason: "WatchInterrupted",
          severity: "warning",
          terminal: false,
          message: `The connection to the management cluster was interrupted: ${input.detail}. Trying again (attempt ${input.attempt} of ${input.attempts}); nothing is lost meanwhile.`
        }
      )
}

const resumed = (state: State, input: Extract<Input, { _tag: "WatchResumed" }>): State => {
  if (!state.brokenWatches.has(input.watch)) return state
  const brokenWatches = new Set([...state.brokenWatches].filter((watch) => watch !== input.watch))
  return brokenWatches.size > 0
    ? { ...state, brokenWatches }
    : notice(
        { ...state, brokenWatches },
        {
          reason: "WatchResumed",
          severity: "info",
          terminal: false,
          message: "The connection to the management cluster is back; watching on."
        }
      )
}

const take = (state: State, input: Exclude<Input, { _tag: "Opened" }>): State => {
  switch (input._tag) {
    case "ClusterSeen":
      return applyCluster(state, input.cluster)
    case "ClusterDeleted":
      return { ...state, deleted: true }
    case "EventSeen":
      return applyEvent(state, input.event)
    case "NeighbourSeen":
      return state.names.has(input.name) || state.names.size >= maxNames
        ? state
        : { ...state, names: new Set([...state.names, input.name]) }
    case "WatchInterrupted":
      return interrupted(state, input)
    case "WatchResumed":
      return resumed(state, input)
    case "WatchGivenUp":
      return notice(state, {
        reason: "WatchGivenUp",
        severity: "error",
        terminal: true,
        message: `Monitoring has ended: ${input.detail}. The cluster itself may be building on; subscribe again to go on watching.`
      })
    case "EventsUnavailable":
      return state.eventsUnavailable
        ? state
        : notice(
            {
              ...state,
              eventsUnavailable: true,
              brokenWatches: new Set([...state.brokenWatches].filter((watch) => watch !== "events"))
            },
            {
              reason: "EventsUnavailable",
              severity: "warning",
              terminal: false,
              message: `Events cannot be read: ${input.detail}. As long as that lasts the story is told by conditions alone, without milestones.`
            }
          )
    case "TimeoutNear":
      return notice(state, {
        reason: "TimeoutNear",
        severity: "warning",
        terminal: false,
        message: `Monitoring ends in ${inDuration(input.remainingMs)}. Subscribe again, or with a longer ?timeout=, to go on watching.`
      })
    case "TimedOut":
      return notice(state, {
        reason: "Timeout",
        severity: "warning",
        terminal: true,
        message: "Monitoring timeout exceeded"
      })
    case "Tick":
      return withFindings(state)
  }
}

/** Takes one input in, without saying anything yet. Before `Opened` there is nothing to add to. */
export const applyInput = (narration: Narration, input: Input): Narration => {
  if (input._tag === "Opened") return narration.state === undefined ? { ...narration, state: open(input) } : narration
  const { state } = narration
  if (state === undefined) return narration
  return { ...narration, state: take({ ...state, now: Math.max(state.now, input.at) }, input) }
}
