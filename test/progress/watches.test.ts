import { assert, describe, it } from "@effect/vitest"
import type { ProgressUpdate } from "../../src/domain/update/progressUpdate.ts"
import { WatchSignal } from "../../src/domain/watchSignal.ts"
import { begin, step } from "../../src/progress/narrator.ts"
import { narrate } from "../../src/progress/replay.ts"
import { Input } from "../../src/progress/state/input.ts"
import { at, building, cluster, event, ready } from "./objects.ts"
import {
  clusterGone,
  clusterSeen,
  clusterSignal,
  eventSeen,
  eventSignal,
  failed,
  interrupted,
  resumed,
  synced
} from "./signals.ts"

const target = { namespace: "kcm-system", name: "demo" }
const infra = building("* InfrastructureReady: 3 of 8 completed")
const vpc = event({
  kind: "AWSCluster",
  name: "demo",
  reason: "SuccessfulCreateVPC",
  message: 'Created new managed VPC "vpc-1"',
  at: 0
})
const nothing = WatchSignal.Synced({ items: [] })

const said = (updates: ReadonlyArray<ProgressUpdate>) =>
  updates.map((update) => `${(Date.parse(update.timestamp) - at(0)) / 1000} ${update.reason}`)
const told = (...inputs: ReadonlyArray<Input>) => said(narrate(target, [...synced(0, infra), ...inputs]))
const toldFromTheStart = (...inputs: ReadonlyArray<Input>) => said(narrate(target, inputs))

describe("a story begins", () => {
  it("when both watches have told what is there, in whichever order", () => {
    const clusters = (second: number) => clusterSignal(second, WatchSignal.Synced({ items: [infra] }))
    const events = (second: number) => eventSignal(second, WatchSignal.Synced({ items: [vpc] }))
    for (const inputs of [
      [clusters(1), events(2)],
      [events(1), clusters(2)]
    ]) {
      const updates = narrate(target, inputs)
      assert.deepStrictEqual(said(updates), ["2 Snapshot"])
      assert.strictEqual(updates[0]?.milestones?.length, 1)
    }
  })

  it("with the newest state of everything", () => {
    const [first] = narrate(target, [
      clusterSignal(0, nothing),
      clusterSeen(1, infra),
      clusterSeen(2, building("* ControlPlaneInitialized: Control plane not yet initialized")),
      eventSignal(3, nothing)
    ])
    assert.strictEqual(first?.phase, "Bootstrapping")
  })

  it("without events that are lost or late, and never without the cluster", () => {
    const clusters = clusterSignal(0, WatchSignal.Synced({ items: [infra] }))
    const lost = failed(1, "events", "list events is forbidden")
    assert.deepStrictEqual(toldFromTheStart(clusters, lost), ["1 Snapshot", "1 EventsUnavailable"])
    assert.deepStrictEqual(toldFromTheStart(clusters, Input.EventsOverdue({ at: at(5) })), ["5 Snapshot"])
    assert.deepStrictEqual(
      toldFromTheStart(lost, Input.EventsOverdue({ at: at(5) }), Input.TimedOut({ at: at(9) })),
      []
    )
  })

  it("and ends at once where the cluster is gone, or its watch", () => {
    const clusters = clusterSignal(0, WatchSignal.Synced({ items: [infra] }))
    const gone = [clusterGone(1, infra), clusterSignal(1, nothing), clusterSeen(1, { ...infra, uid: "another" })]
    for (const input of gone) {
      assert.deepStrictEqual(toldFromTheStart(clusters, input, eventSignal(2, nothing)), ["2 Snapshot", "2 Deleted"])
    }
    assert.deepStrictEqual(toldFromTheStart(clusters, failed(1, "clusterdeployments", "refused")), [
      "1 Snapshot",
      "1 WatchGivenUp"
    ])
  })

  it("with the cluster that a get shows, whatever the watch still says of its predecessor", () => {
    const before = { ...ready(), uid: "before" }
    const updates = narrate(target, [
      clusterSignal(0, WatchSignal.Synced({ items: [before] })),
      clusterGone(0, before),
      Input.ClusterFetched({ at: at(1), cluster: infra }),
      eventSignal(2, nothing),
      clusterSeen(3, before),
      clusterGone(4, before),
      clusterGone(60, infra)
    ])
    assert.deepStrictEqual(said(updates), ["2 Snapshot", "60 Deleted"])
    assert.strictEqual(updates[0]?.phase, "Provisioning")
  })
})

describe("what watches say", () => {
  it("of a relist that brings nothing new is nothing", () => {
    const state = { ...infra, resourceVersion: "7" }
    const again = [clusterSignal(30, WatchSignal.Synced({ items: [state] })), clusterSeen(30, state)]
    assert.deepStrictEqual(
      said(
        narrate(target, [
          ...synced(0, state, [vpc]),
          ...again,
          eventSignal(30, WatchSignal.Synced({ items: [vpc] })),
          eventSeen(31, vpc)
        ])
      ),
      ["0 Snapshot"]
    )
  })

  it("of a relist without the cluster, or with another of its name, is that it was deleted", () => {
    const another = { ...infra, uid: "another" }
    for (const items of [[], [another]]) {
      assert.deepStrictEqual(told(clusterSignal(9, WatchSignal.Synced({ items }))), ["0 Snapshot", "9 Deleted"])
    }
    assert.deepStrictEqual(told(clusterSeen(9, another)), ["0 Snapshot", "9 Deleted"])
  })

  it("of neighbours keeps their events away, also when they are gone", () => {
    const theirs = event({
      kind: "Machine",
      name: "demo-us-md-a",
      reason: "SuccessfulSetNodeRef",
      message: "x",
      at: 20
    })
    const neighbour = cluster({ name: "demo-us" })
    assert.deepStrictEqual(told(clusterSeen(1, neighbour), clusterGone(2, neighbour), eventSeen(20, theirs)), [
      "0 Snapshot"
    ])
  })

  it("after an outage ends it, whatever it is", () => {
    const outage = [interrupted(1, "clusterdeployments"), interrupted(2, "events")]
    assert.deepStrictEqual(told(...outage, clusterSeen(3, infra), eventSignal(4, nothing)), [
      "0 Snapshot",
      "1 WatchInterrupted",
      "4 WatchResumed"
    ])
    assert.deepStrictEqual(told(...outage, clusterGone(3), resumed(4, "events")), [
      "0 Snapshot",
      "1 WatchInterrupted",
      "3 Deleted"
    ])
  })

  it("when events are lost is told once, unless an outage was told that may pass", () => {
    const lost = (second: number, permanent: boolean) => failed(second, "events", "it is so", permanent)
    assert.deepStrictEqual(told(lost(1, false), lost(31, false), eventSignal(61, nothing), lost(70, true)), [
      "0 Snapshot",
      "1 EventsUnavailable"
    ])
    const outage = interrupted(1, "events")
    assert.deepStrictEqual(told(outage, lost(8, false), eventSignal(38, nothing)), [
      "0 Snapshot",
      "1 WatchInterrupted",
      "38 WatchResumed"
    ])
    assert.deepStrictEqual(told(outage, lost(8, true)), ["0 Snapshot", "1 WatchInterrupted", "8 EventsUnavailable"])
  })
})

it("keeps of a namespace before the story begins no more than names and events", () => {
  const items = Array.from({ length: 6000 }, (_, index) => cluster({ name: `other-${index}` }))
  const [narration] = step(begin(target), clusterSignal(0, WatchSignal.Synced({ items })))
  assert.isBelow(JSON.stringify([...narration.prelude.names]).length, 80_000)
  assert.isUndefined(narration.state)
})
