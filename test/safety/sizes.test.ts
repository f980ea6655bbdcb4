import { assert, describe, it } from "@effect/vitest"
import { Option } from "effect"
import { decodeClusterDeployment } from "../../src/domain/clusterDeployment.ts"
import { type KubeObject, parseRecordingLine } from "../../src/domain/recording.ts"
import { longestMessage } from "../../src/domain/update/boundedUpdate.ts"
import { WatchSignal } from "../../src/domain/watchSignal.ts"
import { begin, step } from "../../src/progress/narrator.ts"
import { replay } from "../../src/progress/replay.ts"
import { Input } from "../../src/progress/state/input.ts"
import { quickest } from "./cpuTime.ts"

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

/** As large as etcd lets an object be, and full of what costs a careless reader most. */
const costly = [
  "a: ",
  "password:\n",
  "password:\\n",
  "x:a|chpasswd ",
  "* InfrastructureReady: x\n  * Machine a-b: ",
  "arn:aws:iam::482910375561:user/",
  '{"a":',
  "[{",
  "map[",
  '\\"',
  "a\u200b",
  "api error ",
  prose
]
const filled = (piece: string, length: number): string =>
  piece.repeat(Math.ceil(length / piece.length)).slice(0, length)

const failing = (count: number, length: number, of: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => `${index} ${filled(of(index), length)}`)

const asConditions = (messages: ReadonlyArray<string>) => ({
  conditions: messages.map((message, index) => ({
    type: index === 0 ? "CAPIClusterSummary" : `C${index}Failed`,
    status: index === 0 ? "False" : "True",
    reason: "Odd",
    message
  }))
})

const mixed = (index: number): string => costly[index % costly.length] ?? ""
const heaviest: ReadonlyArray<readonly [what: string, status: object]> = [
  ...costly.map((piece) => [JSON.stringify(piece), asConditions(failing(44, 32_768, () => piece))] as const),
  ["a mixture", asConditions(failing(44, 32_768, mixed))],
  ["10,000 conditions", asConditions(failing(10_000, 90, mixed))],
  [
    "8,000 services",
    {
      conditions: ["HelmReleaseReady", "CAPIClusterSummary"].map((type) => ({ type, status: "True" })),
      services: failing(8000, 90, mixed).map((failureMessage, index) => ({
        name: `s${index}`,
        namespace: "x",
        template: "t",
        state: "Failed",
        failureMessage
      }))
    }
  ]
]

it.each(heaviest)("one object costs under 50 ms: %s", (_, status) => {
  const at = Date.parse("2026-01-01T00:10:00Z")
  const target = { namespace: "kcm-system", name: "demo" }
  const seen = (version: string, of: object) =>
    Option.getOrThrow(
      decodeClusterDeployment({
        ...hostile(1, 0),
        metadata: { ...hostile(1, 0).metadata, resourceVersion: version },
        status: of
      })
    )
  const [listed] = step(
    begin(target),
    Input.ClusterSignal({ at, signal: WatchSignal.Synced({ items: [seen("1", {})] }) })
  )
  const [opened] = step(listed, Input.EventSignal({ at, signal: WatchSignal.Synced({ items: [] }) }))
  const ms = quickest(50, () =>
    step(opened, Input.ClusterSignal({ at: at + 60_000, signal: WatchSignal.Upserted({ object: seen("2", status) }) }))
  )
  assert.isBelow(ms, 50)
})
