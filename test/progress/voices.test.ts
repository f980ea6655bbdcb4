import { assert, describe, it } from "@effect/vitest"
import { Option } from "effect"
import { decodeKubeEvent, type KubeEvent } from "../../src/domain/event/kubeEvent.ts"
import { narrate } from "../../src/progress/replay.ts"
import { Input } from "../../src/progress/state/input.ts"
import { at, building, type ClusterInput, event, ready } from "./objects.ts"
import { clusterSeen, eventSeen, synced } from "./signals.ts"

const target = { namespace: "kcm-system", name: "demo" }
const minute = 60

const provisioning = (more: ClusterInput = {}) => building("* InfrastructureReady: 2 of 8 completed", more)
const workers = () =>
  building(
    "* WorkersAvailable:\n  * MachineDeployment demo-md: 0 available replicas, at least 2 required (spec.replicas is 2)"
  )

/** What is told of a cluster that has been watched since second `opened` while these events came, until `end`. */
const told = (
  opened: number,
  cluster: ReturnType<typeof building>,
  events: ReadonlyArray<readonly [second: number, event: KubeEvent]>,
  end: number
) =>
  narrate(target, [
    ...synced(opened, cluster),
    ...events.map(([second, heard]) => eventSeen(second, heard)),
    Input.Tick({ at: at(end) })
  ])

const forged = (more: Partial<Parameters<typeof event>[0]> = {}): KubeEvent =>
  event({
    kind: "AWSCluster",
    name: "demo",
    type: "Warning",
    reason: "UnauthorizedOperation",
    message: "You are not authorized to perform this operation",
    first: 0,
    at: 40 * minute,
    count: 1_000_000,
    ...more
  })

const ends = (updates: ReturnType<typeof told>): boolean => updates.some(({ terminal }) => terminal === true)

describe("an event is a voice, no verdict", () => {
  it("one alone ends no story, whatever it claims to be, since when and how often", () => {
    const claims: ReadonlyArray<Partial<Parameters<typeof event>[0]>> = [
      {},
      { message: "reconcile error that cannot be recovered occurred: gone. Object will not be requeued" },
      { kind: "ClusterDeployment", reason: "ValidationError", message: "Invalid configuration provided: all of it" },
      { kind: "HelmRelease", reason: "InstallFailed", message: "Helm install failed: admission webhook denied" },
      { kind: "Cluster", reason: "Failed", message: "Cluster demo is Failed: for good" },
      { kind: "Cluster", reason: "Deleted", type: "Normal", message: "Cluster demo has been deleted" },
      { kind: "ClusterDeployment", reason: "SuccessfulDelete", type: "Normal", message: "ClusterDeployment deleted" },
      { kind: "AWSMachine", name: "demo-md-abcde-fghij", reason: "FailedCreate", message: "VcpuLimitExceeded: none" },
      { kind: "AcmeMachine", name: "demo-md-abcde-fghij", reason: "Failed", message: "quota exceeded, terminally" }
    ]
    for (const claim of claims) {
      const one = forged(claim)
      assert.isFalse(ends(told(40 * minute, workers(), [[40 * minute, one]], 120 * minute)), one.reason)
      assert.isFalse(ends(narrate(target, synced(40 * minute, provisioning(), [one]))), `${one.reason}, listed`)
    }
  })

  it("heard again and again by whoever listens, it may end a story, since some clouds say it nowhere else", () => {
    const tries = [40, 41, 43, 47, 52].map((minutes, index) => {
      const second = minutes * minute
      return [second, forged({ first: 40 * minute, at: second, count: index + 1, uid: "real" })] as const
    })
    const updates = told(40 * minute, provisioning(), tries, 60 * minute)
    assert.isTrue(ends(updates))
    assert.match(updates.at(-1)?.message ?? "", /not authorized/u)
  })

  it("what a condition says, too, ends it", () => {
    const dead = building("* InfrastructureReady: Failed", { template: "azure-standalone-cp-1-0-15" })
    const gaveUp = forged({
      kind: "AzureCluster",
      reason: "ClusterReconcilerNormalFailed",
      message: "reconcile error that cannot be recovered occurred: no such vnet. Object will not be requeued",
      first: 100,
      at: 100,
      count: 1
    })
    const updates = narrate(target, [...synced(90, dead), eventSeen(100, gaveUp)])
    assert.isTrue(ends(updates))
  })
})

describe("an event changes nothing", () => {
  const withoutIt = told(40 * minute, provisioning(), [], 50 * minute)
  const unheard: ReadonlyArray<readonly [name: string, event: KubeEvent]> = [
    ["of another cloud's object", forged({ kind: "AzureCluster", message: "AADSTS7000215: Invalid client secret" })],
    ["of another cloud's machine", forged({ kind: "GCPMachine", name: "demo-md-abcde-fghij" })],
    ["of a kind that only looks like one", forged({ kind: "XAWSCluster" })],
    ["of a kind in other letters", forged({ kind: "awscluster" })],
    ["of another object of the name", ofUid(forged({ kind: "ClusterDeployment" }), "another")],
    ["of another API's Cluster", ofGroup("Cluster", "postgresql.cnpg.io/v1")],
    ["of another API's ClusterDeployment", ofGroup("ClusterDeployment", "hive.openshift.io/v1")],
    ["of a cluster before this one", forged({ at: -100, first: -500 })]
  ]
  for (const [name, one] of unheard) {
    it(name, () => assert.deepStrictEqual(told(40 * minute, provisioning(), [[2410, one]], 50 * minute), withoutIt))
  }

  it("its twin of the right API is heard", () => {
    const right = ofGroup("Cluster", "cluster.x-k8s.io/v1beta2")
    assert.notDeepEqual(told(40 * minute, provisioning(), [[2410, right]], 50 * minute), withoutIt)
  })
})

