import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"
import { assert, it } from "@effect/vitest"
import { Duration, Effect, Exit, Fiber, Layer, Scope, Stream } from "effect"
import type { KubeObject } from "../../src/domain/recording.ts"
import type { ProgressUpdate } from "../../src/domain/update/progressUpdate.ts"
import { layerKube } from "../../src/kube/layer.ts"
import { ClusterMonitor } from "../../src/monitor/ClusterMonitor.ts"
import { layerClusterMonitor } from "../../src/monitor/layer.ts"
import { defaultSettings, type MonitorSettings } from "../../src/monitor/settings.ts"
import { makeSimulator } from "../../src/simulator/makeSimulator.ts"
import type { SimulatorHandle, SimulatorStats } from "../../src/simulator/Simulator.ts"

// The monitor on the real Kubernetes side against the embedded API server: every byte goes over a loopback socket.

const conditions = (notYet: ReadonlyArray<string>) =>
  ["CredentialReady", "TemplateReady", "HelmChartReady", "HelmReleaseReady", "CAPIClusterSummary", "Ready"].map(
    (type) => ({
      type,
      status: notYet.includes(type) ? "False" : "True",
      reason: notYet.includes(type) ? "InProgress" : "Succeeded",
      message: type === "Ready" && !notYet.includes(type) ? "Object is ready" : "",
      observedGeneration: 1,
      lastTransitionTime: "2026-01-01T00:00:00Z"
    })
  )

const clusterObject = (key: string, status: Record<string, unknown> = {}): KubeObject => {
  const [namespace = "", name = ""] = key.split("/")
  return {
    apiVersion: "k0rdent.mirantis.com/v1beta1",
    kind: "ClusterDeployment",
    metadata: { name, namespace, uid: `uid-${key}`, generation: 1, creationTimestamp: new Date().toISOString() },
    spec: { template: "azure-standalone-cp-1-0-8", credential: "azure", config: { region: "eastus" } },
    status
  }
}
const initializing = clusterObject("kcm-system/demo")
const provisioning = clusterObject("kcm-system/demo", {
  observedGeneration: 1,
  conditions: conditions(["CAPIClusterSummary", "Ready"])
})
const ready = clusterObject("kcm-system/demo", { observedGeneration: 1, conditions: conditions([]) })
const demo = { namespace: "kcm-system", name: "demo" }

const kubeconfigFile = (content: string) =>
  Effect.map(
    Effect.acquireRelease(
      Effect.sync(() => mkdtempSync(join(tmpdir(), "monitor-"))),
      (path) => Effect.sync(() => rmSync(path, { recursive: true, force: true }))
    ),
    (path) => {
      const file = join(path, "config")
      writeFileSync(file, content)
      return file
    }
  )

const withCluster = <A, E>(
  body: (monitor: ClusterMonitor["Service"], simulator: SimulatorHandle) => Effect.Effect<A, E, Scope.Scope>,
  settings: Partial<MonitorSettings> = {}
) =>
  Effect.scoped(
    Effect.gen(function* () {
      const simulator = yield* makeSimulator()
      const kubeconfigPath = yield* kubeconfigFile(simulator.kubeconfig)
      const kube = layerKube({
        environment: {},
        kubeconfigPath,
        retryDelays: [Duration.millis(100), Duration.millis(200), Duration.millis(400)],
        linger: Duration.millis(20)
      })
      return yield* Effect.flatMap(ClusterMonitor, (monitor) => body(monitor, simulator)).pipe(
        Effect.provide(layerClusterMonitor({ ...defaultSettings, ...settings }).pipe(Layer.provide(kube)))
      )
    })
  )

/** Asks again until it holds, for 8 s at most. */
const until = (holds: () => boolean, what: () => unknown) =>
  Effect.gen(function* () {
    const deadline = performance.now() + 8000
    while (!holds()) {
      if (performance.now() > deadline) return assert.fail(`waited in vain: ${JSON.stringify(what())}`)
      yield* Effect.sleep("10 millis")
    }
  })

