import { assert, it } from "@effect/vitest"
import { Option } from "effect"
import { decodeKubeEvent } from "../../src/domain/kubeEvent.ts"

it("reads an event of the events.k8s.io recorder", () => {
  const event = decodeKubeEvent({
    metadata: { name: "demo.17", namespace: "kcm-system", uid: "u" },
    involvedObject: { kind: "Cluster", name: "demo" },
    eventTime: "2026-01-01T00:00:00.123456Z",
    firstTimestamp: null,
    lastTimestamp: null,
    source: {},
    reportingComponent: "kcm",
    series: { count: 3, lastObservedTime: "2026-01-01T00:10:00.5Z" }
  })
  assert.deepStrictEqual(
    Option.map(event, ({ at, firstAt, count, reporter }) => ({ at, firstAt, count, reporter })),
    Option.some({
      at: Date.parse("2026-01-01T00:10:00.5Z"),
      firstAt: Date.parse("2026-01-01T00:00:00.123Z"),
      count: 3,
      reporter: "kcm"
    })
  )
})
