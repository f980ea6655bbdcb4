import { assert, it } from "@effect/vitest"
import { Schema } from "effect"
import { isoInstant } from "../../src/domain/lenient.ts"
import type { ProgressUpdate } from "../../src/domain/update/progressUpdate.ts"
import { begin, minIntervalMs, type Narration, step, wakeAt } from "../../src/progress/narrator.ts"
import { narrate } from "../../src/progress/replay.ts"
import { Input } from "../../src/progress/state/input.ts"
import { at, building, cluster, event, ready } from "./objects.ts"
import { clusterGone, clusterSeen, eventSeen, failed, interrupted, resumed, synced } from "./signals.ts"
import { essence, ticking } from "./ticking.ts"

/** Names that only the neighbour has: none of them may ever be told. */
const foreign = ["demo-eu", "otherworld"]

const bullets = [
  "* InfrastructureReady: 3 of 8 completed",
  "* InfrastructureReady:\n  * AADSTS7000215: Invalid client secret provided",
  "* ControlPlaneInitialized: Control plane not yet initialized",
  "* WorkersAvailable:\n  * MachineDeployment demo-md: 1 available replicas, at least 2 required (x)",
  "* WorkerMachinesReady:\n  * Machine demo-md-a: \n    * InfrastructureReady: virtualmachine failed to create or update. err: QuotaExceeded",
  "garbage * Failed: error\n\n  *"
]
const services = (state: string) => ({
  spec: { serviceSpec: { services: [{ name: "ingress", template: "ingress-nginx-4-13-0" }] } },
  services: [{ name: "ingress", namespace: "default", template: "ingress-nginx-4-13-0", state, failureMessage: "boom" }]
})
const clusters = (generation: number) => [
  cluster({ generation }),
  ...bullets.map((text) => building(text, { generation })),
  ready({ generation }),
  ready({ generation, observedGeneration: generation - 1 }),
  ready({ generation, ...services("Provisioning") }),
  ready({ generation, ...services("Failed") }),
  ready({ generation, ...services("Deployed") }),
  cluster({
    generation,
    deletedAt: 5,
    conditions: [{ type: "Deleting", status: "True", reason: "WaitingForClusterDeletion" }]
  }),
  cluster({
    generation,
    conditions: [
      { type: "CredentialReady", status: "False", message: "failed to get Credential kcm-system/aws-cred: not found" }
    ]
  })
]
const kinds = [
  "Cluster",
  "AWSCluster",
  "AWSMachine",
  "Machine",
  "ClusterDeployment",
  "HelmRelease",
  "ClusterSummary",
  "Pod"
]
const names = ["demo", "demo-md-a", "demo-cp-0", "demo-eu", "demo-eu-md-otherworld", "p--x-capi-demo", "kmc-demo-eu-0"]
const reasons = [
  "InfrastructureReady",
  "ControlPlaneInitialized",
  "SuccessfulSetNodeRef",
  "CAPIClusterIsReady",
  "HelmReleaseCreated",
  "FailedCreate",
  "AuthFailure",
  "Sveltos",
  "FailedScheduling"
]

const Act = Schema.Struct({
  kind: Schema.Literals([
    "cluster",
    "cluster",
    "event",
    "event",
    "event",
    "wait",
    "watch",
    "respec",
    "delete",
    "timeout",
    "giveUp",
    "rights"
  ]),
  pick: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 10_000 })),
  seconds: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 400 }))
})
const pickOf = <A>(list: ReadonlyArray<A>, pick: number): A => {
  const found = list[pick % list.length]
  if (found === undefined) throw new Error("nothing to pick from")
  return found
}

const inputOf = (act: typeof Act.Type, second: number, generation: number): Input => {
  const now = at(second)
  const { kind, pick } = act
  if (kind === "cluster" || kind === "respec") return clusterSeen(second, pickOf(clusters(generation), pick))
  if (kind === "event") {
    const name = pickOf(names, pick)
    const heard = event({
      kind: pickOf(kinds, pick >> 2),
      name,
      reason: pickOf(reasons, pick >> 4),
      message: name.includes("eu")
        ? "otherworld"
        : "UnauthorizedOperation: you are not authorized Capi kcm-system/demo",
      type: pick % 2 === 0 ? "Normal" : "Warning",
      at: second,
      count: 1 + (pick % 5)
    })
    return eventSeen(second, heard)
  }
  if (kind === "watch") {
    const watch = pick % 2 === 0 ? "events" : "clusterdeployments"
    return pick % 3 === 0 ? resumed(second, watch) : interrupted(second, watch)
  }
  // The ends are rare, or no story would ever get far.
  if (pick % 20 !== 0) return Input.Tick({ at: now })
  if (kind === "delete") return clusterGone(second)
  if (kind === "timeout") return Input.TimedOut({ at: now })
  if (kind === "giveUp") return failed(second, "clusterdeployments", "refused")
  if (kind === "rights") return failed(second, "events", "list events is forbidden")
  return Input.Tick({ at: now })
}