const untilStats = (simulator: SimulatorHandle, holds: (stats: SimulatorStats) => boolean) =>
  Effect.gen(function* () {
    const deadline = performance.now() + 8000
    for (;;) {
      const stats = yield* simulator.stats
      if (holds(stats)) return stats
      if (performance.now() > deadline) return assert.fail(`still ${stats.openWatches} watches open`)
      yield* Effect.sleep("10 millis")
    }
  })

const read = Effect.fnUntraced(function* (monitor: ClusterMonitor["Service"], client = "a") {
  const scope = yield* Scope.fork(yield* Effect.scope)
  const stream = yield* Scope.provide(monitor.open(demo, { client }), scope)
  const updates: Array<ProgressUpdate> = []
  const fiber = yield* Stream.runForEach(stream, (update) => Effect.sync(() => updates.push(update))).pipe(
    Effect.forkIn(scope, { startImmediately: true })
  )
  return {
    updates,
    reasons: () => updates.map(({ reason }) => reason ?? ""),
    end: Effect.asVoid(Fiber.await(fiber)),
    unsubscribe: Scope.close(scope, Exit.void)
  }
})

it.live("a deployment is told from its snapshot to Ready, and nothing stays open", () =>
  withCluster((monitor, simulator) =>
    Effect.gen(function* () {
      yield* simulator.put(initializing)
      const reader = yield* read(monitor)
      yield* until(() => reader.updates.length > 0, reader.reasons)
      assert.strictEqual(reader.updates[0]?.phase, "Initializing")
      assert.strictEqual(reader.updates[0]?.metadata.region, "eastus")
      yield* simulator.put(provisioning)
      yield* until(() => reader.updates.at(-1)?.phase === "Provisioning", reader.reasons)
      yield* simulator.put(ready)
      yield* reader.end
      assert.strictEqual(reader.updates.at(-1)?.phase, "Ready")
      assert.strictEqual(reader.updates.at(-1)?.terminal, true)
      yield* untilStats(simulator, ({ openWatches }) => openWatches === 0)
    })
  )
)

it.live("twenty subscriptions of a namespace share two watches, closed after the last", () =>
  withCluster((monitor, simulator) =>
    Effect.gen(function* () {
      yield* simulator.put(initializing)
      const readers = yield* Effect.forEach(Array.from({ length: 20 }), (_, n) => read(monitor, `client-${n % 2}`))
      yield* until(
        () => readers.every(({ updates }) => updates.length > 0),
        () => "snapshots"
      )
      yield* untilStats(simulator, ({ openWatches }) => openWatches === 2)
      for (const reader of readers.slice(1)) yield* reader.unsubscribe
      yield* Effect.sleep("100 millis")
      assert.strictEqual((yield* simulator.stats).openWatches, 2)
      yield* Effect.forEach(readers.slice(0, 1), ({ unsubscribe }) => unsubscribe)
      yield* untilStats(simulator, ({ openWatches }) => openWatches === 0)
    })
  )
)

it.live("an API server that restarts without its history costs no subscription and no change", () =>
  withCluster((monitor, simulator) =>
    Effect.gen(function* () {
      yield* simulator.put(initializing)
      const reader = yield* read(monitor)
      yield* until(() => reader.updates.length > 0, reader.reasons)
      const restart = yield* Effect.forkChild(simulator.restart({ down: "200 millis", loseHistory: true }), {
        startImmediately: true
      })
      yield* simulator.put(provisioning)
      yield* Fiber.join(restart)
      yield* until(() => reader.updates.at(-1)?.phase === "Provisioning", reader.reasons)
      yield* until(() => reader.reasons().includes("WatchResumed"), reader.reasons)
      yield* simulator.remove("clusterdeployments", "kcm-system", "demo")
      yield* reader.end
      assert.include(reader.updates.at(-1)?.message, "ClusterDeployment deleted")
      const system = reader.updates.filter(({ source }) => source === "system").map(({ reason }) => reason)
      assert.deepStrictEqual(system.slice(0, 2), ["WatchInterrupted", "WatchResumed"])
      assert.strictEqual(system.filter((reason) => reason === "WatchInterrupted").length, 1)
    })
  )
)

