import { setImmediate } from "node:timers/promises"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, type Scope, Stream } from "effect"
import { TestClock } from "effect/testing"
import { parseRecordingLine, type RecordingLine } from "../../src/domain/recording.ts"
import type { ProgressUpdate } from "../../src/domain/update/progressUpdate.ts"
import { KubeObjects } from "../../src/kube/KubeObjects.ts"
import { replay } from "../../src/progress/replay.ts"
import { type RecordOptions, record } from "../../src/recorder/record.ts"
import { printLines } from "../../src/recorder/recordingFile.ts"
import { makeSimulator } from "../../src/simulator/makeSimulator.ts"
import { clusterDeployment, kubeEvent } from "../contract/apiServerContract.ts"
import { expectationOf, recordingLines, recordingNames, targetOf } from "../progress/recordings.ts"
import { kubeconfigFile } from "../support/files.ts"

/** Waits, by the clock on the wall, for what real sockets bring, and until everybody has heard of it. */
const until = (holds: () => boolean) =>
  Effect.promise(async () => {
    const deadline = performance.now() + 10_000
    while (!holds()) {
      if (performance.now() > deadline) throw new Error("nothing came over the socket within 10 s")
      await setImmediate()
    }
    // The recorder hears it in the same turn of the event loop, or yields to others once or twice before.
    for (let turn = 0; turn < 4; turn++) await setImmediate()
  })

/** A recorder; what it writes is read back as text. */
const takeDown = (options: Partial<RecordOptions<never>> & Pick<RecordOptions<never>, "target">) =>
  Effect.gen(function* () {
    const lines: Array<RecordingLine> = []
    const notes: Array<string> = []
    const updates: Array<ProgressUpdate> = []
    const fiber = yield* record({
      wholeNamespace: false,
      untilTerminal: false,
      told: [],
      write: (more) => Effect.sync(() => void lines.push(...more)),
      onUpdate: (update) => updates.push(update),
      note: (text) => Effect.sync(() => void notes.push(text)),
      ...options
    }).pipe(Effect.scoped, Effect.forkScoped)
    return { fiber, lines, notes, updates, text: () => printLines(lines) }
  })

const parsed = (text: string): ReadonlyArray<RecordingLine> =>
  text.split("\n").flatMap((line) => {
    const one = parseRecordingLine(line)
    assert.notStrictEqual(one._tag, "Malformed")
    return one._tag === "Lines" ? one.lines : []
  })

const keyOf = ({ object: { kind, metadata } }: RecordingLine) => `${kind} ${metadata.namespace}/${metadata.name}`
const byName = (a: RecordingLine, b: RecordingLine) => (keyOf(a) < keyOf(b) ? -1 : 1)

/** Over real HTTP, on the test's clock. */
const onSimulator = <A, E>(
  body: (simulator: Effect.Success<ReturnType<typeof makeSimulator>>) => Effect.Effect<A, E, KubeObjects | Scope.Scope>
) =>
  Effect.gen(function* () {
    const simulator = yield* makeSimulator()
    const kubeconfigPath = yield* kubeconfigFile(simulator.kubeconfig)
    return yield* body(simulator).pipe(Effect.provide(KubeObjects.layer({ environment: {}, kubeconfigPath })))
  })

/** How many objects the watches that the recorder shares have told of. */
const hear = Effect.fnUntraced(function* (namespace: string) {
  const objects = yield* KubeObjects
  let count = 0
  for (const watch of [objects.watchClusterDeployments(namespace), objects.watchEvents(namespace)]) {
    yield* Stream.runForEach(watch, (signal) =>
      Effect.sync(() => {
        count += signal._tag === "Synced" ? signal.items.length : 1
      })
    ).pipe(Effect.forkScoped({ startImmediately: true }))
  }
  return () => count
})

describe("the recording of a recording tells the same story", () => {
  it.effect.each(recordingNames)("%s", (name) =>
    onSimulator((simulator) =>
      Effect.gen(function* () {
        const original = recordingLines(name)
        const target = targetOf(expectationOf(name))
        const start = original[0]?.at ?? 0
        yield* TestClock.setTime(start)
        // A list comes in the order of names, whatever happened first.
        const initial = original.filter(({ at }) => at === start).toSorted(byName)
        for (const line of initial) yield* simulator.apply(line)
        const heard = yield* hear(target.namespace)
        // Neighbours whole cost more, and tell the same.
        const { fiber, lines, notes, text } = yield* takeDown({ target, wholeNamespace: name === "neighbours" })
        let told = new Set(initial.map(keyOf)).size
        yield* until(() => heard() >= told)
        yield* until(() => lines.length > 0 || notes.some((note) => note.includes("waiting for it")))
        for (const line of original.slice(initial.length)) {
          yield* TestClock.setTime(line.at)
          yield* simulator.apply(line)
          told += 1
          yield* until(() => heard() >= told)
        }
        yield* Fiber.interrupt(fiber)
        const story = replay([...initial, ...original.slice(initial.length)], target)
        assert.deepStrictEqual(replay(parsed(text()), target), story)
        assert.strictEqual(lines[0]?.object.metadata.name, target.name)
      })
    )
  )
})

