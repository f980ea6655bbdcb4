import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import { instant } from "../../src/domain/lenient.ts"
import type { KubeObject, RecordingLine } from "../../src/domain/recording.ts"
import { makeSimulator } from "../../src/simulator/makeSimulator.ts"
import { startPlayer } from "../../src/simulator/player/player.ts"
import type { Recording } from "../../src/simulator/player/recordings.ts"
import { performed } from "../../src/simulator/player/shift.ts"
import type { SimulatorHandle } from "../../src/simulator/Simulator.ts"
import { clusterDeployment, kubeEvent } from "../contract/apiServerContract.ts"
import { items, textAt } from "../contract/readers.ts"
import { clusters, get } from "./support.ts"

const recorded = Date.parse("2025-11-18T14:22:07Z")
const at = (seconds: number, type: RecordingLine["type"], object: KubeObject): RecordingLine => ({
  type,
  object,
  at: recorded + seconds * 1000
})
const cluster = (name: string, message = "step 0") => {
  const object = clusterDeployment("kcm-system", name, {}, message)
  return { ...object, metadata: { ...object.metadata, uid: `uid-of-${name}` } }
}
const story: Recording = [
  at(0, "ADDED", cluster("hub")),
  at(0, "ADDED", cluster("edge")),
  at(10, "MODIFIED", cluster("edge", "step 1")),
  at(20, "DELETED", cluster("hub"))
]

const shown = (simulator: SimulatorHandle) =>
  Effect.map(get(simulator, clusters), ({ text }) =>
    items(JSON.parse(text)).map(
      (item) => `${textAt(item, "metadata.name")}: ${textAt(item, "metadata.annotations.message")}`
    )
  )

it.effect("shows the initial list before it begins, then plays at its speed", () =>
  Effect.gen(function* () {
    const simulator = yield* makeSimulator()
    const { play } = yield* startPlayer(simulator, [story], { speed: 2 })
    assert.deepStrictEqual(yield* shown(simulator), ["edge: step 0", "hub: step 0"])
    yield* Effect.forkChild(play, { startImmediately: true })
    yield* TestClock.adjust("4999 millis")
    assert.deepStrictEqual(yield* shown(simulator), ["edge: step 0", "hub: step 0"])
    yield* TestClock.adjust("1 millis")
    assert.deepStrictEqual(yield* shown(simulator), ["edge: step 1", "hub: step 0"])
    yield* TestClock.adjust("5 seconds")
    assert.deepStrictEqual(yield* shown(simulator), ["edge: step 1"])
  })
)

it.effect("plays several recordings side by side, each from now on", () =>
  Effect.gen(function* () {
    const simulator = yield* makeSimulator()
    const other: Recording = [
      { ...at(100_000, "ADDED", cluster("late")) },
      { ...at(100_015, "MODIFIED", cluster("late", "step 1")) }
    ]
    const { play } = yield* startPlayer(simulator, [story, other], { speed: 1 })
    yield* Effect.forkChild(play, { startImmediately: true })
    yield* TestClock.adjust("12 seconds")
    assert.deepStrictEqual(yield* shown(simulator), ["edge: step 1", "hub: step 0", "late: step 0"])
    yield* TestClock.adjust("4 seconds")
    assert.deepStrictEqual(yield* shown(simulator), ["edge: step 1", "hub: step 0", "late: step 1"])
  })
)

it.effect("begins again with new objects where it loops", () =>
  Effect.gen(function* () {
    const simulator = yield* makeSimulator()
    const { play } = yield* startPlayer(simulator, [story], { speed: 1, loop: true, pause: "5 seconds" })
    yield* Effect.forkChild(play, { startImmediately: true })
    const uid = Effect.map(get(simulator, `${clusters}/edge`), ({ text }) => textAt(JSON.parse(text), "metadata.uid"))
    yield* TestClock.adjust("24 seconds")
    assert.strictEqual(yield* uid, "uid-of-edge")
    yield* TestClock.adjust("1 second")
    assert.deepStrictEqual(yield* shown(simulator), ["edge: step 0", "hub: step 0"])
    const second = yield* uid
    yield* TestClock.adjust("25 seconds")
    assert.deepStrictEqual(yield* shown(simulator), ["edge: step 0", "hub: step 0"])
    assert.strictEqual(new Set(["uid-of-edge", second, yield* uid]).size, 3)
  })
)

it("moves every time of an object to now, in its own precision, and shrinks the distances", () => {
  const start = Date.parse("2026-02-03T10:00:00.400Z")
  const performance = { first: recorded, start, speed: 10, pass: 0 }
  const event = performed(performance, {
    ...kubeEvent("kcm-system", "a.1", "demo"),
    metadata: {
      name: "a.1",
      namespace: "kcm-system",
      creationTimestamp: "2025-11-18T14:20:27Z",
      annotations: { time: "2025-11-18T14:20:27Z" }
    },
    firstTimestamp: null,
    lastTimestamp: "2025-11-18T14:22:07Z",
    eventTime: "2025-11-18T14:22:08.500000Z",
    series: { count: 2, lastObservedTime: "2025-11-18T14:23:47.000000Z" }
  })
  assert.deepStrictEqual(
    [
      "metadata.creationTimestamp",
      "metadata.annotations.time",
      "lastTimestamp",
      "eventTime",
      "series.lastObservedTime"
    ].map((path) => textAt(event, path)),
    [
      "2026-02-03T09:59:50Z",
      "2025-11-18T14:20:27Z",
      "2026-02-03T10:00:00Z",
      "2026-02-03T10:00:00.550000Z",
      "2026-02-03T10:00:10.400000Z"
    ]
  )
  assert.isNull(event["firstTimestamp"])
  const object = performed(performance, {
    ...cluster("demo"),
    spec: { config: { lastTransitionTime: "2025-11-18T14:22:07Z" } },
    status: { conditions: [{ type: "Ready", lastTransitionTime: "2025-11-18T14:22:17Z" }] }
  })
  assert.strictEqual(textAt(object, "spec.config.lastTransitionTime"), "2025-11-18T14:22:07Z")
  assert.strictEqual(textAt(object, "status.conditions.0.lastTransitionTime"), "2026-02-03T10:00:01Z")
})

it("gives an object and whatever refers to it the same new uid in a later pass", () => {
  const performance = { first: recorded, start: recorded, speed: 1, pass: 3 }
  const object = performed(performance, cluster("demo"))
  const event = performed(performance, {
    ...kubeEvent("kcm-system", "a.1", "demo"),
    involvedObject: { kind: "ClusterDeployment", name: "demo", namespace: "kcm-system", uid: "uid-of-demo" }
  })
  assert.match(textAt(object, "metadata.uid"), /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u)
  assert.strictEqual(textAt(object, "metadata.uid"), textAt(event, "involvedObject.uid"))
  assert.isUndefined(instant(textAt(event, "involvedObject.uid")))
})
