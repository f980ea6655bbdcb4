import { assert, describe, it } from "@effect/vitest"
import type { ClusterDeployment } from "../../src/domain/clusterDeployment.ts"
import type { KubeEvent } from "../../src/domain/event/kubeEvent.ts"
import type { ProgressUpdate } from "../../src/domain/update/progressUpdate.ts"
import { begin, type Narration, step, wakeAt } from "../../src/progress/narrator.ts"
import { Input } from "../../src/progress/state/input.ts"
import { at, building, type ClusterInput, cluster, event, helmReady, ready } from "./objects.ts"
import { clusterGone, clusterSeen, eventSeen, failed, interrupted, resumed, synced } from "./signals.ts"

const target = { namespace: "kcm-system", name: "demo" }

/** Tells the narrator a story, waking it whenever it asks, and collects what it says with the second it said it. */
class Teller {
  narration: Narration = begin(target)
  readonly said: Array<ProgressUpdate & { readonly second: number }> = []

  feed(input: Input): this {
    const [next, updates] = step(this.narration, input)
    this.narration = next
    for (const update of updates) this.said.push({ ...update, second: (Date.parse(update.timestamp) - at(0)) / 1000 })
    return this
  }
  runTo(second: number): this {
    for (;;) {
      const wake = wakeAt(this.narration)
      if (wake === undefined || wake > at(second)) return this
      this.feed(Input.Tick({ at: wake }))
    }
  }
  open(second: number, seen: ClusterDeployment, events: ReadonlyArray<KubeEvent> = []): this {
    for (const input of synced(second, seen, events)) this.feed(input)
    return this
  }
  see(second: number, seen: ClusterDeployment): this {
    return this.runTo(second).feed(clusterSeen(second, seen))
  }
  hear(second: number, heard: KubeEvent): this {
    return this.runTo(second).feed(eventSeen(second, heard))
  }
  get phases(): ReadonlyArray<string> {
    return this.said.map((update) => update.phase)
  }
  get last(): (ProgressUpdate & { readonly second: number }) | undefined {
    return this.said.at(-1)
  }
}
const teller = () => new Teller()

const infra = "* InfrastructureReady: 3 of 8 completed\n* ControlPlaneInitialized: Control plane not yet initialized"
const controlPlane = "* ControlPlaneInitialized: Control plane not yet initialized"
const workers = "* WorkersAvailable:\n  * MachineDeployment demo-md: 0 available replicas, at least 2 required (x)"
const vpc = (second: number) =>
  event({
    kind: "AWSCluster",
    name: "demo",
    reason: "SuccessfulCreateVPC",
    message: 'Created new managed VPC "vpc-1"',
    at: second
  })
const joined = (name: string, second: number) =>
  event({ kind: "Machine", name, reason: "SuccessfulSetNodeRef", message: name, at: second })

describe("rate", () => {
  it("holds what is not urgent for 10 s and tells it all then, by itself", () => {
    const t = teller().open(0, building(infra)).hear(3, vpc(3))
    assert.strictEqual(t.said.length, 1)
    t.runTo(60)
    assert.deepStrictEqual(
      t.said.map((update) => [update.second, update.milestones?.map((milestone) => milestone.reason)]),
      [
        [0, undefined],
        [10, ["SuccessfulCreateVPC"]]
      ]
    )
  })
  it("tells a change of phase at once, with the milestones that were held back", () => {
    const t = teller().open(0, building(infra)).hear(3, vpc(3)).see(5, building(controlPlane))
    assert.deepStrictEqual(t.phases, ["Provisioning", "Bootstrapping"])
    assert.strictEqual(t.last?.second, 5)
    assert.deepStrictEqual(
      t.last?.milestones?.map((milestone) => milestone.reason),
      ["SuccessfulCreateVPC"]
    )
  })
  it("tells system news at once", () => {
    const t = teller()
      .open(0, building(infra))
      .feed(interrupted(1, "events"))
      .feed(interrupted(2, "clusterdeployments"))
      .feed(resumed(3, "events"))
      .feed(resumed(4, "clusterdeployments"))
    assert.deepStrictEqual(
      t.said.slice(1).map((update) => [update.second, update.reason, update.severity, update.source]),
      [
        [1, "WatchInterrupted", "warning", "system"],
        [4, "WatchResumed", "info", "system"]
      ]
    )
  })
})

