import { Effect, RcMap, Semaphore, Stream } from "effect"
import type { WatchSignal } from "../../domain/watchSignal.ts"
import type { KubeError } from "../errors/KubeError.ts"
import type { Codec } from "../http/listing.ts"
import { KubeSettings } from "../settings.ts"
import { makeSharedWatch, type Retention } from "./sharedWatch.ts"

/**
 * One list+watch per namespace, however many subscribe to it: opened for the first, closed shortly after the last. A
 * watch that gave up is not kept, so that the next subscriber gets a fresh one and its own answer.
 */
export const makeSharedWatches = Effect.fnUntraced(function* <A>(codec: Codec<A>, retention?: Retention<A>) {
  const settings = yield* KubeSettings
  const hubs = yield* RcMap.make({
    lookup: (namespace: string) => makeSharedWatch(codec, namespace, retention),
    idleTimeToLive: settings.linger
  })
  // Two who find a dead hub must not both replace it.
  const turn = yield* Semaphore.make(1)
  const hubOf = (namespace: string) =>
    Effect.gen(function* () {
      const hub = yield* RcMap.get(hubs, namespace)
      if (!(yield* hub.isOver)) return hub
      yield* RcMap.invalidate(hubs, namespace)
      return yield* RcMap.get(hubs, namespace)
    }).pipe(Semaphore.withPermits(turn, 1))

  return (namespace: string, concerns?: (object: A) => boolean): Stream.Stream<WatchSignal<A>, KubeError> =>
    Stream.unwrap(Effect.map(hubOf(namespace), (hub) => hub.signals(concerns)))
})
