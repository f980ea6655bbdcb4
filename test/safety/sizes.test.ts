import { assert, describe, it } from "@effect/vitest"
import { type KubeObject, parseRecordingLine } from "../../src/domain/recording.ts"
import { longestMessage } from "../../src/domain/update/boundedUpdate.ts"
import { replay } from "../../src/progress/replay.ts"

const prose = "The quick brown fox waits for a lazy dog, and says so at length. ".repeat(128)

const hostile = (conditions: number, services: number): KubeObject => ({
  apiVersion: "k0rdent.mirantis.com/v1beta1",
  kind: "ClusterDeployment",
  metadata: {
    name: "demo",
    namespace: "kcm-system",
    uid: "1",
    resourceVersion: "1",
    creationTimestamp: "2026-01-01T00:00:00Z"
  },
  spec: { template: "aws-standalone-cp-1-0-20", credential: "c" },
  status: {
    conditions: Array.from({ length: conditions }, (_, index) => ({
      type: index === 0 ? "constructor" : `Condition${index}`,
      status: "False",
      reason: "Odd",
      message: prose,
      lastTransitionTime: "2026-01-01T00:00:00Z"
    })),
    services: Array.from({ length: services }, (_, index) => ({
      name: `service-${index}`,
      namespace: "x",
      template: "t",
      state: "Failed",
      failureMessage: prose
    }))
  }
})

describe("whatever an object holds", () => {
  it.each([
    [20, 0],
    [10_000, 0],
    [40, 10_000]
  ])("an update of %i conditions and %i services stays small", (conditions, services) => {
    const line = JSON.stringify({ at: "2026-01-01T00:10:00Z", type: "ADDED", object: hostile(conditions, services) })
    const parsed = parseRecordingLine(line)
    assert.strictEqual(parsed._tag, "Lines")
    const lines = parsed._tag === "Lines" ? parsed.lines : []
    const updates = replay(lines, { namespace: "kcm-system", name: "demo" })
    assert.isNotEmpty(updates)
    for (const update of updates) {
      assert.isAtMost(update.message.length, longestMessage)
      const listed = (update.conditions ?? []).length
      const said = /holds (?:(\d+) more conditions?)?(?: and )?(?:(\d+) more services?)?/u.exec(update.message) ?? []
      assert.strictEqual(listed + Number(said[1] ?? 0), conditions, "what is not listed is counted")
      assert.isAtLeast(update.services.length + Number(said[2] ?? 0), services)
      assert.isAtMost(Buffer.byteLength(JSON.stringify(update)), 65_536)
    }
  })
})
