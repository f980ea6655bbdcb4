import { assert, it } from "@effect/vitest"
import { Effect, Exit, Schema, type Scope } from "effect"
import { WatchSignal } from "../../src/domain/watchSignal.ts"
import type { ClusterMonitor } from "../../src/monitor/ClusterMonitor.ts"
import {
  deployment,
  event,
  type FakeKube,
  forbidden,
  makeFakeKube,
  provisioningStatus,
  readyStatus,
  unreachable
} from "./fakeKube.ts"
import { metric, pass, type Reader, settle, subscribe, withMonitor } from "./harness.ts"

const namespace = "kcm-system"
const clients = ["a", "b", "c"] as const
const names = ["demo", "demo-eu"] as const
const limits = { maxPerClient: 2, maxTotal: 4 }
const timeoutMs = 3_600_000
/** Nothing is called a standstill sooner. */
const standstillMs = 180_000

const Command = Schema.Union([
  Schema.Struct({ do: Schema.Literal("subscribe"), client: Schema.Literals(clients), name: Schema.Literals(names) }),
  Schema.Struct({ do: Schema.Literal("unsubscribe"), index: Schema.Literals([0, 1, 2, 3]) }),
  Schema.Struct({ do: Schema.Literal("loseClient"), client: Schema.Literals(clients) }),
  Schema.Struct({ do: Schema.Literal("change"), name: Schema.Literals(names), ready: Schema.Boolean }),
  Schema.Struct({ do: Schema.Literal("remove"), name: Schema.Literals(names) }),
  Schema.Struct({ do: Schema.Literal("event"), name: Schema.Literals(names) }),
  Schema.Struct({ do: Schema.Literals(["outage", "relist", "giveUp", "loseEvents", "forbidEvents", "allowEvents"]) }),
  Schema.Struct({ do: Schema.Literal("pass"), seconds: Schema.Literals([1, 11, 40, 400, 3600]) })
])
type Command = typeof Command.Type

/** A subscription as the model sees it. */
interface Subscribed {
  readonly client: string
  readonly name: string
  readonly openedAt: number
  /** Since when nothing had happened to its cluster by then. */
  readonly stoodSince: number
  readonly reader: Reader
  /** Set when the model knows that it has ended by itself. */
  ended: boolean
}

/** What the world looks like, apart from the monitor: just enough to say what must be true of it. */
const makeModel = () => ({
  now: 0,
  version: 1,
  clusters: new Map<string, "new" | "changed" | "ready">(names.map((name) => [name, "new"])),
  /** When something last happened to a cluster. */
  movedAt: new Map<string, number>(names.map((name) => [name, 0])),
  interrupted: false,
  subscribed: [] as Subscribed[]
})
type Model = ReturnType<typeof makeModel>

const alive = (model: Model) => model.subscribed.filter(({ ended }) => !ended)
const clusterOf = (model: Model, name: string) => {
  const state = model.clusters.get(name)
  return deployment(`${namespace}/${name}`, {
    resourceVersion: String(model.version),
    ...(state === "changed" ? { status: provisioningStatus } : state === "ready" ? { status: readyStatus } : {})
  })
}

const expectedRefusal = (model: Model, client: string, name: string): string | undefined =>
  alive(model).filter((one) => one.client === client).length >= limits.maxPerClient
    ? "per-client subscription limit exceeded (max: 2)"
    : alive(model).length >= limits.maxTotal
      ? "server subscription limit exceeded (max: 4)"
      : model.clusters.has(name)
        ? undefined
        : "not found"

const endAll = (model: Model, which: (one: Subscribed) => boolean) => {
  for (const one of alive(model).filter(which)) {
    assert.isTrue(one.reader.ended(), `the subscription of ${one.name} should have ended`)
    one.ended = true
  }
}

const drop = (model: Model, which: (one: Subscribed) => boolean) =>
  Effect.gen(function* () {
    for (const one of alive(model).filter(which)) {
      yield* one.reader.unsubscribe
      model.subscribed.splice(model.subscribed.indexOf(one), 1)
    }
  })