describe("snapshot", () => {
  it("holds the milestones of the last five minutes, and no older ones", () => {
    const t = teller().open(600, building(workers), [
      vpc(20),
      event({
        kind: "Cluster",
        name: "demo",
        reason: "InfrastructureReady",
        message: "Cluster demo InfrastructureReady is now True",
        at: 400
      })
    ])
    assert.deepStrictEqual(
      t.last?.milestones?.map((milestone) => milestone.reason),
      ["InfrastructureReady"]
    )
    assert.strictEqual(t.last?.phase, "Scaling")
  })
  it("ends at once on a cluster that is Ready", () => {
    const t = teller().open(600, ready())
    assert.deepStrictEqual([t.last?.phase, t.last?.progress, t.last?.terminal], ["Ready", 100, true])
    assert.strictEqual(wakeAt(t.narration), undefined)
  })
  it("never tells milestones of an earlier cluster of the same name", () => {
    const t = teller().open(600, building(infra, { created: 590 }), [vpc(580)])
    assert.isUndefined(t.last?.milestones)
  })
})

describe("Ready", () => {
  const conditions = (more: ClusterInput) => ready(more)
  it("is not believed for a spec that the status has not seen", () => {
    assert.notStrictEqual(teller().open(0, conditions({ generation: 2, observedGeneration: 1 })).last?.phase, "Ready")
  })
  it("is not believed while the cluster is being deleted, in a dry run, or paused", () => {
    for (const seen of [ready({ deletedAt: 1 }), ready({ spec: { dryRun: true } })]) {
      const t = teller().open(0, seen)
      assert.notStrictEqual(t.last?.phase, "Ready")
      assert.isUndefined(t.last?.terminal)
    }
  })
  it("is not believed while services of the spec are missing from the count", () => {
    const spec = {
      serviceSpec: {
        services: [
          { name: "a", template: "a" },
          { name: "b", template: "b" }
        ]
      }
    }
    const one = { name: "a", namespace: "default", template: "a", state: "Deployed" }
    const two = { name: "b", namespace: "default", template: "b", state: "Deployed" }
    assert.strictEqual(teller().open(0, ready({ spec, services: [] })).last?.phase, "Installing")
    assert.strictEqual(teller().open(0, ready({ spec, services: [one] })).last?.phase, "Installing")
    assert.strictEqual(teller().open(0, ready({ spec, services: [one, two] })).last?.phase, "Ready")
  })
  it("has to stand for a while after the spec changed (field guide i.1)", () => {
    const t = teller()
      .open(0, building(workers, { created: -600 }))
      .see(5, ready({ generation: 2, created: -600 }))
      .see(7, building(workers, { generation: 2, created: -600 }))
      .runTo(60)
    assert.notInclude(t.phases, "Ready")
    t.see(90, ready({ generation: 2, created: -600 })).runTo(200)
    assert.strictEqual(t.last?.phase, "Ready")
    assert.isBelow(t.last?.second ?? 999, 101)
  })
  it("is not believed before Cluster API was heard of", () => {
    const seen = cluster({ conditions: [helmReady, { type: "Ready", status: "True", reason: "Succeeded" }] })
    assert.strictEqual(teller().open(0, seen).runTo(600).last?.phase, "Provisioning")
  })
})

