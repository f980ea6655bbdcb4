import { Effect, Layer, Logger, Option, Stream } from "effect"
import {
  type ClusterDeployment,
  defaultSettings,
  Kube,
  layerClusterMonitor,
  layerStdio,
  McpSession,
  mcpServerLayer,
  WatchSignal
} from "../../src/index.ts"
import { makeTestKube } from "../../src/testing.ts"

// A program that embeds the monitor, over a `Kube` of its own that breaks its promise: some of its objects throw when they are
// read. `late` does from a moment on, when only the clock looks at it; `sudden` at its next change; `good` never does.

const started = Date.now()
const brokenAt = started + 1000

const object = (name: string, resourceVersion: string) => ({
  type: "MODIFIED" as const,
  object: {
    apiVersion: "k0rdent.mirantis.com/v1beta1",
    kind: "ClusterDeployment",
    metadata: {
      name,
      namespace: "kcm-system",
      uid: name,
      resourceVersion,
      generation: 1,
      // So that the narrator looks again 1.5 s after the start: ten minutes are one of its times.
      creationTimestamp: new Date(started - 598_500).toISOString()
    },
    spec: { template: "aws-standalone-cp-1-0-43", credential: "aws" },
    status: {
      observedGeneration: 1,
      conditions: [
        { type: "HelmReleaseReady", status: "True", reason: "InstallSucceeded" },
        {
          type: "CAPIClusterSummary",
          status: "False",
          reason: "IssuesReported",
          message:
            resourceVersion === "1" ? "* InfrastructureReady: 2 of 8 completed" : "* ControlPlaneInitialized: waiting"
        }
      ]
    }
  }
})

const throwing = (cluster: ClusterDeployment): ClusterDeployment => {
  const { status } = cluster
  if (cluster.name === "good" || status === undefined) return cluster
  const isBroken = () => (cluster.name === "late" ? Date.now() >= brokenAt : cluster.resourceVersion !== "1")
  return Object.defineProperty({ ...cluster }, "status", {
    enumerable: true,
    get: () => {
      if (isBroken()) throw new Error(`nobody may read ${cluster.name}`)
      return status
    }
  })
}

const names = ["good", "late", "sudden"]
const cluster = makeTestKube(names.map((name) => object(name, "1")))

const faulty = Layer.effect(
  Kube,
  Effect.map(Kube, (kube) =>
    Kube.of({
      ...kube,
      getClusterDeployment: (namespace, name) =>
        Effect.map(kube.getClusterDeployment(namespace, name), Option.map(throwing)),
      listClusterDeployments: (options) =>
        Effect.map(kube.listClusterDeployments(options), (page) => ({ ...page, items: page.items.map(throwing) })),
      watchClusterDeployments: (namespace, name) =>
        Stream.map(kube.watchClusterDeployments(namespace, name), (signal) => {
          if (signal._tag === "Upserted") return WatchSignal.Upserted({ object: throwing(signal.object) })
          return signal._tag === "Synced" ? WatchSignal.Synced({ items: signal.items.map(throwing) }) : signal
        })
    })
  )
).pipe(Layer.provide(cluster.layer))

const changes = Effect.gen(function* () {
  yield* Effect.sleep(1000)
  yield* cluster.apply(object("sudden", "2"))
  yield* Effect.sleep(1500)
  yield* cluster.apply(object("good", "2"))
})

const served = mcpServerLayer({ version: "1.0.0" }).pipe(
  Layer.provide(layerStdio({ input: process.stdin, output: process.stdout })),
  Layer.provide(layerClusterMonitor(defaultSettings)),
  Layer.provide(faulty),
  Layer.provideMerge(Logger.layer([Logger.withConsoleError(Logger.formatLogFmt)]))
)

await Effect.runPromise(
  Effect.gen(function* () {
    yield* Effect.forkChild(changes)
    yield* McpSession.use(({ ending }) => ending)
  }).pipe(Effect.provide(served))
)