const target = { namespace: "kcm-system", name: "demo" }

describe("what a recording holds", () => {
  const secret = {
    ...clusterDeployment("kcm-system", "demo"),
    metadata: {
      ...clusterDeployment("kcm-system", "demo").metadata,
      uid: "1",
      annotations: { "kubectl.kubernetes.io/last-applied-configuration": "hunter2" },
      labels: { owner: "alice" },
      managedFields: [{ manager: "hunter2" }]
    },
    spec: {
      template: "vsphere-standalone-cp-1-0-25",
      credential: "vsphere-cred",
      config: { vsphere: { datacenter: "dc1", password: "hunter2" }, bastion: { key: "hunter2" }, region: "hunter 2!" },
      serviceSpec: { services: [{ name: "web", namespace: "web", template: "web-1-0-0", values: "pw: hunter2" }] }
    },
    status: {
      conditions: [
        { type: "Ready", status: "False", reason: "Failed", message: "mail alice@example.com, password=hunter2" }
      ],
      secretSauce: "hunter2"
    }
  }
  const event = {
    ...kubeEvent("kcm-system", "demo.1", "demo", "InstallSucceeded"),
    message: "release demo with chart azure-standalone-cp@1.0.15; account 123456789012, token=hunter2"
  }

  it.effect("is nothing secret, nobody's address, no value of the spec; a chart's version is no address", () =>
    onSimulator((simulator) =>
      Effect.gen(function* () {
        yield* simulator.put(secret)
        yield* simulator.put(event)
        yield* simulator.put({ ...clusterDeployment("kcm-system", "neighbour"), spec: { template: "secret-plans" } })
        const { fiber, lines, text } = yield* takeDown({ target })
        yield* until(() => lines.length >= 3)
        yield* Fiber.interrupt(fiber)
        for (const word of [
          "hunter",
          "alice",
          "example.com",
          "123456789012",
          "owner",
          "secret-plans",
          "managedFields"
        ]) {
          assert.notInclude(text(), word)
        }
        for (const word of [
          "azure-standalone-cp@1.0.15",
          "vsphere-standalone-cp-1-0-25",
          '"datacenter":"dc1"',
          "neighbour"
        ]) {
          assert.include(text(), word)
        }
      })
    )
  )

  it.effect("is each change once, over outages, relists and restarts, and what went meanwhile", () =>
    onSimulator((simulator) =>
      Effect.gen(function* () {
        yield* simulator.put(secret)
        yield* simulator.put(event)
        const first = yield* takeDown({ target })
        yield* until(() => first.lines.length === 2)
        // Everything is listed anew, and nothing has changed.
        yield* simulator.compact
        yield* simulator.closeWatches("reset")
        yield* until(() => first.notes.some((text) => text.includes("broke")))
        yield* TestClock.adjust("1 second")
        yield* simulator.put({ ...secret, spec: { ...secret.spec, credential: "another" } })
        yield* until(() => first.lines.length === 3)
        yield* Fiber.interrupt(first.fiber)
        assert.deepStrictEqual(
          first.lines.map(({ type, object }) => `${type} ${object.kind}`),
          ["ADDED ClusterDeployment", "ADDED Event", "MODIFIED ClusterDeployment", "MODIFIED ClusterDeployment"]
        )
        yield* simulator.remove("events", "kcm-system", "demo.1")
        const second = yield* takeDown({ target, told: parsed(first.text()) })
        yield* until(() => second.lines.length === 1)
        yield* Fiber.interrupt(second.fiber)
        assert.deepStrictEqual(
          second.lines.map(({ type, object }) => `${type} ${object.kind}`),
          ["DELETED Event", "MODIFIED ClusterDeployment"]
        )
      })
    )
  )

  it.effect("begins before there is a cluster, and ends with its story", () =>
    onSimulator((simulator) =>
      Effect.gen(function* () {
        const original = recordingLines("adopted")
        const cluster = targetOf(expectationOf("adopted"))
        yield* TestClock.setTime((original[0]?.at ?? 0) - 5000)
        const { fiber, lines, notes, updates } = yield* takeDown({ target: cluster, untilTerminal: true })
        yield* until(() => notes.some((text) => text.includes("waiting for it")))
        for (const line of original) {
          yield* TestClock.setTime(line.at)
          yield* simulator.apply(line)
          yield* until(() => true)
          yield* until(() => true)
        }
        yield* until(() => updates.length > 0)
        yield* TestClock.adjust("1 minute")
        yield* Fiber.join(fiber)
        assert.strictEqual(updates.at(-1)?.terminal, true)
        assert.strictEqual(updates.at(-1)?.phase, "Ready")
        assert.strictEqual(replay(lines, cluster).at(-1)?.phase, "Ready")
      })
    )
  )
})