it.prop(
  "holds its laws on any interleaving of any inputs",
  { acts: Schema.Array(Act).check(Schema.isMaxLength(60)), first: Act },
  ({ acts, first }) => {
    let narration: Narration = begin({ namespace: "kcm-system", name: "demo" })
    const said: Array<ProgressUpdate> = []
    const feed = (input: Input) => {
      const [next, updates] = step(narration, input)
      narration = next
      for (const update of updates) {
        assert.strictEqual(update.timestamp, isoInstant(input.at), "an update bears the time it was made")
        said.push(update)
      }
    }
    for (const input of synced(0, pickOf(clusters(1), first.pick))) feed(input)
    let second = 0
    let generation = 1
    for (const act of acts) {
      const next = second + (act.kind === "wait" ? act.seconds : act.seconds % 7)
      for (let wake = wakeAt(narration); wake !== undefined && wake <= at(next); wake = wakeAt(narration)) {
        assert.isAbove(wake, at(second) - 1)
        feed(Input.Tick({ at: wake }))
      }
      second = next
      if (act.kind === "respec") generation += 1
      feed(inputOf(act, second, generation))
    }

    assert.isAtLeast(said.length, 1)
    const ends = said.filter((update) => update.terminal === true)
    assert.isAtMost(ends.length, 1)
    if (ends.length === 1) assert.strictEqual(said.at(-1), ends[0])
    const told = said.flatMap((update) => update.milestones ?? []).map((one) => `${one.reason} ${one.message}`)
    assert.strictEqual(new Set(told).size, told.length, "each milestone at most once")
    let reached = 0
    for (const [index, update] of said.entries()) {
      if (update.progress !== undefined) {
        assert.isAtLeast(update.progress, reached)
        reached = update.progress
      }
      assert.strictEqual(update.progress === 100, update.phase === "Ready" && update.terminal === true)
      assert.isAbove(update.message.length, 0)
      const text = JSON.stringify({ ...update, conditions: [] })
      for (const name of foreign) assert.notInclude(text, name)
      const before = said[index - 1]
      if (before === undefined) continue
      const gap = Date.parse(update.timestamp) - Date.parse(before.timestamp)
      assert.isAtLeast(gap, 0)
      const atOnce = update.phase !== before.phase || update.terminal === true || update.source === "system"
      if (!atOnce) assert.isAtLeast(gap, minIntervalMs)
    }
    assert.isBelow(JSON.stringify(narration).length, 60_000, "the memory is bounded")
  },
  { arbitrary: { runs: 300 } }
)

it.prop(
  "is told by seldom looks what frequent ones tell, and when",
  { acts: Schema.Array(Act).check(Schema.isMaxLength(30)), first: Act },
  ({ acts, first }) => {
    const inputs: Array<Input> = [...synced(0, pickOf(clusters(1), first.pick))]
    let second = 0
    let generation = 1
    for (const act of acts) {
      second += act.kind === "wait" ? act.seconds : act.seconds % 7
      if (act.kind === "respec") generation += 1
      inputs.push(inputOf(act, second, generation))
    }
    const target = { namespace: "kcm-system", name: "demo" }
    assert.deepStrictEqual(essence(narrate(target, ticking(inputs, 2))), essence(narrate(target, inputs)))
  },
  { arbitrary: { runs: 200 } }
)

it("keeps a bounded memory through ten thousand events", () => {
  let narration: Narration = begin({ namespace: "kcm-system", name: "demo" })
  const feed = (input: Input) => {
    narration = step(narration, input)[0]
  }
  for (const input of synced(0, building(bullets[0] ?? ""), [], [])) feed(input)
  for (let second = 0; second < 10_000; second++) {
    const heard = event({
      kind: "Machine",
      name: `demo-md-${second}`,
      reason: "SuccessfulSetNodeRef",
      message: `node-${second}`,
      at: second
    })
    feed(eventSeen(second, heard))
  }
  assert.isBelow(JSON.stringify(narration).length, 1_000_000)
})
