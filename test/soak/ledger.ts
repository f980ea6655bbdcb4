import type { ProgressUpdate } from "../../src/domain/update/progressUpdate.ts"
import type { Reply } from "./peer.ts"
import { type Truth, uriOf } from "./world.ts"

/** What one client believes about one subscription. */
export interface Watcher {
  readonly peer: string
  readonly cluster: Truth
  /** As it was asked for: updates must bear the same. */
  readonly uri: string
  readonly timeoutSeconds?: number
  readonly askedAt: number
  /** `left`: an unsubscribe is on its way, updates may still come until its answer. */
  state: "asked" | "live" | "left"
  /** The terminal update has come. */
  ended: boolean
  last?: ProgressUpdate
  interruptions: number
  resumptions: number
}

/** Timers of a busy machine. */
const slackMs = 3000

/**
 * A subscription that joins a running watch begins with what that watch has seen: as old as a change needs to arrive, or
 * as the outage that the watch is in.
 */
const staleMs = { usually: 1000, afterFault: 60_000 }

/**
 * The model: what the clients have asked for, and what they may therefore be told. Everything that the server says is
 * held against it; what does not fit is a violation.
 */
export const makeLedger = () => {
  const watchers = new Map<string, Watcher>()
  const lost = new Set<string>()
  const history: Array<string> = []
  const violations: Array<string> = []
  const began = performance.now()
  let passed = 0
  let updates = 0
  let faultAt = Number.NEGATIVE_INFINITY

  const note = (what: string): void => {
    history.push(`${((performance.now() - began) / 1000).toFixed(2).padStart(8)} s  ${what}`)
    if (history.length > 5000) history.splice(0, 2500)
  }
  const check = (holds: boolean, what: () => string): void => {
    if (holds) passed += 1
    else {
      note(`VIOLATION ${what()}`)
      violations.push(what())
    }
  }
  const keyOf = (peer: string, uri: string): string => `${peer} ${uri.replace(/\?.*/u, "")}`
  const told = ({ cluster, peer }: Watcher): string => `${peer}, ${cluster.namespace}/${cluster.name}`

  const checkEnd = (watcher: Watcher, update: ProgressUpdate): void => {
    const { askedAt, cluster, timeoutSeconds } = watcher
    const now = performance.now()
    const since = askedAt - (faultAt >= askedAt - staleMs.afterFault ? staleMs.afterFault : staleMs.usually)
    const says = `${told(watcher)}: the end ${JSON.stringify(update.message)} is not true`
    if (update.phase === "Ready") {
      check((cluster.exists && cluster.stage === "Ready") || cluster.readyUntil >= since, () => says)
    } else if (update.reason === "Deleted") {
      check(cluster.removedAt >= since, () => says)
    } else if (update.reason === "Timeout") {
      check(timeoutSeconds !== undefined && now - askedAt >= timeoutSeconds * 1000 - 100, () => says)
    } else {
      check(update.reason === "WatchGivenUp" && faultAt >= askedAt - slackMs && update.phase !== "Failed", () => says)
    }
  }

  return {
    note,
    check,
    wrong: (what: string) => check(false, () => what),
    watchers: (): ReadonlyArray<Watcher> => [...watchers.values()],
    of: (peer: string, cluster: Truth): Watcher | undefined => watchers.get(keyOf(peer, uriOf(cluster))),
    /** A fault has been made: until further notice subscriptions may be given up. */
    fault: () => {
      faultAt = performance.now()
    },
    faultAt: () => faultAt,
    ask: (peer: string, cluster: Truth, timeoutSeconds?: number): Watcher => {
      const watcher: Watcher = {
        peer,
        cluster,
        uri: timeoutSeconds === undefined ? uriOf(cluster) : `${uriOf(cluster)}?timeout=${timeoutSeconds}`,
        ...(timeoutSeconds === undefined ? {} : { timeoutSeconds }),
        askedAt: performance.now(),
        state: "asked",
        ended: false,
        interruptions: 0,
        resumptions: 0
      }
      watchers.set(keyOf(peer, uriOf(cluster)), watcher)
      return watcher
    },
    /** The answer to a subscribe. `full`: the client held all its permits at some time meanwhile. */
    answered: (watcher: Watcher, reply: Reply | undefined, full: boolean): void => {
      if (reply === undefined) return
      const { askedAt, cluster } = watcher
      if (reply.ok) {
        if (watcher.state === "asked") watcher.state = "live"
        passed += 1
        return
      }
      if (watcher.state !== "left") watchers.delete(keyOf(watcher.peer, watcher.uri))
      const says = () => `${told(watcher)}: the refusal ${JSON.stringify(reply.message)} is not justified`
      if (/limit exceeded/u.test(reply.message)) check(full, says)
      else if (/was not found/u.test(reply.message))
        check(!cluster.exists || cluster.createdAt >= askedAt - staleMs.usually, says)
      else check(faultAt >= askedAt - 60_000, says)
    },
    leave: (watcher: Watcher): void => {
      watcher.state = "left"
    },
    /** The unsubscribe, and whatever was asked before it, have been answered: silence from now on. */
    gone: (watcher: Watcher): void => {
      const key = keyOf(watcher.peer, watcher.uri)
      if (watchers.get(key) === watcher) watchers.delete(key)
    },
    lost: (peer: string): void => {
      lost.add(peer)
      for (const [key, watcher] of watchers) if (watcher.peer === peer) watchers.delete(key)
    },
    update: (peer: string, uri: string, update: ProgressUpdate): void => {
      // A pipe may still hold what a server has said that was killed.
      if (lost.has(peer)) return
      updates += 1
      const watcher = watchers.get(keyOf(peer, uri))
      note(
        `${peer} was told of ${uri}: ${update.phase}, ${update.reason}${update.terminal === true ? ", terminal" : ""}`
      )
      if (watcher === undefined) {
        check(false, () => `${peer} was told of ${uri} without a subscription`)
        return
      }
      const { last } = watcher
      check(watcher.state !== "asked", () => `${told(watcher)}: an update overtook the answer to its subscribe`)
      check(uri === watcher.uri, () => `${told(watcher)}: the update bears ${uri}, not ${watcher.uri}`)
      check(!watcher.ended, () => `${told(watcher)}: an update after the terminal one`)
      check(
        update.metadata.name === watcher.cluster.name && update.metadata.namespace === watcher.cluster.namespace,
        () => `${told(watcher)}: the update is about ${update.metadata.namespace}/${update.metadata.name}`
      )
      check(
        (last?.timestamp ?? "") <= update.timestamp && (last?.progress ?? 0) <= (update.progress ?? 100),
        () => `${told(watcher)}: time or progress ran backwards`
      )
      check(update.phase !== "Failed", () => `${told(watcher)}: Failed is not true: ${update.message}`)
      watcher.last = update
      if (/interrupted/u.test(update.message)) watcher.interruptions += 1
      if (/is back/u.test(update.message)) watcher.resumptions += 1
      if (update.terminal !== true) return
      checkEnd(watcher, update)
      watcher.ended = true
      // Whoever subscribes again gets a new story. One whose unsubscribe is under way stays until that is answered.
      if (watcher.state === "live") watchers.delete(keyOf(peer, uri))
    },
    history: (): ReadonlyArray<string> => history,
    violations: (): ReadonlyArray<string> => violations,
    counts: () => ({ passed, failed: violations.length, updates })
  }
}

export type Ledger = ReturnType<typeof makeLedger>