describe("Failed", () => {
  it("is not said for the Ready=False/Failed of an old kcm", () => {
    const seen = cluster({
      conditions: [
        helmReady,
        { type: "CAPIClusterSummary", status: "False", reason: "IssuesReported", message: infra },
        { type: "Ready", status: "False", reason: "Failed", message: infra }
      ]
    })
    const t = teller().open(0, seen).runTo(1500)
    assert.notInclude(t.phases, "Failed")
    assert.isAtLeast(t.said.filter((update) => update.reason === "Stalled").length, 1)
    assert.isAtMost(t.said.length, 4)
  })
  it("is said at once, and for good, when the configuration is rejected", () => {
    const seen = cluster({
      conditions: [
        {
          type: "HelmChartReady",
          status: "False",
          reason: "Failed",
          message:
            "failed to validate template with provided configuration: values don't meet the specifications of the schema"
        }
      ]
    })
    const t = teller().open(1, seen)
    assert.deepStrictEqual([t.last?.phase, t.last?.terminal, t.last?.severity], ["Failed", true, "error"])
  })
  it("waits a minute for a Credential that may be applied with the cluster", () => {
    const missing = cluster({
      conditions: [
        {
          type: "CredentialReady",
          status: "False",
          reason: "Failed",
          message: "failed to get Credential kcm-system/aws-cred: not found",
          since: 0
        }
      ]
    })
    const healed = teller().open(1, missing).see(30, building(infra)).runTo(120)
    assert.notInclude(healed.phases, "Failed")
    const lost = teller().open(1, missing).runTo(120)
    assert.deepStrictEqual([lost.last?.phase, lost.last?.terminal], ["Failed", true])
    assert.include(lost.last?.message, "aws-cred")
  })
  it("is said of a quota after three tries, for good after 12 quiet minutes, and taken back when work goes on", () => {
    const quota = (second: number, count: number) =>
      event({
        kind: "AWSMachine",
        name: "demo-md-abcde-fghij",
        type: "Warning",
        reason: "FailedCreate",
        message:
          "Failed to create instance: operation error EC2: RunInstances, https response error StatusCode: 400, RequestID: 5f4dcc3b, api error VcpuLimitExceeded: You have requested more vCPU capacity than your current vCPU limit of 32 allows",
        at: second,
        first: 100,
        count
      })
    const t = teller()
      .open(90, building(workers))
      .hear(100, quota(100, 1))
      .hear(130, quota(130, 2))
      .hear(170, quota(170, 3))
    t.runTo(300)
    const warned = t.said.find((update) => update.severity === "warning")
    assert.include(warned?.message, "VcpuLimitExceeded")
    assert.notInclude(JSON.stringify(t.said), "5f4dcc3b")
    assert.strictEqual(t.last?.phase, "Failed")
    assert.isUndefined(t.last?.terminal)
    const healed = t.hear(400, joined("demo-md-abcde-fghij", 400))
    assert.strictEqual(healed.last?.phase, "Scaling")
    const stuck = teller().open(90, building(workers)).hear(170, quota(170, 3)).hear(600, quota(600, 9)).runTo(1200)
    assert.deepStrictEqual([stuck.last?.phase, stuck.last?.terminal], ["Failed", true])
  })
})

describe("ends", () => {
  it("tells a deletion as warnings and ends with one update", () => {
    const deleting = (reason: string) =>
      cluster({ deletedAt: 100, generation: 2, conditions: [helmReady, { type: "Deleting", status: "True", reason }] })
    const t = teller()
      .open(90, building(workers))
      .see(100, deleting("WaitingForClusterDeletion"))
      .see(130, deleting("WaitingForHelmReleaseDeletion"))
      .runTo(150)
      .feed(clusterGone(160))
      .feed(clusterGone(161))
    assert.deepStrictEqual(
      t.said
        .slice(1)
        .map((update) => [update.second, update.severity, update.terminal ?? false, update.progress ?? -1]),
      [
        [100, "warning", false, -1],
        [130, "warning", false, -1],
        [160, "warning", true, -1]
      ]
    )
    assert.strictEqual(t.last?.message, "ClusterDeployment deleted")
    assert.notStrictEqual(t.last?.phase, "Ready")
  })
  it("ends with the last known phase when the watch is given up", () => {
    const t = teller()
      .open(0, building(workers))
      .feed(failed(9, "clusterdeployments", "refused"))
    assert.deepStrictEqual([t.last?.phase, t.last?.terminal, t.last?.severity], ["Scaling", true, "error"])
  })
  it("warns before the timeout and ends with it", () => {
    const t = teller()
      .open(0, building(workers))
      .feed(Input.TimeoutNear({ at: at(5), remainingMs: 5000 }))
      .feed(Input.TimedOut({ at: at(10) }))
    assert.deepStrictEqual(
      t.said.slice(1).map((update) => [update.second, update.terminal ?? false, update.source]),
      [
        [5, false, "system"],
        [10, true, "system"]
      ]
    )
    assert.strictEqual(t.last?.message, "Monitoring timeout exceeded")
  })
})

