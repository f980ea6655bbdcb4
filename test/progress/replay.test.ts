import { assert, describe, it } from "@effect/vitest"
import type { RecordingLine } from "../../src/domain/recording.ts"
import { clustersIn, replay } from "../../src/progress/replay.ts"
import { at } from "./objects.ts"

const iso = (second: number) => new Date(at(second)).toISOString()
const deployment = (
  second: number,
  name: string,
  more: object = {},
  type: RecordingLine["type"] = "MODIFIED"
): RecordingLine => ({
  type,
  at: at(second),
  object: {
    apiVersion: "k0rdent.mirantis.com/v1beta1",
    kind: "ClusterDeployment",
    metadata: { name, namespace: "n", uid: name, generation: 1, creationTimestamp: iso(0) },
    spec: { template: "aws-standalone-cp-1-0-43" },
    ...more
  }
})
const status = (message: string) => ({
  status: {
    conditions: [
      { type: "HelmReleaseReady", status: "True" },
      { type: "CAPIClusterSummary", status: "False", reason: "IssuesReported", message }
    ]
  }
})
const vpc = (second: number, type: RecordingLine["type"] = "ADDED", namespace = "n"): RecordingLine => ({
  type,
  at: at(second),
  object: {
    apiVersion: "v1",
    kind: "Event",
    metadata: { name: "vpc", namespace, uid: `vpc-${namespace}` },
    involvedObject: { kind: "AWSCluster", name: "demo", namespace },
    reason: "SuccessfulCreateVPC",
    message: 'Created new managed VPC "vpc-1"',
    firstTimestamp: iso(second),
    lastTimestamp: iso(second)
  }
})
const target = { namespace: "n", name: "demo" }

describe("replay", () => {
  it("lists the clusters of a recording once each, in their order", () => {
    const lines = [deployment(0, "demo"), vpc(1), deployment(2, "other"), deployment(3, "demo")]
    assert.deepStrictEqual(clustersIn(lines), [target, { namespace: "n", name: "other" }])
  })

  it("tells nothing of a cluster that never appears", () => {
    assert.deepStrictEqual(replay([], target), [])
    assert.deepStrictEqual(replay([deployment(0, "other"), vpc(1)], target), [])
    assert.deepStrictEqual(replay([deployment(0, "demo", {}, "DELETED")], target), [])
  })

  it("begins when the cluster appears, on the recording's own clock", () => {
    const updates = replay([deployment(0, "other"), deployment(40, "demo"), deployment(100, "other")], target)
    assert.strictEqual(updates[0]?.timestamp, iso(40))
  })

  it("takes the last of several states of the first moment, as a list would show it", () => {
    const lines = [deployment(0, "demo"), deployment(0, "demo", status("* ControlPlaneInitialized: not yet"))]
    assert.deepStrictEqual(
      replay(lines, target).map((update) => update.phase),
      ["Bootstrapping"]
    )
  })

  it("tells what is still held back when the recording ends, 10 s after the last update", () => {
    const updates = replay([deployment(0, "demo", status("* InfrastructureReady: 1 of 8 completed")), vpc(4)], target)
    assert.deepStrictEqual(
      updates.map((update) => [update.timestamp, update.milestones?.length ?? 0]),
      [
        [iso(0), 0],
        [iso(10), 1]
      ]
    )
  })

  it("passes over other kinds, expired events and other namespaces", () => {
    const pod: RecordingLine = {
      type: "ADDED",
      at: at(1),
      object: { apiVersion: "v1", kind: "Pod", metadata: { name: "demo", namespace: "n" } }
    }
    const lines = [deployment(0, "demo"), pod, vpc(2, "DELETED"), vpc(3, "ADDED", "elsewhere"), deployment(90, "demo")]
    assert.deepStrictEqual(
      replay(lines, target).flatMap((update) => update.milestones ?? []),
      []
    )
  })

  it("ends with the deletion, whatever follows", () => {
    const lines = [deployment(0, "demo"), deployment(20, "demo", {}, "DELETED"), vpc(30), deployment(40, "demo")]
    const updates = replay(lines, target)
    assert.strictEqual(updates.at(-1)?.message, "ClusterDeployment deleted")
    assert.strictEqual(updates.filter((update) => update.terminal === true).length, 1)
  })
})
