import { inDuration } from "../text/duration.ts"
import { applyCluster, withFindings } from "./applyCluster.ts"
import { applyEvent } from "./applyEvent.ts"
import type { News } from "./news.ts"
import { maxNames } from "./prelude.ts"
import type { Notice, State } from "./state.ts"

const notice = (state: State, one: Notice): State => ({ ...state, notices: [...state.notices, one] })

const interrupted = (state: State, news: Extract<News, { _tag: "WatchInterrupted" }>): State => {
  const brokenWatches = new Set([...state.brokenWatches, news.watch])
  // One outage, one warning, however many watches broke and however often they are retried.
  return state.brokenWatches.size > 0
    ? { ...state, brokenWatches }
    : notice(
        { ...state, brokenWatches },
        {
          reason: "WatchInterrupted",
          severity: "warning",
          terminal: false,
          message: `The connection to the management cluster was interrupted: ${news.detail}. Trying again (attempt ${news.attempt} of ${news.attempts}); nothing is lost meanwhile.`
        }
      )
}

const resumed = (state: State, news: Extract<News, { _tag: "WatchResumed" }>): State => {
  if (!state.brokenWatches.has(news.watch)) return state
  const brokenWatches = new Set([...state.brokenWatches].filter((watch) => watch !== news.watch))
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

const apply = (state: State, news: News): State => {
  switch (news._tag) {
    case "ClusterSeen":
      return applyCluster(state, news.cluster)
    case "ClusterDeleted":
      return { ...state, deleted: true }
    case "EventSeen":
      return applyEvent(state, news.event)
    case "NeighbourSeen":
      return state.names.has(news.name) || state.names.size >= maxNames
        ? state
        : { ...state, names: new Set([...state.names, news.name]) }
    case "WatchInterrupted":
      return interrupted(state, news)
    case "WatchResumed":
      return resumed(state, news)
    case "WatchGivenUp":
      return notice(state, {
        reason: "WatchGivenUp",
        severity: "error",
        terminal: true,
        message: `Monitoring has ended: ${news.detail}. The cluster itself may be building on; subscribe again to go on watching.`
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
              message: `Events cannot be read: ${news.detail}. As long as that lasts the story is told by conditions alone, without milestones.`
            }
          )
    case "TimeoutNear":
      return notice(state, {
        reason: "TimeoutNear",
        severity: "warning",
        terminal: false,
        message: `Monitoring ends in ${inDuration(news.remainingMs)}. Subscribe again, or with a longer ?timeout=, to go on watching.`
      })
    case "TimedOut":
      return notice(state, {
        reason: "Timeout",
        severity: "warning",
        terminal: true,
        message: "Monitoring timeout exceeded"
      })
    case "TimePassed":
      return withFindings(state)
  }
}

/** Takes one news in at the time `at`, without saying anything yet. */
export const applyNews = (state: State, at: number, news: News): State =>
  apply({ ...state, now: Math.max(state.now, at) }, news)