it.live("an API server that stays away ends the subscription, and asking again works once it is back", () =>
  withCluster(
    (monitor, simulator) =>
      Effect.gen(function* () {
        yield* simulator.put(provisioning)
        const reader = yield* read(monitor)
        yield* until(() => reader.updates.length > 0, reader.reasons)
        yield* simulator.fault({ _tag: "Status", status: 500 })
        yield* simulator.closeWatches("reset")
        yield* reader.end
        assert.strictEqual(reader.updates.at(-1)?.terminal, true)
        assert.strictEqual(reader.updates.at(-1)?.phase, "Provisioning")
        assert.strictEqual(reader.updates.at(-1)?.severity, "error")
        const refused = yield* Effect.flip(Effect.scoped(monitor.open(demo)))
        assert.strictEqual(refused.reason, "unavailable")
        yield* simulator.clear
        yield* Effect.scoped(Effect.asVoid(monitor.open(demo)))
        assert.strictEqual((yield* monitor.snapshot(demo)).phase, "Provisioning")
        yield* untilStats(simulator, ({ openWatches }) => openWatches === 0)
      }),
    { maxTotal: 1 }
  )
)

it.live("a subscription without the right to events says so and lives on conditions", () =>
  withCluster((monitor, simulator) =>
    Effect.gen(function* () {
      yield* simulator.put(initializing)
      yield* simulator.fault({ _tag: "Status", status: 403 }, { resource: "events" })
      const reader = yield* read(monitor)
      yield* until(() => reader.updates.length > 1, reader.reasons)
      assert.strictEqual(reader.updates[1]?.reason, "EventsUnavailable")
      assert.include(reader.updates[1]?.message, 'events in namespace "kcm-system" is missing')
      assert.strictEqual((yield* monitor.snapshot(demo)).phase, "Initializing")
      yield* simulator.put(ready)
      yield* reader.end
      assert.strictEqual(reader.updates.at(-1)?.phase, "Ready")
    })
  )
)

it.live("a thousand clusters are listed without gap or repetition while the server forgets its history", () =>
  withCluster((monitor, simulator) =>
    Effect.gen(function* () {
      const names = Array.from({ length: 1000 }, (_, n) => `${["a", "a-b", "b"][n % 3]}/c${n}`)
      for (const name of names) yield* simulator.put(clusterObject(name))
      const seen: Array<string> = []
      let cursor: string | undefined
      do {
        const page: { readonly clusters: ReadonlyArray<{ namespace: string; name: string }>; nextCursor?: string } =
          yield* monitor.list(cursor === undefined ? {} : { cursor })
        seen.push(...page.clusters.map(({ namespace, name }) => `${namespace}/${name}`))
        cursor = page.nextCursor
        yield* simulator.put(initializing)
        yield* simulator.compact
      } while (cursor !== undefined)
      assert.deepStrictEqual(
        seen.filter((key) => key !== "kcm-system/demo"),
        names.toSorted()
      )
    })
  )
)

/** What is really in use, after a full collection. */
const heapMiB = (): number => {
  setFlagsFromString("--expose-gc")
  runInNewContext("gc")()
  return process.memoryUsage().heapUsed / 2 ** 20
}

it.live("a thousand comings and goings leave watches, permits, connections and heap where they were", () =>
  withCluster(
    (monitor, simulator) =>
      Effect.gen(function* () {
        yield* simulator.put(initializing)
        const cycles = Effect.fnUntraced(function* (count: number) {
          for (let n = 0; n < count; n++) {
            const reader = yield* read(monitor)
            if (n % 2 === 0) yield* until(() => reader.updates.length > 0, reader.reasons)
            yield* reader.unsubscribe
          }
        })
        // What is loaded and compiled at first is no leak.
        yield* cycles(200)
        const before = heapMiB()
        yield* cycles(1000)
        const stats = yield* untilStats(simulator, ({ openWatches }) => openWatches === 0)
        assert.isAtMost(stats.openConnections, 4)
        assert.isBelow(heapMiB() - before, 5)
      }),
    // One permit in all: the next subscription proves that the last gave it back.
    { maxTotal: 1 }
  )
)
