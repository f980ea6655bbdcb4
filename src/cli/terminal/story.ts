import { Clock, Effect, Stream } from "effect"
import type { Stage } from "../../domain/phase.ts"
import type { ProgressUpdate } from "../../domain/update/progressUpdate.ts"
import type { Screen } from "./screen.ts"
import { originOf, renderEntry, renderLine, renderStatus, renderTitle, stageAfter } from "./view.ts"

interface Scene {
  readonly last: ProgressUpdate
  readonly reached: Stage | undefined
  readonly origin: number
}

/** Shows a story on a screen as it comes, with the clock running on between updates, and returns its last update. */
export const show = Effect.fnUntraced(function* <E, R>(updates: Stream.Stream<ProgressUpdate, E, R>, screen: Screen) {
  let scene: Scene | undefined

  const tell = Effect.fnUntraced(function* (update: ProgressUpdate) {
    const now = yield* Clock.currentTimeMillis
    const before = scene
    const origin = before?.origin ?? originOf(update, now)
    scene = { last: update, reached: stageAfter(before?.reached, update), origin }
    const canvas = screen.canvas()
    if (canvas === undefined) return yield* screen.print([renderLine(update, { origin, now })], [])
    yield* screen.print(
      [...(before === undefined ? renderTitle(update, canvas) : []), ...renderEntry(update, { origin, now }, canvas)],
      renderStatus(update, scene.reached, { origin, now }, canvas)
    )
  })

  const refresh = Effect.fnUntraced(function* () {
    const now = yield* Clock.currentTimeMillis
    const canvas = screen.canvas()
    if (canvas === undefined || scene === undefined) return
    const { last, origin, reached } = scene
    yield* screen.print([], renderStatus(last, reached, { origin, now }, canvas))
  })

  // The first tick comes at once, when there is nothing to refresh.
  const seconds = Stream.drop(Stream.tick("1 second"), 1)
  yield* Stream.map(updates, tell).pipe(
    Stream.merge(Stream.map(seconds, refresh), { haltStrategy: "left" }),
    Stream.runForEach((drawing) => drawing)
  )
  return scene?.last
})
