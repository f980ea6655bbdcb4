import { Effect, type FiberSet, Random } from "effect"
import type { Fault, FaultMatch, SimulatorHandle } from "../../src/simulator/Simulator.ts"
import type { Ledger, Watcher } from "./ledger.ts"
import type { Peer } from "./peer.ts"
import { type Truth, uriOf, type World } from "./world.ts"

/** Subscriptions that one client may hold (the default of K0RDENT_MONITOR_MAX_PER_CLIENT). */
export const maxPerClient = 10

export interface Soak {
  readonly simulator: SimulatorHandle
  readonly world: World
  readonly ledger: Ledger
  readonly peers: Array<Peer>
  /** Runs requests in the background; a round waits for all of them at its end. */
  readonly requests: FiberSet.FiberSet
  readonly fork: (effect: Effect.Effect<void>) => void
  /** Some open watch has been made deaf: it has to be cut when the faults are healed. */
  deaf: boolean
  /** Loses a client that may be lost, and starts another in its place. */
  readonly lose: Effect.Effect<void>
}

export const oneOf = <A>(items: ReadonlyArray<A>): Effect.Effect<A> =>
  Effect.flatMap(Random.nextIntBetween(0, items.length, { halfOpen: true }), (index) =>
    Effect.fromNullishOr(items[index])
  ).pipe(Effect.orDie)

export const heldBy = ({ ledger }: Soak, peer: Peer): ReadonlyArray<Watcher> =>
  ledger.watchers().filter((watcher) => watcher.peer === peer.name)

/** Subscribes, and waits for the answer. */
export const subscribe = Effect.fnUntraced(function* (soak: Soak, peer: Peer, cluster: Truth, timeoutSeconds?: number) {
  const { ledger } = soak
  const full = heldBy(soak, peer).length >= maxPerClient
  const watcher = ledger.ask(peer.name, cluster, timeoutSeconds)
  const { uri } = watcher
  const reply = yield* peer.call("resources/subscribe", uri)
  ledger.note(`${peer.name} subscribe ${uri} -> ${reply === undefined ? "gone" : reply.ok ? "ok" : reply.message}`)
  ledger.answered(watcher, reply, full)
  return { reply, watcher }
})

/** Unsubscribes, and waits for the answer. */
export const unsubscribe = Effect.fnUntraced(function* (soak: Soak, watcher: Watcher) {
  const peer = soak.peers.find(({ name }) => name === watcher.peer)
  if (peer === undefined || watcher.state === "left") return
  const asked = watcher.state === "asked"
  soak.ledger.leave(watcher)
  const reply = yield* peer.call("resources/unsubscribe", uriOf(watcher.cluster))
  soak.ledger.note(`${peer.name} unsubscribe ${uriOf(watcher.cluster)}${asked ? " (overtaking)" : ""}`)
  if (reply === undefined) return
  soak.ledger.check(reply.ok, () => `${peer.name}: an unsubscribe was refused: ${JSON.stringify(reply)}`)
  soak.ledger.gone(watcher)
})

const faults: ReadonlyArray<readonly [Fault, FaultMatch]> = [
  [{ _tag: "Status", status: 500 }, { times: 2 }],
  [{ _tag: "Status", status: 503, retryAfterSeconds: 1 }, { times: 3 }],
  [{ _tag: "Status", status: 429, retryAfterSeconds: 1 }, { times: 2 }],
  [{ _tag: "Status", status: 401 }, { times: 1 }],
  [{ _tag: "Status", status: 401 }, { times: 4 }],
  [
    { _tag: "Status", status: 403 },
    { times: 1, resource: "events" }
  ],
  [
    { _tag: "Status", status: 410 },
    { times: 2, request: "watch" }
  ],
  [
    { _tag: "Status", status: 404 },
    { times: 1, request: "list" }
  ],
  [{ _tag: "Drop", afterBytes: 0 }, { times: 2 }],
  [{ _tag: "Drop", afterBytes: 40 }, { times: 2 }],
  [
    { _tag: "Drop", afterBytes: 900 },
    { times: 4, request: "watch" }
  ],
  [{ _tag: "Garbage", text: "}{ not json" }, { times: 6 }],
  [{ _tag: "Garbage", text: '{"type":"ADDED","object":{"metadata":{"name":7}}}' }, { times: 6 }],
  [{ _tag: "ExpiredInStream" }, { times: 2 }],
  [{ _tag: "Slow", delay: "400 millis" }, { times: 10 }],
  [{ _tag: "Slow", delay: "2 seconds" }, { times: 3 }]
]

const stepFault = Effect.fnUntraced(function* ({ ledger, simulator }: Soak) {
  const [fault, match] = yield* oneOf(faults)
  ledger.note(`fault ${JSON.stringify(fault)} ${JSON.stringify(match)}`)
  ledger.fault()
  yield* simulator.fault(fault, match)
})

