import { Duration } from "effect"

/*
 * How long things may take, the innermost first. Each is shorter than what waits for it, so that the cause is told and not its
 * consequence: one request of the API server, and an exec plugin, end after 40 s (`kube/settings.ts`, `kube/login`), an answer
 * of ours after 45 s, and MCP clients give a request up after 60 s.
 */

/** A snapshot, a list, and whether a cluster exists: an answer that says why is better than none. */
export const answerWithin = Duration.seconds(45)

/** What would only make an answer richer: events and neighbours of a snapshot. */
export const extrasWithin = Duration.seconds(5)

/** The last word of a story, which has to be true now, waits so long to be confirmed. */
export const confirmedWithin = Duration.seconds(5)

/** A story waits so long for the namespace's events before it begins without them. */
export const eventsWithin = Duration.seconds(5)

/** Between attempts to have events again after their watch failed for good. */
export const eventsRetryDelay = Duration.seconds(30)

/** The shortest life of a subscription. The longest is the configuration's. */
export const shortestTimeout = Duration.seconds(1)

/**
 * How long before its end a subscription warns: 5 minutes, or half of its life where that is shorter than 10 minutes
 * (upstream task 16).
 */
export const warningLead = (timeout: Duration.Duration): Duration.Duration =>
  Duration.min(Duration.minutes(5), Duration.times(timeout, 0.5))