describe("memory", () => {
  it("does not let a status that lags behind take back what events proved", () => {
    const t = teller()
      .open(0, building(infra))
      .hear(
        20,
        event({
          kind: "Cluster",
          name: "demo",
          reason: "InfrastructureReady",
          message: "Cluster demo InfrastructureProvisioned is now True",
          at: 20
        })
      )
      .see(30, building(infra))
      .see(50, building(controlPlane))
    assert.deepStrictEqual(t.phases, ["Provisioning", "Bootstrapping"])
  })
  it("tells what is normal for a while only once it goes on, though each answer is an event of its own", () => {
    const refusal = (second: number) =>
      event({
        kind: "AWSCluster",
        name: "demo",
        reason: "FailedDeleteSubnet",
        type: "Warning",
        message: `Failed to delete managed Subnet "subnet-1": api error DependencyViolation: in use, RequestID: ${second}`,
        at: second
      })
    const short = teller().open(0, building(infra)).hear(5, refusal(5)).hear(60, refusal(60)).runTo(170)
    assert.deepStrictEqual(
      short.said.filter((update) => update.severity !== "info"),
      []
    )
    const long = [5, 45, 85, 130, 160].reduce(
      (t, second) => t.hear(second, refusal(second)),
      teller().open(0, building(infra))
    )
    assert.include(long.last?.message, "DependencyViolation")
  })
  it("is not kept from its pulse by a namespace full of other clusters' events", () => {
    const t = teller()
    for (const input of synced(0, building(infra), [], ["other"])) t.feed(input)
    for (let second = 1; second <= 90; second++) {
      const foreign = event({ kind: "Cluster", name: "other", reason: "Provisioned", at: second, uid: `e${second}` })
      t.feed(eventSeen(second, foreign))
    }
    assert.isAtMost(wakeAt(t.narration) ?? 0, at(60))
  })
  it("tells a condition that flaps for seconds as no step back", () => {
    const t = teller().open(0, building(workers)).see(20, building(infra)).see(40, building(workers)).runTo(120)
    assert.deepStrictEqual([...new Set(t.phases)], ["Scaling"])
  })
  it("says what it is waiting for when nothing moves, and again at growing intervals", () => {
    const t = teller().open(0, building(workers)).runTo(5500)
    const stalls = t.said.filter((update) => update.reason === "Stalled")
    assert.deepStrictEqual(
      stalls.map(({ second }) => Math.round(second / 60)),
      [8, 15, 30, 60, 90]
    )
    for (const { message } of stalls) assert.include(message, "0 of 2 workers")
  })
})

describe("rights", () => {
  it("says once that events cannot be read, and goes on by conditions", () => {
    const missing = (second: number) => failed(second, "events", "list events is forbidden")
    const t = teller().open(0, building(infra)).feed(missing(1)).feed(missing(2)).see(30, building(controlPlane))
    assert.deepStrictEqual(
      t.said.map((update) => [update.second, update.reason]),
      [
        [0, "Snapshot"],
        [1, "EventsUnavailable"],
        [30, "Bootstrapping"]
      ]
    )
    assert.include(t.said[1]?.message, "list events is forbidden")
  })
})

describe("neighbours", () => {
  it("does not tell what belongs to a neighbour that appeared later", () => {
    const theirs = event({
      kind: "Machine",
      name: "demo-us-md-abcde-fghij",
      reason: "SuccessfulSetNodeRef",
      message: "x",
      at: 20
    })
    const t = teller()
      .open(0, building(workers))
      .feed(clusterSeen(1, cluster({ name: "demo-us" })))
      .feed(clusterSeen(2, cluster({ name: "demo-us" })))
      .hear(20, theirs)
      .runTo(60)
    assert.isUndefined(t.said.find((update) => update.milestones !== undefined))
  })
})

