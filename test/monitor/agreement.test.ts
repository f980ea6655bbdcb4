import { assert, it } from "@effect/vitest"
import { Duration, Effect, Option, Schema } from "effect"
import { TestClock } from "effect/testing"
import { decodeClusterDeployment } from "../../src/domain/clusterDeployment.ts"
import { decodeKubeEvent } from "../../src/domain/event/kubeEvent.ts"
import type { KubeObject, RecordingLine } from "../../src/domain/recording.ts"
import { WatchSignal } from "../../src/domain/watchSignal.ts"
import { narrate, replay } from "../../src/progress/replay.ts"
import { Input } from "../../src/progress/state/input.ts"
import { forbidden, makeFakeKube, unreachable } from "./fakeKube.ts"
import { demo, pass, settle, subscribe, withMonitor } from "./harness.ts"

const noon = Date.parse("2026-03-01T12:00:00Z")
const iso = (ms: number) => new Date(ms).toISOString()
// No timer of the monitor's goes off in the same millisecond as another one.
const timeoutMs = 450_018
const warnedMs = timeoutMs / 2

const summaries = [
  "* InfrastructureReady: 3 of 8 completed",
  "* InfrastructureReady:\n  * AADSTS7000215: Invalid client secret provided",
  "* ControlPlaneInitialized: Control plane not yet initialized",
  "* WorkersAvailable:\n  * MachineDeployment demo-md: 1 available replicas, at least 2 required (x)",
  "ready"
]
const reasons = [
  "InfrastructureReady",
  "SuccessfulSetNodeRef",
  "CAPIClusterIsReady",
  "FailedCreate",
  "HelmReleaseCreated"
]
const of = <A>(list: ReadonlyArray<A>, pick: number): A => {
  const found = list[pick % list.length]
  return found ?? assert.fail("nothing to pick from")
}

const clusterObject = (name: string, version: number, uid: string, pick: number): KubeObject => {
  const summary = of(summaries, pick)
  const status = summary === "ready" ? "True" : "False"
  return {
    apiVersion: "k0rdent.mirantis.com/v1beta1",
    kind: "ClusterDeployment",
    metadata: {
      name,
      namespace: demo.namespace,
      uid,
      resourceVersion: String(version),
      generation: 1,
      creationTimestamp: iso(noon - 60_000)
    },
    spec: { template: "azure-standalone-cp-1-0-15", credential: "azure-cred" },
    status: {
      observedGeneration: 1,
      conditions: [
        { type: "HelmReleaseReady", status: "True", reason: "InstallSucceeded", message: "" },
        { type: "CAPIClusterSummary", status, reason: "IssuesReported", message: status === "True" ? "" : summary },
        { type: "Ready", status, reason: "Progressing", message: status === "True" ? "Object is ready" : summary }
      ].map((condition) => ({ ...condition, lastTransitionTime: iso(noon - 30_000) }))
    }
  }
}

const eventObject = (version: number, at: number, pick: number): KubeObject => ({
  apiVersion: "v1",
  kind: "Event",
  metadata: {
    name: `e${version % 7}`,
    namespace: demo.namespace,
    uid: `uid-e${version % 7}`,
    resourceVersion: String(version),
    creationTimestamp: iso(at)
  },
  involvedObject: {
    kind: of(["Cluster", "AzureCluster", "Machine", "ClusterDeployment"], pick),
    name: of(["demo", "demo-md-a", "demo-eu"], pick >> 2),
    namespace: demo.namespace
  },
  type: of(["Normal", "Warning"], pick >> 3),
  reason: of(reasons, pick >> 4),
  message: "UnauthorizedOperation: you are not authorized",
  firstTimestamp: iso(at),
  lastTimestamp: iso(at),
  count: version
})

const cluster = (object: KubeObject) => Option.getOrThrow(decodeClusterDeployment(object))
const event = (object: KubeObject) => Option.getOrThrow(decodeKubeEvent(object))

const Step = Schema.Struct({
  what: Schema.Literals([
    "cluster",
    "cluster",
    "event",
    "event",
    "event",
    "wait",
    "neighbour",
    "interrupted",
    "resumed",
    "relist",
    "replaced",
    "deleted",
    "gone",
    "loseEvents",
    "giveUp"
  ]),
  pick: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 10_000 })),
  // Of a recording's first moment only the last state counts, as a list would show it.
  seconds: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 60 }))
})

const ends: ReadonlyArray<string> = ["replaced", "deleted", "gone", "giveUp"]

