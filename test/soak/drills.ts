import { Effect, Fiber, FiberSet, Schedule } from "effect"
import type { Watcher } from "./ledger.ts"
import type { Peer } from "./peer.ts"
import { heldBy, maxPerClient, type Soak, subscribe, unsubscribe } from "./steps.ts"

/** Polls until it holds, at most so long. */
const until = (ms: number, holds: () => boolean | Effect.Effect<boolean>): Effect.Effect<boolean> =>
  Effect.suspend(() => {
    const deadline = performance.now() + ms
    const ask = Effect.suspend(() => {
      const held = holds()
      return typeof held === "boolean" ? Effect.succeed(held) : held
    })
    return Effect.repeat(ask, {
      schedule: Schedule.spaced("50 millis"),
      until: (held) => held || performance.now() > deadline
    })
  })

const named = ({ cluster, peer, state, last }: Watcher): string =>
  `${peer} ${cluster.namespace}/${cluster.name} (${state}, told ${last?.phase}, is ${cluster.exists ? cluster.stage : "gone"})`

/** The truth has been told: the last word of every subscription is the cluster's state, and ended stories are gone. */
const isTold = ({ cluster, last, state }: Watcher): boolean =>
  state === "live" && cluster.exists && cluster.stage !== "Ready" && last?.phase === cluster.stage

/** Heals all faults and waits until every request is answered and every subscriber knows the truth. */
export const settle = Effect.fnUntraced(function* (soak: Soak) {
  const { ledger, requests, simulator } = soak
  ledger.note("heal")
  yield* simulator.clear
  if (soak.deaf) yield* simulator.closeWatches("reset")
  soak.deaf = false
  const answered = yield* until(100_000, () => Effect.map(FiberSet.size(requests), (size) => size === 0))
  ledger.check(answered, () => "requests are still without an answer 100 s after the last fault")
  const inTime = yield* until(18_000, () =>
    ledger.watchers().every(({ timeoutSeconds }) => timeoutSeconds === undefined)
  )
  ledger.check(inTime, () => "a subscription has outlived its timeout")
  yield* until(20_000, () => ledger.watchers().every(isTold))
  const untold = ledger.watchers().filter((watcher) => !isTold(watcher))
  ledger.check(untold.length === 0, () => `not told within 20 s: ${untold.map(named).join("; ")}`)
})

/** As many watches are open as the subscriptions need: clusters, and events where they can be read, per server and namespace. */
export const settleWatches = Effect.fnUntraced(function* ({ ledger, simulator }: Soak) {
  const needed = new Set(ledger.watchers().map(({ cluster, peer }) => `${peer} ${cluster.namespace}`)).size
  const open = Effect.map(simulator.stats, ({ openWatches }) => openWatches)
  const right = yield* until(5000, () => Effect.map(open, (count) => count >= needed && count <= 2 * needed))
  const count = yield* open
  ledger.check(right, () => `${count} watches are open, ${needed} to ${2 * needed} are needed`)
})

/** A change in every namespace is told, soon. */
export const tellDrill = Effect.fnUntraced(function* ({ ledger, world }: Soak) {
  for (const watcher of ledger.watchers()) {
    const { cluster } = watcher
    if (cluster.exists && ["Initializing", "Provisioning", "Bootstrapping"].includes(cluster.stage)) {
      ledger.note(`drill: a change of ${cluster.namespace}/${cluster.name}`)
      yield* world.advance(cluster)
    }
  }
  yield* until(5000, () => ledger.watchers().every(isTold))
  const untold = ledger.watchers().filter((watcher) => !isTold(watcher))
  ledger.check(untold.length === 0, () => `a change was not told within 5 s: ${untold.map(named).join("; ")}`)
})