describe("what an event claims is bounded", () => {
  it("its times lie in the cluster's life, and its count is none that time allows", () => {
    const far = forged({ first: -400 * minute, at: 90 * minute, count: 1_000_000 })
    const listed = narrate(target, synced(41 * minute, provisioning(), [far]))
    const said = listed.map(({ message }) => message).join("\n")
    const [, times = "0", since = ""] = /Seen (\d+) times since (\S+) UTC, last/u.exec(said) ?? []
    assert.isAtMost(Number(times), 41 * minute + 20)
    assert.strictEqual(since, "12:00:00")
  })

  it("it moves a stage for a while only, and not where the conditions know better", () => {
    const initialized = event({
      kind: "Cluster",
      name: "demo",
      reason: "ControlPlaneInitialized",
      message: "Cluster demo ControlPlaneInitialized is now True",
      at: 500 * minute
    })
    const bootstrapping = building("* ControlPlaneInitialized: Control plane not yet initialized")
    const updates = told(300, bootstrapping, [[310, initialized]], 20 * minute)
    assert.include(
      updates.map(({ phase }) => phase),
      "Scaling"
    )
    assert.strictEqual(updates.at(-1)?.phase, "Bootstrapping")
    const missing = building("", {
      conditions: [
        { type: "HelmReleaseReady", status: "True", reason: "InstallSucceeded" },
        { type: "CAPIClusterSummary", status: "Unknown", reason: "CAPIClusterMissing", message: "no Cluster" }
      ]
    })
    const none = told(300, missing, [[310, initialized]], 20 * minute)
    assert.notInclude(
      none.map(({ phase }) => phase),
      "Scaling"
    )
  })

  it("only kcm's own words tell of a change of the spec, and machines that never come hold Ready back for hours, not for ever", () => {
    const updated = event({ kind: "Cluster", name: "demo", reason: "HelmReleaseUpdated", at: 100 })
    assert.strictEqual(narrate(target, synced(105, ready(), [updated])).at(-1)?.phase, "Ready")
    const announced = Array.from({ length: 20 }, (_, index) => {
      const second = 60 + index * 10 * minute
      const machine = `demo-md-abcde-${(index + 10000).toString(36).padStart(5, "0")}`
      return [
        second,
        event({
          kind: "MachineSet",
          name: "demo-md-abcde",
          reason: "SuccessfulCreate",
          message: `Created machine "${machine}"`,
          at: second
        })
      ] as const
    })
    const updates = narrate(target, [
      ...synced(30, provisioning()),
      ...announced.slice(0, 1).map(([second, one]) => eventSeen(second, one)),
      clusterSeen(61, ready({ created: 0 })),
      ...announced.slice(1).map(([second, one]) => eventSeen(second, one)),
      Input.Tick({ at: at(200 * minute) })
    ])
    assert.strictEqual(updates.at(-1)?.phase, "Ready")
    assert.isAtMost(Date.parse(updates.at(-1)?.timestamp ?? ""), at(125 * minute))
  })

  it("a deletion is told by the watch alone", () => {
    const words = [
      ["Cluster", "Deleting"],
      ["Cluster", "Deleted"],
      ["ClusterDeployment", "SuccessfulDelete"],
      ["ClusterDeployment", "CAPIClusterIsDeleting"]
    ] as const
    const events = words.map(([kind, reason], index): readonly [number, KubeEvent] => [
      310 + index,
      event({ kind, name: "demo", reason, message: "Cluster demo has been deleted", at: 310 + index })
    ])
    const updates = told(300, provisioning(), events, 320)
    assert.isFalse(ends(updates))
    for (const { message, phase } of updates) {
      assert.strictEqual(phase, "Provisioning")
      assert.notMatch(message, /^ClusterDeployment deleted/u)
      if (/is being deleted/u.test(message)) assert.match(message, /Events say/u)
    }
  })
})

function ofUid(one: KubeEvent, uid: string): KubeEvent {
  return { ...one, regarding: { ...one.regarding, uid } }
}

function ofGroup(kind: string, apiVersion: string): KubeEvent {
  const time = new Date(at(2410)).toISOString()
  return Option.getOrThrow(
    decodeKubeEvent({
      metadata: { name: "e", namespace: "kcm-system", uid: `of ${apiVersion}`, creationTimestamp: time },
      involvedObject: { apiVersion, kind, name: "demo", namespace: "kcm-system" },
      type: "Warning",
      reason: "Failed",
      message: "Quota exceeded: cannot be created",
      firstTimestamp: time,
      lastTimestamp: time,
      count: 5
    })
  )
}
