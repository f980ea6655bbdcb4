import { assert, describe, it } from "@effect/vitest"
import type { RecordingLine } from "../../src/domain/recording.ts"
import { replay } from "../../src/progress/replay.ts"
import { at, noon } from "./objects.ts"
import { linesOf, listedAt, targetIn } from "./recordings.ts"

/** A rolling upgrade of one control plane machine and three workers, whose old MachineSet was scaled to 0 at second 114. */
const upgrade = linesOf(new URL("../../fixtures/real/c-rolling-upgrade.ndjson", import.meta.url))
const start = upgrade[0]?.at ?? 0
const overAt = 112

/** The story of whoever comes at that second. */
const from = (lines: ReadonlyArray<RecordingLine>, second: number): ReadonlyArray<RecordingLine> => {
  const begin = start + second * 1000
  return [...listedAt(lines, begin), ...lines.filter((line) => line.at > begin)]
}

const without = (kinds: ReadonlyArray<string>): ReadonlyArray<RecordingLine> =>
  upgrade.filter(({ object }) => object.kind !== "Event" || !kinds.includes(regarding(object)))

const regarding = (object: RecordingLine["object"]): string => {
  const { involvedObject } = object
  return typeof involvedObject === "object" && involvedObject !== null && "kind" in involvedObject
    ? String(involvedObject.kind)
    : ""
}

/** A cluster of 26 hours, and which machine of its control plane is being replaced in it. */
const standing = (second: number, generation: number, machine: string): RecordingLine => {
  const since = new Date(at(machine === "" ? second : second - 1)).toISOString()
  const observed = second === 5 ? 1 : generation
  return {
    type: second === 0 ? "ADDED" : "MODIFIED",
    at: at(second),
    object: {
      apiVersion: "k0rdent.mirantis.com/v1beta1",
      kind: "ClusterDeployment",
      metadata: {
        name: "demo",
        namespace: "kcm-system",
        uid: "demo",
        generation,
        creationTimestamp: new Date(at(-26 * 3600)).toISOString()
      },
      spec: { template: "azure-standalone-cp-1-0-46", credential: "azure" },
      status: {
        observedGeneration: observed,
        conditions: [
          {
            type: "HelmReleaseReady",
            status: "True",
            reason: "UpgradeSucceeded",
            message: "",
            lastTransitionTime: since
          },
          {
            type: "CAPIClusterSummary",
            status: machine === "" ? "True" : "False",
            reason: machine === "" ? "InfoReported" : "IssuesReported",
            message:
              machine === ""
                ? ""
                : `* ControlPlaneMachinesReady:\n  * Machine ${machine}:\n    * InfrastructureReady: virtualmachine creating or updating`,
            lastTransitionTime: since
          },
          {
            type: "Ready",
            status: machine === "" && second !== 0 ? "True" : "False",
            reason: machine === "" ? "Succeeded" : "Progressing",
            message: "Object is ready",
            lastTransitionTime: since
          }
        ]
      }
    }
  }
}

/** Seconds at which a newcomer would be told Ready before it is. */
const tooEarly = (lines: ReadonlyArray<RecordingLine>): ReadonlyArray<string> =>
  Array.from({ length: 56 }, (_, index) => 1 + index * 2).flatMap((second) => {
    const end = replay(from(lines, second), targetIn("kcm-system/roll")).find((update) => update.phase === "Ready")
    const told = end === undefined ? undefined : (Date.parse(end.timestamp) - start) / 1000
    return told === undefined || told >= overAt ? [] : [`from ${second}: at ${told}`]
  })

describe("a rolling upgrade is over when its last machine has been replaced", () => {
  it("whenever somebody begins to look", () => {
    assert.deepStrictEqual(tooEarly(upgrade), [])
  })

  it("though the events of its MachineSets are lost", () => {
    assert.deepStrictEqual(tooEarly(without(["MachineSet", "MachineDeployment"])), [])
  })

  it("though all that is left of its events is kcm's", () => {
    assert.deepStrictEqual(
      tooEarly(
        without(["MachineSet", "MachineDeployment", "Machine", "KubeadmControlPlane", "HelmRelease", "Cluster"])
      ),
      []
    )
  })

  it("of the control plane alone, of which no event tells", () => {
    const machines = ["demo-cp-aaaaa", "demo-cp-bbbbb", "demo-cp-ccccc"]
    const lines = [
      standing(0, 1, ""),
      standing(5, 2, ""),
      // Three minutes each; in between all machines are up for a poll of kcm's.
      ...machines.flatMap((machine, index) => [
        standing(20 + index * 240, 2, machine),
        standing(200 + index * 240, 2, "")
      ])
    ]
    const updates = replay([...lines, standing(1000, 2, "")], targetIn("kcm-system/demo"))
    const ready = updates.filter((update) => update.phase === "Ready")
    // Of a cluster that stands the first word is that it does.
    const after = ready.map((update) => (Date.parse(update.timestamp) - noon) / 1000)
    assert.deepStrictEqual(
      after.filter((second) => second < 680),
      []
    )
    assert.isAtMost(after[0] ?? Number.POSITIVE_INFINITY, 780)
  })

  it("which somebody looks at before the first of its machines shows in kcm's status", () => {
    const updated: RecordingLine = {
      type: "ADDED",
      at: at(10),
      object: {
        apiVersion: "v1",
        kind: "Event",
        metadata: { name: "e", namespace: "kcm-system", uid: "e" },
        involvedObject: { kind: "ClusterDeployment", name: "demo", namespace: "kcm-system", uid: "demo" },
        type: "Normal",
        reason: "HelmReleaseUpdated",
        message: "Successfully updated HelmRelease kcm-system/demo",
        count: 1,
        firstTimestamp: new Date(noon).toISOString(),
        lastTimestamp: new Date(noon).toISOString()
      }
    }
    const seen = { ...standing(-3600, 2, ""), type: "ADDED" as const, at: at(10) }
    const updates = replay([seen, updated, standing(55, 2, "demo-cp-aaaaa")], targetIn("kcm-system/demo"))
    assert.notInclude(
      updates.map(({ phase }) => phase),
      "Ready"
    )
  })
})
