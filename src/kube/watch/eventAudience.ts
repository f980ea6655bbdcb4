import { Clock, Effect, Option } from "effect"
import type { EventInterest } from "../../domain/event/eventInterest.ts"
import type { KubeEvent } from "../../domain/event/kubeEvent.ts"
import { readKubeEvent, readRawEvent } from "../../domain/event/readKubeEvent.ts"
import { instant } from "../../domain/lenient.ts"
import { WatchSignal } from "../../domain/watchSignal.ts"
import { parseJson } from "../http/json.ts"
import type { Codec } from "../list/page.ts"
import { foreignEventCounter } from "../metrics.ts"
import type { Audience, SignalQueue } from "./audience.ts"
import { makeNameIndex } from "./nameIndex.ts"
import { makeRecentTexts } from "./recentTexts.ts"
import { deletion, eventIn, lastSeen, skimEvent } from "./skimEvent.ts"

/**
 * Events that were passed over are remembered for a moment: the first of a new cluster may be there before its
 * ClusterDeployment is, because they come over another watch. Of a list, those that are younger than this.
 */
const recentMs = 60_000
/** An event has about a kilobyte. */
const recentBytes = 1024 * 1024

/** Kinds of which is known whether they are kept. A cluster may call its kinds whatever it likes. */
const mostKinds = 1000

/** Names that are known before those that nobody listens for any longer are forgotten. */
const mostNames = 20_000

/** Where an event may bear a name: in its object's name, and in its message where its kind is told so. */
const textsOf = ({ message, regarding }: KubeEvent, isTold: (kind: string) => boolean): ReadonlyArray<string> =>
  isTold(regarding.kind) ? [regarding.name, ...message.split(/[^A-Za-z0-9.-]+/u)] : [regarding.name]

/** Which events, as they come, certainly do not concern somebody with this interest. */
export const foreignTo = ({
  isKept,
  isTold,
  names
}: EventInterest): Required<Pick<Codec<KubeEvent>, "passOver" | "passOverText">> => {
  const wanted = makeNameIndex<true>()
  for (const name of names) wanted.add(name, true)
  const isForeign = ({ kind = "", name }: { readonly kind?: string; readonly name?: string }): boolean =>
    name !== undefined && !isKept(kind) && !isTold(kind) && !wanted.mentions(name)
  return {
    passOver: (object) => {
      const raw = readRawEvent(object)
      return isForeign(raw?.involvedObject ?? raw?.regarding ?? {})
    },
    passOverText: (text) => isForeign(skimEvent(text) ?? {})
  }
}

/**
 * Subscribers that say what they listen for: an event that concerns nobody costs a look-up and is counted; one that
 * concerns somebody is decoded once and told to those alone. A subscriber without an interest is told of everything.
 */
export const makeEventAudience = Effect.gen(function* () {
  const clock = yield* Clock.Clock
  const countForeign = yield* foreignEventCounter
  const interests = new Map<SignalQueue<KubeEvent>, EventInterest>()
  const insatiable = new Set<SignalQueue<KubeEvent>>()
  const listeners = makeNameIndex<SignalQueue<KubeEvent>>()
  /** All names whose events are kept: those that are listened for, or were, or may be. */
  let known = makeNameIndex<true>()
  /** Every subscriber's kinds are the same. */
  let kinds: Pick<EventInterest, "isKept" | "isTold"> = { isKept: () => true, isTold: () => true }
  const kept = new Map<string, boolean>()
  const recent = makeRecentTexts(recentBytes)

  const isKept = (kind: string): boolean => {
    const before = kept.get(kind)
    if (before !== undefined) return before
    const now = kinds.isKept(kind) || kinds.isTold(kind)
    if (kept.size >= mostKinds) kept.clear()
    kept.set(kind, now)
    return now
  }
  const isForeign = (kind: string, name: string): boolean =>
    insatiable.size === 0 && !isKept(kind) && !known.mentions(name)

  const isSurelyForeign = (text: string): boolean => {
    const involved = insatiable.size > 0 ? undefined : skimEvent(text)
    return involved !== undefined && isForeign(involved.kind, involved.name)
  }

  /** What is no longer foreign. */
  const recall = (): ReadonlyArray<KubeEvent> =>
    recent.takeAll().flatMap((text) => {
      if (isSurelyForeign(text)) {
        recent.remember(text)
        return []
      }
      const event = Option.getOrUndefined(readKubeEvent(parseJson(text)))
      if (event === undefined) return []
      if (!isForeign(event.regarding.kind, event.regarding.name)) return [event]
      recent.remember(text)
      return []
    })

  /** Whether any of the names was not known before. */
  const learn = ({ names, neighbours }: EventInterest): boolean => {
    const news = [...names, ...neighbours].filter((name) => !known.has(name))
    for (const name of news) known.add(name, true)
    return news.length > 0
  }

  const audience: Audience<KubeEvent, KubeEvent, EventInterest | undefined> = {
    join: (queue, interest) => {
      if (interest === undefined) {
        insatiable.add(queue)
        return recall()
      }
      if (known.size() > mostNames) {
        known = makeNameIndex()
        for (const other of interests.values()) learn(other)
      }
      if (kinds !== interest) kept.clear()
      kinds = interest
      interests.set(queue, interest)
      for (const name of interest.names) listeners.add(name, queue)
      return learn(interest) ? recall() : []
    },
    leave: (queue) => {
      insatiable.delete(queue)
      for (const name of interests.get(queue)?.names ?? []) listeners.remove(name, queue)
      interests.delete(queue)
    },
    listeners: (event) => {
      const found = new Set(insatiable)
      for (const text of textsOf(event, kinds.isTold)) for (const queue of listeners.find(text)) found.add(queue)
      return [...found]
    },
    read: (event) => event,
    present: (interest, items) => {
      if (interest === undefined) return WatchSignal.Synced({ items })
      const wanted = makeNameIndex<true>()
      for (const name of interest.names) wanted.add(name, true)
      return WatchSignal.Synced({
        items: items.filter((event) => textsOf(event, interest.isTold).some(wanted.mentions))
      })
    },
    passOver: (object) => {
      const raw = readRawEvent(object)
      const about = raw?.involvedObject ?? raw?.regarding
      if (raw === undefined || about?.name === undefined || !isForeign(about.kind ?? "", about.name)) return false
      const at = instant(raw.lastTimestamp ?? raw.eventTime ?? raw.metadata.creationTimestamp) ?? 0
      if (at > clock.currentTimeMillisUnsafe() - recentMs) recent.remember(JSON.stringify(object))
      countForeign()
      return true
    },
    passOverText: (text) => {
      if (!isSurelyForeign(text)) return false
      const at = instant(lastSeen(text))
      if (at === undefined) return false
      if (at > clock.currentTimeMillisUnsafe() - recentMs) recent.remember(text)
      countForeign()
      return true
    },
    passOverLine: (line) => {
      const event = eventIn(line)
      if (event === undefined || !isSurelyForeign(event)) return false
      // One that has expired tells a new cluster nothing.
      if (!line.startsWith(deletion)) recent.remember(event)
      countForeign()
      return true
    }
  }
  return audience
})
