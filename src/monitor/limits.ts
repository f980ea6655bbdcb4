import { Effect, RcMap, type Scope, Semaphore } from "effect"
import { MonitorError } from "./errors.ts"
import { countAlive } from "./metrics.ts"
import type { MonitorSettings } from "./settings.ts"

/** Permits to subscribe. A permit belongs to the scope it was taken in and goes back when that scope closes. */
export interface Limits {
  /** Takes one permit of the client's and one of the server's, or refuses at once; it never waits. */
  readonly acquire: (client: string) => Effect.Effect<void, MonitorError, Scope.Scope>
}

const takeOne = (semaphore: Semaphore.Semaphore, refusal: string) =>
  Effect.acquireRelease(
    Effect.flatMap(Semaphore.takeIfAvailable(semaphore, 1), (taken) =>
      taken ? Effect.void : Effect.fail(new MonitorError({ reason: "limitExceeded", message: refusal }))
    ),
    () => Semaphore.release(semaphore, 1)
  )

export const makeLimits = Effect.fnUntraced(function* (
  settings: Pick<MonitorSettings, "maxPerClient" | "maxTotal">
): Effect.fn.Return<Limits, never, Scope.Scope> {
  const total = yield* Semaphore.make(settings.maxTotal)
  // Counted by reference: a client that holds nothing any more leaves no entry behind.
  const perClient = yield* RcMap.make({ lookup: (_client: string) => Semaphore.make(settings.maxPerClient) })
  return {
    acquire: Effect.fnUntraced(function* (client) {
      const own = yield* RcMap.get(perClient, client)
      yield* takeOne(own, `per-client subscription limit exceeded (max: ${settings.maxPerClient})`)
      yield* takeOne(total, `server subscription limit exceeded (max: ${settings.maxTotal})`)
      yield* countAlive
    })
  }
})
