import { Effect, RcMap, Semaphore, Stream } from "effect"
import type { WatchSignal } from "../../domain/watchSignal.ts"
import type { KubeError } from "../errors/KubeError.ts"
import { KubeSettings } from "../settings.ts"
import { makeSharedWatch, type Watched } from "./sharedWatch.ts"

/**
 * One list+watch per namespace, however many subscribe to it: opened for the first, closed shortly after the last. A
 * watch that gave up is not kept, so that the next subscriber gets a fresh one and its own answer.
 */
export const makeSharedWatches = Effect.fnUntraced(function* <Kept, A, Interest>(watched: Watched<Kept, A, Interest>) {
  const settings = yield* KubeSettings
  const watches = yield* RcMap.make({
    lookup: (namespace: string) => makeSharedWatch(watched, namespace),
    idleTimeToLive: settings.linger
  })
  // Two who find a watch that is over must not both replace it.
  const turn = yield* Semaphore.make(1)
  const watchOf = (namespace: string) =>
    Effect.gen(function* () {
      const watch = yield* RcMap.get(watches, namespace)
      if (!(yield* watch.isOver)) return watch
      yield* RcMap.invalidate(watches, namespace)
      return yield* RcMap.get(watches, namespace)
    }).pipe(Semaphore.withPermits(turn, 1))

  return (namespace: string, interest: Interest): Stream.Stream<WatchSignal<A>, KubeError> =>
    Stream.unwrap(Effect.map(watchOf(namespace), (watch) => watch.signals(interest)))
})
