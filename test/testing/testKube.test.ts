import { assert, it } from "@effect/vitest"
import { Effect, Fiber, Layer, Stream } from "effect"
import { TestClock } from "effect/testing"
import { ClusterMonitor, defaultSettings, layerClusterMonitor, replay } from "../../src/index.ts"
import { bundledRecording, bundledRecordings, makeTestKube, readRecording } from "../../src/testing.ts"
import { expectationOf, recordingNames, targetOf } from "../progress/recordings.ts"

it.effect("a cluster in memory tells the story of a recording on the test's clock", () =>
  Effect.gen(function* () {
    const [first, ...rest] = yield* readRecording(bundledRecording("adopted") ?? "")
    const target = targetOf(expectationOf("adopted"))
    yield* TestClock.setTime(first.at)
    const initial = rest.filter(({ at }) => at === first.at)
    const kube = makeTestKube([first, ...initial])
    const story = yield* ClusterMonitor.use((monitor) => Stream.runCollect(monitor.subscribe(target))).pipe(
      Effect.provide(layerClusterMonitor(defaultSettings).pipe(Layer.provide(kube.layer))),
      Effect.forkChild({ startImmediately: true })
    )
    yield* TestClock.adjust(0)
    for (const line of rest.slice(initial.length)) {
      yield* TestClock.setTime(line.at)
      yield* kube.apply(line)
    }
    yield* TestClock.adjust("1 minute")
    const told = yield* Fiber.join(story)
    const expected = replay([first, ...rest], target)
    assert.deepStrictEqual(
      told.map(({ phase }) => phase),
      expected.map(({ phase }) => phase)
    )
  })
)

it("knows the recordings that come with it", () => {
  assert.includeMembers([...bundledRecordings()], [...recordingNames])
  assert.isUndefined(bundledRecording("../../package"))
})
