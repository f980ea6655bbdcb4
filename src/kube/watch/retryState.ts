import { Duration } from "effect"
import { isPermanent, type KubeError } from "../errors/KubeError.ts"
import { shortestWait } from "../http/honourRetryAfter.ts"
import type { KubeSettings } from "../settings.ts"

/**
 * What a watch remembers of its troubles. Pure: a watch's whole behaviour under faults is decided here, and can be
 * tested by feeding it errors.
 */
export interface RetryState {
  /** The first list was answered: from now on there is somebody to tell about an outage. */
  readonly listed: boolean
  /** A watch was answered before: the next one is a restart. */
  readonly connected: boolean
  /** Retries used up since the watch last worked. */
  readonly attempts: number
  /** The subscribers were told of an outage and wait for its end. */
  readonly announced: boolean
  /** Since when the server has been telling us to wait. */
  readonly waitingSince?: number
  /** 403 and 404 met while the server was just coming back. */
  readonly refusals: number
  /** Watches in a row that ended without having told anything. */
  readonly emptyWatch: number
}

export const noRetries: RetryState = {
  listed: false,
  connected: false,
  attempts: 0,
  announced: false,
  refusals: 0,
  emptyWatch: 0
}

export type RetryDecision =
  /** The error is final. */
  | { readonly _tag: "GiveUp" }
  /** Nobody needs to know. */
  | { readonly _tag: "Wait"; readonly millis: number }
  /** An outage: tell it, then try again. */
  | { readonly _tag: "Retry"; readonly millis: number; readonly attempt: number }

const giveUp: RetryDecision = { _tag: "GiveUp" }

/**
 * An API server that has just started answers 403 until it has read its roles, and 404 until it has read its CRDs. So
 * right after an outage a refusal is asked about again, briefly: together with the first retry a real one must be told
 * within 5 s.
 */
const refusalPauses: ReadonlyArray<number> = [500, 1000]

/** Pauses before a watch that ended at once is opened again; one more such end in a row is a fault. */
const emptyWatchPauses: ReadonlyArray<number> = [0, 250, 500, 1000]

/** What to do about a fault. */
export const onError = (
  retries: RetryState,
  error: KubeError,
  now: number,
  settings: KubeSettings
): readonly [RetryState, RetryDecision] => {
  if (isPermanent(error)) {
    const pause = refusalPauses[retries.refusals]
    const comingBack = retries.announced || retries.waitingSince !== undefined
    return comingBack && retries.listed && pause !== undefined
      ? [
          { ...retries, refusals: retries.refusals + 1 },
          { _tag: "Wait", millis: pause }
        ]
      : [retries, giveUp]
  }
  if (error.reason === "throttled" && error.retryAfterMs !== undefined) {
    const since = retries.waitingSince ?? now
    const limit = Duration.toMillis(retries.listed ? settings.serverWaitLimit : settings.answerWaitLimit)
    const left = since + limit - now
    const millis = Math.min(Math.max(error.retryAfterMs, shortestWait), left)
    if (left > 0)
      return [
        { ...retries, waitingSince: since },
        { _tag: "Wait", millis }
      ]
  }
  if (!retries.listed) return [retries, giveUp]
  const delay = settings.retryDelays[retries.attempts]
  if (delay === undefined) return [retries, giveUp]
  const attempt = retries.attempts + 1
  return [
    { ...retries, attempts: attempt, announced: true },
    { _tag: "Retry", millis: Duration.toMillis(delay), attempt }
  ]
}

/**
 * A watch ended without having told anything, at once or with a 410. `undefined` where that has happened so often in a
 * row that it is a fault.
 */
export const onEmptyWatch = (retries: RetryState): readonly [RetryState, number | undefined] => [
  { ...retries, emptyWatch: retries.emptyWatch + 1 },
  emptyWatchPauses[retries.emptyWatch]
]

/** The list was answered. That alone does not end an outage: it is over when the watch is open. */
export const onListed = (retries: RetryState): RetryState => ({ ...retries, listed: true })

/** The watch was answered with 200: an outage that was told is over, but its retries stay used up until it works. */
export const onConnected = (retries: RetryState): RetryState => {
  const { waitingSince: _, ...rest } = retries
  return { ...rest, connected: true, announced: false, refusals: 0 }
}

/** The watch told something new, or stayed open for long enough: its troubles are forgotten. */
export const onWorked = ({ connected, listed }: RetryState): RetryState => ({ ...noRetries, connected, listed })
