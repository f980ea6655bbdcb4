import { Clock, Effect, Stream } from "effect"
import type { Stage } from "../domain/phase.ts"
import type { ProgressUpdate } from "../domain/progressUpdate.ts"
import type { Screen } from "./screen.ts"
import { renderEntry, renderPlain, renderStatus, renderTitle, stageAfter } from "./view.ts"

interface Scene {
  readonly last: ProgressUpdate | undefined
  readonly reached: Stage | undefined
}

/** Shows a story on a screen as it comes, with the clock running on between updates, and returns its last update. */
export const show = Effect.fnUntraced(function* <E, R>(updates: Stream.Stream<ProgressUpdate, E, R>, screen: Screen) {
  const began = yield* Clock.currentTimeMillis
  const elapsed = Effect.map(Clock.currentTimeMillis, (now) => now - began)
  let scene: Scene = { last: undefined, reached: undefined }

  const tell = Effect.fnUntraced(function* (update: ProgressUpdate) {
    const at = yield* elapsed
    const canvas = screen.canvas()
    const first = scene.last === undefined
    scene = { last: update, reached: stageAfter(scene.reached, update) }
    if (canvas === undefined) return yield* screen.print(renderPlain(update, at), [])
    yield* screen.print(
      [...(first ? renderTitle(update, canvas) : []), ...renderEntry(update, at, canvas)],
      renderStatus(update, scene.reached, at, canvas)
    )
  })

  const refresh = Effect.fnUntraced(function* () {
    const canvas = screen.canvas()
    if (canvas === undefined || scene.last === undefined) return
    yield* screen.print([], renderStatus(scene.last, scene.reached, yield* elapsed, canvas))
  })

  // The first tick comes at once, when there is nothing to refresh.
  const seconds = Stream.drop(Stream.tick("1 second"), 1)
  yield* Stream.map(updates, tell).pipe(
    Stream.merge(Stream.map(seconds, refresh), { haltStrategy: "left" }),
    Stream.runForEach((drawing) => drawing)
  )
  return scene.last
})
