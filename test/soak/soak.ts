import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { parseArgs } from "node:util"
import { Effect, FiberSet, Random, Scope } from "effect"
import { makeSimulator } from "../../src/simulator/makeSimulator.ts"
import { outageDrill, permitDrill, releaseDrill, settle, settleWatches, tellDrill } from "./drills.ts"
import { makeLedger } from "./ledger.ts"
import { losses, type Peer, type PeerKind, startPeer } from "./peer.ts"
import { oneOf, type Soak, step } from "./steps.ts"
import { makeWorld } from "./world.ts"

// The soak: random sequences of everything that can happen to the built server, checked against a small model.
//   npm run soak -- [--minutes N] [--seed TEXT]        (or SOAK_MINUTES, SOAK_SEED)
// The seed decides the sequence of steps; how they interleave with the server is decided by the machine.

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: process.env["SOAK_MINUTES"] ?? "10" },
    seed: { type: "string", default: process.env["SOAK_SEED"] ?? String(process.pid * 7919 + process.hrtime()[1]) }
  }
})
const minutes = Number(values.minutes)
if (!(minutes > 0)) {
  process.stderr.write(`soak: --minutes must be a positive number, not ${JSON.stringify(values.minutes)}\n`)
  process.exit(2)
}

const stepsPerRound = 60
/** The server must end within this after its client has gone. */
const endWithinMs = 2000
/** Above this, or growing by more than this between the second and the last quarter of the run, memory is not flat. */
const memoryBounds = { most: 200, growth: 12 }

const say = (text: string) => Effect.sync(() => void process.stdout.write(`${text}\n`))

const median = (numbers: ReadonlyArray<number>): number =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0

const clock = (ms: number): string => {
  const seconds = Math.floor(ms / 1000)
  return `${String(Math.floor(seconds / 60)).padStart(2, "0")}:${String(seconds % 60).padStart(2, "0")}`
}

const temporaryFile = (text: string) =>
  Effect.acquireRelease(
    Effect.promise(() => mkdtemp(join(tmpdir(), "k0rdent-mcp-soak-"))),
    (folder) => Effect.promise(() => rm(folder, { recursive: true, force: true }))
  ).pipe(
    Effect.map((folder) => join(folder, "kubeconfig")),
    Effect.tap((path) => Effect.promise(() => writeFile(path, text)))
  )

const soakFor = Effect.fnUntraced(function* (durationMs: number): Effect.fn.Return<number, unknown, Scope.Scope> {
  const ledger = makeLedger()
  const simulator = yield* makeSimulator()
  const world = yield* makeWorld(simulator, 5, 3)
  const kubeconfig = yield* temporaryFile(simulator.kubeconfig)
  const requests = yield* FiberSet.make<void>()
  const fork = yield* FiberSet.runtime(requests)<never>()
  const peers: Array<Peer> = []
  const scope = yield* Effect.scope
  let started = 0

  const start = Effect.fnUntraced(function* (kind: PeerKind) {
    started += 1
    const name = `${kind === "official" ? "sdk" : "hand"}-${started}`
    const peer = yield* startPeer({ name, kind, kubeconfig, listener: ledger }).pipe(Scope.provide(scope))
    ledger.note(`${name} starts, process ${peer.pid}`)
    peers.push(peer)
    return peer
  })

  const survivor = yield* start("official")
  yield* start("handWritten")
  yield* start("official")
  const memory: Array<number> = []

  const end = Effect.fnUntraced(function* (peer: Peer, how: (typeof losses)[number]) {
    peers.splice(peers.indexOf(peer), 1)
    ledger.note(`${peer.name} is lost: ${how}`)
    // A server that is stopped just now cannot end.
    peer.stop(false)
    const began = performance.now()
    const ended = yield* peer.lose(how)
    ledger.lost(peer.name)
    if (how === "server killed") return
    const ms = Math.round(ended.at - began)
    ledger.check(
      ended.code === 0 && ms <= endWithinMs,
      () => `${peer.name} ended after ${how} with code ${ended.code}, signal ${ended.signal}, ${ms} ms later`
    )
  })

  const soak: Soak = {
    simulator,
    world,
    ledger,
    peers,
    requests,
    fork: (effect) => void fork(effect),
    deaf: false,
    lose: Effect.gen(function* () {
      const mortal = peers.filter((peer) => peer !== survivor)
      yield* end(yield* oneOf(mortal), yield* oneOf(losses))
      yield* start(yield* oneOf(["official", "handWritten"] as const))
    })
  }

  const began = performance.now()
  const elapsed = () => performance.now() - began
  const sound = () => ledger.violations().length === 0
  let round = 0

  const summary = Effect.gen(function* () {
    const { openConnections, openWatches } = yield* simulator.stats
    const { failed, passed, updates } = ledger.counts()
    yield* say(
      `${clock(elapsed())}  round ${round}  ${passed} checks passed, ${failed} failed  ${updates} updates  ` +
        `${ledger.watchers().length} subscriptions, ${openWatches} watches, ${openConnections} connections  ` +
        `memory ${peers.map((peer) => (peer.isAlive() ? peer.memory() : 0)).join(" ")} MiB`
    )
  })
  yield* Effect.forkScoped(Effect.forever(Effect.delay(summary, "30 seconds")))

  while (elapsed() < durationMs && sound()) {
    round += 1
    ledger.note(`round ${round}`)
    for (let n = 0; n < stepsPerRound && sound(); n += 1) yield* step(soak)
    yield* settle(soak)
    if (sound()) yield* settleWatches(soak)
    if (sound()) yield* tellDrill(soak)
    if (sound() && round % 3 === 0) yield* outageDrill(soak)
    if (sound()) yield* permitDrill(soak, yield* oneOf(peers))
    if (sound() && round % 4 === 0) yield* releaseDrill(soak)
    memory.push(survivor.memory())
  }

  for (const peer of [...peers]) yield* end(peer, "stdin end")
  if (sound()) yield* settleWatches(soak)
  const quarter = Math.floor(memory.length / 4)
  const growth = median(memory.slice(-quarter)) - median(memory.slice(quarter, 2 * quarter))
  ledger.check(
    Math.max(...memory) <= memoryBounds.most && (quarter < 2 || growth <= memoryBounds.growth),
    () => `the memory of ${survivor.name} is not flat: ${memory.join(", ")} MiB`
  )
  yield* summary
  if (!sound()) {
    yield* say(`\nwhat led to it:\n${ledger.history().slice(-200).join("\n")}\n`)
    for (const violation of ledger.violations()) yield* say(`VIOLATION ${violation}`)
  }
  const { failed, passed } = ledger.counts()
  yield* say(`${passed} passed, ${failed} failed; ${round} rounds, seed ${values.seed}`)
  return failed === 0 ? 0 : 1
})

await Effect.runPromise(
  say(`soak for ${minutes} minutes, seed ${values.seed}`).pipe(
    Effect.andThen(soakFor(minutes * 60_000)),
    Effect.scoped,
    Random.withSeed(values.seed),
    Effect.flatMap((code) => Effect.sync(() => process.exit(code)))
  )
)
