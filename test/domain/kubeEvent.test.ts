import { assert, it } from "@effect/vitest"
import { Option } from "effect"
import { decodeKubeEvent } from "../../src/domain/event/kubeEvent.ts"

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
    Option.map(event, ({ at, firstAt, count }) => ({ at, firstAt, count })),
    Option.some({
      at: Date.parse("2026-01-01T00:10:00.5Z"),
      firstAt: Date.parse("2026-01-01T00:00:00.123Z"),
      count: 3
    })
  )
})

const decode = (object: unknown) => Option.getOrUndefined(decodeKubeEvent(object))

it("reads the core recorder's fields, and counts what it repeated", () => {
  const event = decode({
    metadata: { name: "a.1", namespace: "n", uid: "u", resourceVersion: "7" },
    involvedObject: { kind: "Machine", name: "a", namespace: "n", uid: "m" },
    type: "Warning",
    reason: "FailedCreate",
    message: "no",
    source: { component: "capi" },
    firstTimestamp: "2026-01-01T00:00:00Z",
    lastTimestamp: "2026-01-01T00:05:00Z",
    count: 4
  })
  assert.deepInclude(event, { type: "Warning", count: 4, resourceVersion: "7" })
  assert.strictEqual((event?.at ?? 0) - (event?.firstAt ?? 0), 300_000)
  assert.strictEqual(event?.regarding.uid, "m")
})

it("reads the names of the events.k8s.io API as well", () => {
  const event = decode({
    metadata: { name: "a.1", namespace: "n", creationTimestamp: "2026-01-01T00:00:00Z" },
    regarding: { kind: "Cluster", name: "a" },
    note: "hello",
    deprecatedSource: { component: "old" },
    deprecatedFirstTimestamp: "2026-01-01T00:00:01Z",
    deprecatedLastTimestamp: "2026-01-01T00:00:02Z",
    deprecatedCount: 2
  })
  assert.deepInclude(event, { uid: "n/a.1", message: "hello", count: 2, type: "Normal" })
  assert.strictEqual(event?.regarding.namespace, "n")
})

it("makes do with little, and does without what cannot be tied or dated", () => {
  const bare = decode({ metadata: { creationTimestamp: "2026-01-01T00:00:00Z" }, involvedObject: { name: "a" } })
  assert.deepInclude(bare, { namespace: "", name: "", uid: "/", reason: "", count: 1 })
  assert.strictEqual(bare?.regarding.kind, "")
  for (const useless of [
    null,
    {},
    { metadata: {} },
    { metadata: {}, involvedObject: { name: "a" } },
    { metadata: { creationTimestamp: "2026-01-01T00:00:00Z" } }
  ]) {
    assert.isUndefined(decode(useless))
  }
})
