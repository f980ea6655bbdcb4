// A recording, an assistant's calls, and a clock that only they move: the same conversation every time.
import { Clock, Effect, Fiber, Layer } from "effect"
import { TestClock } from "effect/testing"
import type { Caller } from "../../src/mcp/methods/Caller.ts"
import { toolNamed } from "../../src/mcp/tools/tools.ts"
import { ClusterMonitor } from "../../src/monitor/ClusterMonitor.ts"
import { layerClusterMonitor } from "../../src/monitor/layer.ts"
import { defaultSettings } from "../../src/monitor/settings.ts"
import { startPlayer } from "../../src/simulator/player/player.ts"
import { type Recording, readRecording } from "../../src/simulator/player/recordings.ts"
import { makeTestKube } from "../../src/testing/testKube.ts"

/** What a tool was asked, what was told on the way, and what it answered. */
export interface Exchange {
  readonly tool: string
  readonly args: Readonly<Record<string, unknown>>
  /** Seconds since the recording's first line: when it was asked, and when it was answered. */
  readonly askedAt: number
  readonly answeredAt: number
  readonly progress: ReadonlyArray<string>
  readonly text: string
  readonly structure: Readonly<Record<string, unknown>>
}

/** An assistant's side of a conversation about a recorded cluster. */
export interface Assistant {
  /** Lets the recording play on until so many seconds after its first line. */
  readonly waitUntil: (seconds: number) => Effect.Effect<void>
  readonly call: (tool: string, args: Readonly<Record<string, unknown>>) => Effect.Effect<Exchange>
}

const step = "1 second"

const talk = Effect.fnUntraced(function* <A, E>(
  recording: Recording,
  body: (assistant: Assistant) => Effect.Effect<A, E>
) {
  const monitor = yield* ClusterMonitor
  const began = recording[0].at
  const passed = Effect.map(Clock.currentTimeMillis, (now) => Math.round((now - began) / 1000))
  const tick = Effect.andThen(TestClock.adjust(step), TestClock.adjust(0))
  const call: Assistant["call"] = Effect.fnUntraced(function* (name, args) {
    const tool = toolNamed(`k0rdent_mgmt_${name}`)
    if (tool === undefined) return yield* Effect.die(new Error(`there is no tool ${name}`))
    const progress: Array<string> = []
    const caller: Caller = {
      client: "assistant",
      toolNames: "underscored",
      declares: { tasks: false, ui: false },
      progress: (sentence) => Effect.sync(() => void progress.push(sentence))
    }
    const askedAt = yield* passed
    const asking = yield* Effect.forkChild(Effect.provideService(tool.call(args, caller), ClusterMonitor, monitor), {
      startImmediately: true
    })
    // Most calls take no time: they only have to get their turns.
    for (let turn = 0; turn < 50 && asking.pollUnsafe() === undefined; turn += 1) yield* TestClock.adjust(0)
    while (asking.pollUnsafe() === undefined) yield* tick
    const { content, structuredContent = {} } = yield* Fiber.join(asking)
    const text = content.flatMap((part) => (part.type === "text" ? [part.text] : [])).join("\n")
    return {
      tool: tool.name.replaceAll(".", "_"),
      args,
      askedAt,
      answeredAt: yield* passed,
      progress,
      text,
      structure: structuredContent
    }
  })
  return yield* body({
    call,
    waitUntil: (seconds) =>
      Effect.gen(function* () {
        while ((yield* passed) < seconds) yield* tick
      })
  })
})

/** Plays a recording at its own speed on a clock of its own, and lets an assistant ask about it. */
export const converse = Effect.fnUntraced(function* <A, E>(
  file: string,
  body: (assistant: Assistant) => Effect.Effect<A, E>
) {
  const recording = yield* readRecording(file)
  const kube = makeTestKube()
  return yield* Effect.gen(function* () {
    yield* TestClock.setTime(recording[0].at)
    const { play } = yield* startPlayer({ apply: kube.apply, remove: () => Effect.void }, [recording], { speed: 1 })
    yield* Effect.forkScoped(play)
    return yield* talk(recording, body)
  }).pipe(
    Effect.provide(layerClusterMonitor(defaultSettings).pipe(Layer.provide(kube.layer))),
    Effect.scoped,
    Effect.provide(TestClock.layer())
  )
})