it.effect.prop(
  "whatever the watches say is told by the monitor as it is by a replay",
  { steps: Schema.Array(Step).check(Schema.isMaxLength(25)) },
  ({ steps }) => {
    const first = clusterObject(demo.name, 1, "uid-demo", 0)
    const kube = makeFakeKube([cluster(first)])
    return withMonitor(kube, (monitor) =>
      Effect.gen(function* () {
        yield* TestClock.setTime(noon)
        const reader = yield* subscribe(monitor, demo, { timeout: Duration.millis(timeoutMs) })
        const inputs: Array<Input> = [
          Input.ClusterSignal({ at: noon, signal: WatchSignal.Synced({ items: [cluster(first)] }) }),
          Input.EventSignal({ at: noon, signal: WatchSignal.Synced({ items: [] }) })
        ]
        const lines: Array<RecordingLine> = [{ type: "ADDED", object: first, at: noon }]
        // A recording knows neither outages nor lists.
        let recordable = true
        let eventsLost = false
        let latest = first
        let at = noon

        const tellClusters = (signal: Parameters<typeof kube.tellClusters>[1]) => {
          inputs.push(Input.ClusterSignal({ at, signal }))
          return kube.tellClusters(demo.namespace, signal)
        }
        const tellEvents = (signal: Parameters<typeof kube.tellEvents>[1]) => {
          if (!eventsLost) inputs.push(Input.EventSignal({ at, signal }))
          return kube.tellEvents(demo.namespace, signal)
        }
        const record = (type: RecordingLine["type"], object: KubeObject) => {
          lines.push({ type, object, at })
        }

        for (const [index, { what, pick, seconds }] of steps.entries()) {
          // The ends are rare, or no story would ever get far.
          if (ends.includes(what) && pick % 10 !== 0) continue
          yield* pass(`${seconds} seconds`)
          at += seconds * 1000
          const version = index + 2
          switch (what) {
            case "cluster": {
              latest = clusterObject(demo.name, version, "uid-demo", pick)
              record("MODIFIED", latest)
              yield* tellClusters(WatchSignal.Upserted({ object: cluster(latest) }))
              break
            }
            case "replaced":
            case "neighbour": {
              const object = clusterObject(what === "replaced" ? demo.name : "demo-eu", version, "uid-other", pick)
              record("ADDED", object)
              yield* tellClusters(WatchSignal.Upserted({ object: cluster(object) }))
              break
            }
            case "event": {
              const object = eventObject(version, at, pick)
              record("ADDED", object)
              yield* tellEvents(WatchSignal.Upserted({ object: event(object) }))
              break
            }
            case "deleted": {
              record("DELETED", latest)
              yield* tellClusters(WatchSignal.Deleted({ object: cluster(latest) }))
              break
            }
            case "interrupted": {
              recordable = false
              const signal = WatchSignal.Interrupted({ detail: "reset", attempt: 1, attempts: 3 })
              yield* pick % 2 === 0 ? tellClusters(signal) : tellEvents(signal)
              break
            }
            case "resumed":
              yield* pick % 2 === 0 ? tellClusters(WatchSignal.Resumed()) : tellEvents(WatchSignal.Resumed())
              break
            case "relist":
            case "gone":
              recordable = false
              yield* tellClusters(WatchSignal.Synced({ items: what === "gone" ? [] : [cluster(latest)] }))
              break
            case "loseEvents": {
              recordable = false
              const error = forbidden("watch", "events", demo.namespace)
              if (!eventsLost) {
                const detail =
                  'the right to watch events in namespace "kcm-system" is missing: bind a Role in that namespace with ' +
                  'apiGroups: [""], resources: ["events"], verbs: ["get", "list", "watch"] to the user of the kubeconfig'
                inputs.push(Input.EventSignal({ at, signal: { _tag: "Failed", detail, permanent: true } }))
              }
              eventsLost = true
              yield* kube.breakEventWatches(error)
              break
            }
            case "giveUp":
              recordable = false
              inputs.push(
                Input.ClusterSignal({
                  at,
                  signal: { _tag: "Failed", detail: unreachable.message, permanent: false }
                })
              )
              yield* kube.breakClusterWatches(unreachable)
              break
            case "wait":
              break
          }
          yield* settle
        }
        yield* pass(Duration.millis(Math.max(0, noon + timeoutMs - at)))

        const clock = [
          Input.TimeoutNear({ at: noon + warnedMs, remainingMs: warnedMs }),
          Input.TimedOut({ at: noon + timeoutMs })
        ]
        const narrated = narrate(
          demo,
          [...inputs, ...clock].toSorted((a, b) => a.at - b.at)
        )
        assert.deepStrictEqual(reader.updates, narrated)
        assert.strictEqual(narrated.filter(({ terminal }) => terminal === true).length, 1)
        assert.isTrue(reader.ended())
        if (!recordable) return
        const before = Math.min(at, noon + warnedMs)
        const early = ({ timestamp }: { readonly timestamp: string }) => Date.parse(timestamp) < before
        assert.deepStrictEqual(replay(lines, demo).filter(early), reader.updates.filter(early))
      })
    )
  },
  { arbitrary: { runs: 80 } }
)