/** One outage that the retries bridge: told once, over once, nothing is lost and nobody is given up. */
export const outageDrill = Effect.fnUntraced(function* ({ ledger, simulator, world }: Soak) {
  // Earlier outages are forgiven once they are over and the watches have settled. An answer whose error never ends is read for 5 s,
  // and the last pause before another try takes 4.
  yield* until(15_000, () => ledger.watchers().every((one) => one.ended || one.interruptions <= one.resumptions))
  yield* Effect.sleep("3 seconds")
  const watchers = ledger.watchers()
  for (const watcher of watchers) {
    watcher.interruptions = 0
    watcher.resumptions = 0
  }
  ledger.note("drill: an outage of 1.5 s")
  ledger.fault()
  const restart = yield* Effect.forkChild(simulator.restart({ down: "1500 millis", loseHistory: true }))
  yield* Effect.sleep("500 millis")
  for (const { cluster } of watchers) if (cluster.stage === "Initializing") yield* world.advance(cluster)
  const over = () => watchers.every((watcher) => watcher.ended || (watcher.resumptions > 0 && isTold(watcher)))
  yield* until(10_000, over)
  yield* Effect.sleep("2 seconds")
  yield* Fiber.join(restart)
  const wrong = watchers.filter(
    (watcher) => watcher.ended || watcher.interruptions !== 1 || watcher.resumptions !== 1 || !isTold(watcher)
  )
  ledger.check(
    wrong.length === 0,
    () =>
      `after an outage: ${wrong
        .map(
          (watcher) =>
            `${named(watcher)} interrupted ${watcher.interruptions}, resumed ${watcher.resumptions}, ${watcher.last?.reason}`
        )
        .join("; ")}`
  )
})

/** No permit is lost and none too many is given: the tenth subscription succeeds, the eleventh is refused. */
export const permitDrill = Effect.fnUntraced(function* (soak: Soak, peer: Peer) {
  const { ledger, world } = soak
  ledger.note(`drill: the permits of ${peer.name}`)
  for (const cluster of world.clusters) if (!cluster.exists || cluster.stage === "Ready") yield* world.renew(cluster)
  // Until the running watches have heard of it.
  yield* Effect.sleep("1 second")
  yield* until(5000, () => ledger.watchers().every(isTold))
  const extra: Array<Watcher> = []
  const mine = () => heldBy(soak, peer).length
  for (const cluster of world.clusters) {
    if (ledger.of(peer.name, cluster) !== undefined) continue
    const before = mine()
    const { reply, watcher } = yield* subscribe(soak, peer, cluster)
    if (before < maxPerClient) {
      extra.push(watcher)
      ledger.check(
        reply?.ok === true,
        () => `subscription ${before + 1} of ${peer.name} was refused: ${JSON.stringify(reply)}`
      )
    } else if (mine() > before || before === maxPerClient) {
      ledger.check(
        reply?.ok === false && reply.message.includes(`per-client subscription limit exceeded (max: ${maxPerClient})`),
        () => `subscription ${before + 1} of ${peer.name} was not refused as it should: ${JSON.stringify(reply)}`
      )
      break
    }
  }
  for (const watcher of extra) yield* unsubscribe(soak, watcher)
})

/** When everybody has unsubscribed, nothing is left on the API server. */
export const releaseDrill = Effect.fnUntraced(function* (soak: Soak) {
  const { ledger, simulator } = soak
  ledger.note("drill: everybody unsubscribes")
  for (const watcher of ledger.watchers()) yield* unsubscribe(soak, watcher)
  const watchesGone = yield* until(3000, () => Effect.map(simulator.stats, ({ openWatches }) => openWatches === 0))
  // Idle connections are kept for a few seconds, as HTTP clients do.
  const connectionsGone = yield* until(15_000, () =>
    Effect.map(simulator.stats, ({ openConnections }) => openConnections === 0)
  )
  const { openConnections, openWatches } = yield* simulator.stats
  ledger.check(
    watchesGone && connectionsGone,
    () => `everybody has unsubscribed, but ${openWatches} watches and ${openConnections} connections are open`
  )
})
