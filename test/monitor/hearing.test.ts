import { assert, it } from "@effect/vitest"
import { WatchSignal } from "../../src/domain/watchSignal.ts"
import { type Heard, makeHearing } from "../../src/monitor/hearing.ts"
import { deployment, event, forbidden, unreachable } from "./fakeKube.ts"

const cluster = deployment("kcm-system/demo")
const neighbour = deployment("kcm-system/demo-eu")
const heard = {
  cluster: (signal: Extract<Heard, { readonly _tag: "Cluster" }>["signal"]): Heard => ({ _tag: "Cluster", signal }),
  event: (signal: Extract<Heard, { readonly _tag: "Event" }>["signal"]): Heard => ({ _tag: "Event", signal })
}
const noEvents = heard.event(WatchSignal.Synced({ items: [] }))
const interrupted = WatchSignal.Interrupted({ detail: unreachable.message, attempt: 1, attempts: 3 })

const opened = () => {
  const hearing = makeHearing({ namespace: "kcm-system", name: "demo" }, [cluster], cluster)
  assert.deepStrictEqual(
    hearing.hear(noEvents, 0).map(({ _tag }) => _tag),
    ["Opened"]
  )
  return (one: Heard, at = 1) => hearing.hear(one, at).map(({ _tag }) => _tag)
}

it("opens with the newest version, the neighbours and the events in their order", () => {
  const hearing = makeHearing({ namespace: "kcm-system", name: "demo" }, [cluster], cluster)
  const newer = { ...cluster, resourceVersion: "2" }
  assert.deepStrictEqual(hearing.hear(heard.cluster(WatchSignal.Upserted({ object: newer })), 1), [])
  assert.deepStrictEqual(hearing.hear(heard.cluster(WatchSignal.Upserted({ object: neighbour })), 2), [])
  const late = event("kcm-system/late", { at: 9 })
  const early = event("kcm-system/early", { at: 3 })
  const [first, ...others] = hearing.hear(heard.event(WatchSignal.Synced({ items: [late, early] })), 10)
  assert.deepStrictEqual(others, [])
  assert.deepStrictEqual(first, {
    _tag: "Opened",
    at: 10,
    cluster: newer,
    events: [early, late],
    neighbours: ["demo", "demo-eu"]
  })
})

it("says nothing of a relist that brings nothing new", () => {
  const hear = opened()
  const relist = heard.cluster(WatchSignal.Synced({ items: [cluster] }))
  assert.deepStrictEqual(hear(relist), [])
  assert.deepStrictEqual(hear(heard.cluster(WatchSignal.Upserted({ object: cluster }))), [])
  assert.deepStrictEqual(hear(noEvents), [])
})

it("tells each neighbour once, and again after it was gone", () => {
  const hear = opened()
  const seen = heard.cluster(WatchSignal.Upserted({ object: neighbour }))
  assert.deepStrictEqual(hear(seen), ["NeighbourSeen"])
  assert.deepStrictEqual(hear(seen), [])
  assert.deepStrictEqual(hear(heard.cluster(WatchSignal.Synced({ items: [cluster] }))), [])
  assert.deepStrictEqual(hear(heard.cluster(WatchSignal.Synced({ items: [neighbour, cluster] }))), ["NeighbourSeen"])
  assert.deepStrictEqual(hear(heard.cluster(WatchSignal.Deleted({ object: neighbour }))), [])
  assert.deepStrictEqual(hear(seen), ["NeighbourSeen"])
})

it("tells an event when it is new or counted again, and forgets those that the server forgot", () => {
  const hear = opened()
  const one = event("kcm-system/one")
  const again = { ...one, resourceVersion: "2", count: 2 }
  assert.deepStrictEqual(hear(heard.event(WatchSignal.Upserted({ object: one }))), ["EventSeen"])
  assert.deepStrictEqual(hear(heard.event(WatchSignal.Upserted({ object: one }))), [])
  assert.deepStrictEqual(hear(heard.event(WatchSignal.Synced({ items: [again] }))), ["EventSeen"])
  assert.deepStrictEqual(hear(heard.event(WatchSignal.Synced({ items: [again] }))), [])
  assert.deepStrictEqual(hear(heard.event(WatchSignal.Deleted({ object: again }))), [])
  assert.deepStrictEqual(hear(heard.event(WatchSignal.Upserted({ object: again }))), ["EventSeen"])
})

it("takes whatever a broken watch delivers for its recovery", () => {
  const hear = opened()
  assert.deepStrictEqual(hear(heard.cluster(interrupted)), ["WatchInterrupted"])
  assert.deepStrictEqual(hear(heard.event(interrupted)), ["WatchInterrupted"])
  const newer = { ...cluster, resourceVersion: "2" }
  assert.deepStrictEqual(hear(heard.cluster(WatchSignal.Upserted({ object: newer }))), ["WatchResumed", "ClusterSeen"])
  assert.deepStrictEqual(hear(heard.cluster(WatchSignal.Resumed())), [])
  assert.deepStrictEqual(hear(heard.event(WatchSignal.Resumed())), ["WatchResumed"])
})

it("says once that events are lost, unless an outage was told already or the reason is a missing right", () => {
  const lost = (error: typeof unreachable): Heard => ({ _tag: "EventWatchLost", error })
  const hear = opened()
  assert.deepStrictEqual(hear(lost(unreachable)), ["EventsUnavailable"])
  assert.deepStrictEqual(hear(lost(unreachable)), [])
  assert.deepStrictEqual(hear(noEvents), [])
  assert.deepStrictEqual(hear(heard.event(interrupted)), ["WatchInterrupted"])
  assert.deepStrictEqual(hear(lost(unreachable)), [])
  assert.deepStrictEqual(hear(lost(forbidden("list", "events", "kcm-system"))), ["EventsUnavailable"])
})