const steps: Readonly<Record<string, (soak: Soak) => Effect.Effect<void>>> = {
  subscribe: Effect.fnUntraced(function* (soak) {
    const peer = yield* oneOf(soak.peers)
    const cluster = yield* oneOf(soak.world.clusters)
    const timeout = (yield* Random.nextIntBetween(0, 6)) === 0 ? yield* Random.nextIntBetween(3, 15) : undefined
    if (soak.ledger.of(peer.name, cluster) !== undefined) return
    soak.fork(Effect.asVoid(subscribe(soak, peer, cluster, timeout)))
  }),
  unsubscribe: Effect.fnUntraced(function* (soak) {
    const watchers = soak.ledger.watchers()
    if (watchers.length > 0) soak.fork(unsubscribe(soak, yield* oneOf(watchers)))
  }),
  change: Effect.fnUntraced(function* ({ ledger, world }) {
    const cluster = yield* oneOf(world.clusters)
    yield* world.advance(cluster)
    ledger.note(`${cluster.namespace}/${cluster.name} is ${cluster.stage} (${cluster.incarnation})`)
  }),
  remove: Effect.fnUntraced(function* ({ ledger, world }) {
    const cluster = yield* oneOf(world.clusters)
    yield* world.remove(cluster)
    ledger.note(`${cluster.namespace}/${cluster.name} is removed`)
  }),
  events: Effect.fnUntraced(function* ({ world }) {
    for (let n = yield* Random.nextIntBetween(1, 40); n > 0; n -= 1) yield* world.event(yield* oneOf(world.clusters))
  }),
  storm: Effect.fnUntraced(function* ({ ledger, world }) {
    const cluster = yield* oneOf(world.clusters)
    const count = yield* Random.nextIntBetween(1000, 5000)
    ledger.note(`a storm of ${count} events in ${cluster.namespace}, and in it the next stage of ${cluster.name}`)
    yield* world.storm(cluster.namespace, count / 2)
    yield* world.advance(cluster)
    yield* world.storm(cluster.namespace, count / 2)
  }),
  fault: stepFault,
  deaf: Effect.fnUntraced(function* (soak) {
    soak.ledger.note("open watches go silent")
    soak.ledger.fault()
    soak.deaf = true
    yield* soak.simulator.fault({ _tag: "Silent" }, { request: "watch", times: yield* Random.nextIntBetween(1, 4) })
  }),
  cut: Effect.fnUntraced(function* ({ ledger, simulator }) {
    const how = yield* oneOf(["clean", "reset"] as const)
    ledger.note(`watches are cut: ${how}`)
    if (how === "reset") ledger.fault()
    yield* simulator.closeWatches(how)
  }),
  compact: ({ ledger, simulator }) =>
    Effect.andThen(
      Effect.sync(() => ledger.note("compact")),
      simulator.compact
    ),
  restart: Effect.fnUntraced(function* ({ ledger, simulator }) {
    const down = yield* oneOf(["0 millis", "300 millis", "2 seconds", "5 seconds"] as const)
    const loseHistory = yield* Random.nextBoolean
    ledger.note(`the API server restarts, down ${down}${loseHistory ? ", history lost" : ""}`)
    ledger.fault()
    yield* simulator.restart({ down, loseHistory })
  }),
  inattention: Effect.fnUntraced(function* (soak) {
    const peer = yield* oneOf(soak.peers)
    const seconds = yield* Random.nextIntBetween(1, 6)
    soak.ledger.note(`the client of ${peer.name} does not read for ${seconds} s`)
    peer.read(false)
    soak.fork(
      Effect.delay(
        Effect.sync(() => peer.read(true)),
        `${seconds} seconds`
      )
    )
  }),
  sleep: Effect.fnUntraced(function* (soak) {
    const peer = yield* oneOf(soak.peers)
    const seconds = yield* Random.nextIntBetween(1, 5)
    soak.ledger.note(`${peer.name} is stopped for ${seconds} s`)
    peer.stop(true)
    soak.fork(
      Effect.delay(
        Effect.sync(() => peer.stop(false)),
        `${seconds} seconds`
      )
    )
  }),
  lose: ({ lose }) => lose,
  time: Effect.fnUntraced(function* () {
    yield* Effect.sleep(yield* Random.nextIntBetween(50, 1500))
  })
}

/** How often each step is drawn. */
const weights: Readonly<Record<string, number>> = {
  subscribe: 24,
  unsubscribe: 9,
  change: 22,
  remove: 2,
  events: 8,
  storm: 1,
  fault: 5,
  deaf: 1,
  cut: 3,
  compact: 2,
  restart: 1,
  inattention: 2,
  sleep: 1,
  lose: 1,
  time: 20
}

const drawn = Object.entries(weights).flatMap(([name, weight]) => Array.from({ length: weight }, () => name))

/** One random step. */
export const step = Effect.fnUntraced(function* (soak: Soak) {
  const name = yield* oneOf(drawn)
  yield* steps[name]?.(soak) ?? Effect.void
})