const execute = Effect.fnUntraced(function* (
  monitor: ClusterMonitor["Service"],
  kube: FakeKube,
  model: Model,
  command: Command
): Effect.fn.Return<void, never, Scope.Scope> {
  switch (command.do) {
    case "subscribe": {
      const { client, name } = command
      const refusal = expectedRefusal(model, client, name)
      const exit = yield* Effect.exit(subscribe(monitor, { namespace, name }, { client }))
      if (Exit.isSuccess(exit)) {
        assert.isUndefined(refusal)
        const stoodSince = model.movedAt.get(name) ?? model.now
        model.subscribed.push({ client, name, openedAt: model.now, stoodSince, reader: exit.value, ended: false })
      } else {
        assert.include(String(exit.cause), refusal ?? "no refusal")
      }
      return
    }
    case "unsubscribe": {
      const one = alive(model)[command.index]
      return yield* drop(model, (other) => other === one)
    }
    case "loseClient":
      return yield* drop(model, ({ client }) => client === command.client)
    case "change": {
      model.version += 1
      model.clusters.set(command.name, command.ready ? "ready" : "changed")
      model.movedAt.set(command.name, model.now)
      return yield* kube.put(clusterOf(model, command.name))
    }
    case "remove": {
      if (!model.clusters.has(command.name)) return
      const gone = clusterOf(model, command.name)
      model.clusters.delete(command.name)
      yield* kube.remove(gone)
      yield* settle
      return endAll(model, ({ name }) => name === command.name)
    }
    case "event": {
      model.version += 1
      model.movedAt.set(command.name, model.now)
      return yield* kube.putEvent(
        event(`${namespace}/${command.name}.${model.version}`, {
          reason: "CAPIClusterIsReady",
          regarding: { kind: "ClusterDeployment", namespace, name: command.name },
          at: model.now,
          firstAt: model.now
        })
      )
    }
    case "outage": {
      model.interrupted = true
      const signal = WatchSignal.Interrupted({ detail: unreachable.message, attempt: 1, attempts: 3 })
      return yield* Effect.andThen(kube.tellClusters(namespace, signal), kube.tellEvents(namespace, signal))
    }
    case "relist": {
      yield* kube.relist(namespace)
      if (!model.interrupted) return
      model.interrupted = false
      yield* kube.tellClusters(namespace, WatchSignal.Resumed())
      return yield* kube.tellEvents(namespace, WatchSignal.Resumed())
    }
    case "giveUp":
      yield* kube.breakClusterWatches(unreachable)
      yield* settle
      return endAll(model, () => true)
    case "loseEvents":
      return yield* kube.breakEventWatches(unreachable)
    case "forbidEvents":
      yield* kube.refuse("events", forbidden("watch", "events", namespace))
      return yield* kube.breakEventWatches(forbidden("watch", "events", namespace))
    case "allowEvents":
      return void (yield* kube.heal("events"))
    case "pass": {
      yield* pass(`${command.seconds} seconds`)
      model.now += command.seconds * 1000
      return endAll(model, ({ openedAt }) => model.now >= openedAt + timeoutMs)
    }
  }
})

/** What must be true at every moment. */
const check = Effect.fnUntraced(function* (kube: FakeKube, model: Model) {
  for (const one of model.subscribed) {
    const { updates } = one.reader
    const terminals = updates.filter(({ terminal }) => terminal === true)
    assert.strictEqual(terminals.length, one.reader.ended() ? 1 : 0)
    const [first] = updates
    if (first?.reason === "Stalled") {
      // Of a cluster that has stood still for long, whoever looks for the first time hears that at once.
      assert.isAtLeast(one.openedAt - one.stoodSince, standstillMs)
      assert.isDefined(first.since)
    }
    // A cluster that is ready already has a story of one update.
    else if (first !== undefined) assert.include(["Snapshot", "Ready"], first.reason)
    assert.isTrue(updates.every(({ metadata }) => metadata.name === one.name))
    if (!one.reader.ended()) continue
    assert.strictEqual(updates.at(-1)?.terminal, true)
    if (one.ended) continue
    // The only end that comes in the narrator's own time.
    assert.strictEqual(updates.at(-1)?.phase, "Ready")
    assert.strictEqual(model.clusters.get(one.name), "ready")
    one.ended = true
  }
  const live = alive(model).length
  assert.strictEqual(kube.watchesOf("clusterdeployments"), live)
  assert.isAtMost(kube.watchesOf("events"), live)
  assert.strictEqual(yield* metric("subscriptions_active"), live)
})

/** Given time, the last state of a cluster has been told to everybody who still listens. */
const checkTold = (model: Model) => {
  for (const one of alive(model)) {
    const state = model.clusters.get(one.name)
    const phase = one.reader.updates.at(-1)?.phase
    if (state === "changed") assert.strictEqual(phase, "Provisioning")
    assert.notStrictEqual(state, "ready")
  }
}

it.effect.prop(
  "whatever happens in whatever order, permits, watches and ends agree with a small model",
  { commands: Schema.Array(Command).check(Schema.isMinLength(5), Schema.isMaxLength(40)) },
  ({ commands }) => {
    const kube = makeFakeKube(names.map((name) => deployment(`${namespace}/${name}`)))
    return withMonitor(
      kube,
      (monitor) =>
        Effect.gen(function* () {
          const model = makeModel()
          for (const command of commands) {
            yield* execute(monitor, kube, model, command)
            yield* settle
            yield* check(kube, model)
          }
          yield* execute(monitor, kube, model, { do: "relist" })
          yield* execute(monitor, kube, model, { do: "pass", seconds: 400 })
          yield* check(kube, model)
          checkTold(model)
          for (const client of clients) yield* execute(monitor, kube, model, { do: "loseClient", client })
          assert.strictEqual(kube.openWatches(), 0)
          assert.strictEqual(yield* metric("subscriptions_active"), 0)
        }),
      limits
    )
  },
  { arbitrary: { runs: 150 } }
)