describe("odd clusters", () => {
  it("believes the Ready of a template that makes no Cluster once it has stood for two minutes", () => {
    const seen = cluster({
      template: "my-own-thing",
      conditions: [helmReady, { type: "Ready", status: "True", reason: "Succeeded", since: 0 }]
    })
    const t = teller().open(10, seen)
    assert.strictEqual(t.last?.phase, "Provisioning")
    t.runTo(200)
    assert.strictEqual(t.last?.phase, "Ready")
    assert.isAtLeast(t.last?.second ?? 0, 120)
  })

  it("reads the top-level conditions of kcm 0.1 and 0.2", () => {
    const phase = (...conditions: ReadonlyArray<readonly [string, "True" | "False"]>) =>
      teller().open(0, cluster({ conditions: [helmReady, ...conditions.map(([type, status]) => ({ type, status }))] }))
        .last?.phase
    assert.strictEqual(phase(["InfrastructureReady", "False"]), "Provisioning")
    assert.strictEqual(phase(["InfrastructureReady", "True"]), "Bootstrapping")
    assert.strictEqual(phase(["InfrastructureReady", "True"], ["ControlPlaneInitialized", "False"]), "Bootstrapping")
    assert.strictEqual(phase(["InfrastructureReady", "True"], ["ControlPlaneReady", "True"]), "Scaling")
    assert.strictEqual(phase(["ControlPlaneReady", "True"], ["Available", "False"]), "Scaling")
    assert.strictEqual(phase(["ControlPlaneReady", "True"], ["Available", "True"], ["Ready", "True"]), "Ready")
  })

  it("counts an unknown condition that is False as an error, by its own words", () => {
    const odd = (message: string) =>
      cluster({
        conditions: [
          helmReady,
          { type: "CAPIClusterSummary", status: "False", message: infra },
          { type: "QuantumReady", status: "False", reason: "Entangled", message }
        ]
      })
    const t = teller().open(0, odd("")).runTo(60)
    assert.include(t.last?.message, "QuantumReady is False: Entangled")
    assert.strictEqual(t.last?.severity, "warning")
    assert.notInclude(t.phases, "Failed")
    const diagnosed = teller()
      .open(0, odd("api error VcpuLimitExceeded: You have requested more vCPU capacity"))
      .runTo(60)
    assert.include(diagnosed.last?.message, "VcpuLimitExceeded")
    const transient = teller().open(0, odd("context deadline exceeded")).runTo(60)
    assert.strictEqual(transient.said.filter((update) => update.severity !== "info").length, 0)
  })

  it("never calls a cluster Ready that is deleted before anybody noticed the deletion", () => {
    const t = teller().open(0, building(workers)).feed(clusterGone(3))
    assert.deepStrictEqual([t.last?.phase, t.last?.terminal], ["Scaling", true])
    const gone = teller()
      .open(0, ready({ deletedAt: 1 }))
      .feed(clusterGone(3))
    assert.notInclude(gone.phases, "Ready")
  })

  it("names the object that stands behind a condition of the Cluster, by provider and kind of control plane", () => {
    const refused = "* InfrastructureReady: AADSTS7000215: Invalid client secret provided"
    const behind = (template: string, text: string) =>
      teller().open(0, building(text, { template })).last?.relatedObject
    assert.deepInclude(behind("azure-standalone-cp-1-0-15", refused), { kind: "AzureCluster", name: "demo" })
    assert.deepInclude(behind("azure-aks-1-0-5", refused), { kind: "AzureASOManagedCluster", name: "demo" })
    assert.deepInclude(behind("my-own-thing", refused), { kind: "Cluster", name: "demo" })
    const denied =
      "* ControlPlaneInitialized: api error UnauthorizedOperation: You are not authorized to perform this operation"
    assert.deepInclude(behind("aws-eks-1-0-9", denied), { kind: "AWSManagedControlPlane", name: "demo-cp" })
    assert.deepInclude(behind("aws-hosted-cp-1-0-9", denied), { kind: "K0smotronControlPlane", name: "demo-cp" })
    assert.deepInclude(behind("aws-standalone-cp-1-0-9", denied), { kind: "K0sControlPlane", name: "demo-cp" })
  })

  it("ignores what conditions say of an earlier generation", () => {
    const seen = cluster({
      generation: 3,
      conditions: [
        {
          type: "TemplateReady",
          status: "False",
          message: "ClusterTemplate a/b is not marked as valid",
          observedGeneration: 2
        }
      ]
    })
    assert.notStrictEqual(teller().open(600, seen).last?.phase, "Failed")
  })

  it("keeps to itself what failed before the spec was changed", () => {
    const refused = event({
      kind: "AWSCluster",
      name: "demo",
      type: "Warning",
      reason: "AuthFailure",
      message: "AWS was not able to validate the provided access credentials",
      at: 950,
      count: 9
    })
    const old = { created: -6000 }
    const t = teller()
      .open(900, building(infra, old))
      .hear(950, refused)
      .see(1000, building(infra, { ...old, generation: 2 }))
      .hear(1010, refused)
      .runTo(1400)
    const since = t.said.filter((update) => update.second >= 1000).map((update) => update.phase)
    assert.deepStrictEqual([...new Set(since)], ["Provisioning"])
  })
})
