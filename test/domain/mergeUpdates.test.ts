import { assert, it } from "@effect/vitest"
import { Schema } from "effect"
import { mergeUpdates } from "../../src/domain/update/mergeUpdates.ts"
import { ProgressUpdate } from "../../src/domain/update/progressUpdate.ts"

const decode = Schema.decodeUnknownSync(ProgressUpdate)

const update = (over: Partial<ProgressUpdate>): ProgressUpdate => ({
  timestamp: "2026-01-01T00:00:00.000Z",
  phase: "Provisioning",
  progress: 25,
  message: "Provisioning",
  source: "condition",
  severity: "info",
  metadata: {
    name: "demo",
    namespace: "kcm-system",
    templateRef: { name: "azure" },
    credentialRef: { name: "azure" },
    provider: "azure",
    region: "eastus",
    createdAt: ""
  },
  services: [],
  ...over
})

const milestone = (minute: number, reason: string) => ({
  timestamp: `2026-01-01T00:0${minute}:00.000Z`,
  reason,
  message: `${reason} happened`,
  relatedObject: { kind: "Cluster", namespace: "kcm-system", name: "demo" }
})

it("takes the state from the newer and the words from the more severe", () => {
  const older = update({ severity: "warning", message: "quota exceeded", reason: "Quota", source: "event" })
  const newer = update({ phase: "Bootstrapping", progress: 50, message: "the control plane starts", reason: "Started" })
  const merged = mergeUpdates(older, newer)
  assert.deepStrictEqual(merged, {
    ...newer,
    message: "quota exceeded",
    reason: "Quota",
    source: "event",
    severity: "warning"
  })
})

it("takes the newer's words where both are equally severe, without a trace of the older's", () => {
  const older = update({ reason: "Old", relatedObject: { kind: "Machine", name: "m", namespace: "kcm-system" } })
  const merged = mergeUpdates(older, update({ message: "new" }))
  assert.strictEqual(merged.message, "new")
  assert.notProperty(merged, "reason")
  assert.notProperty(merged, "relatedObject")
})

it("tells the end of an outage, whatever good news comes with it", () => {
  const interrupted = update({ severity: "warning", reason: "WatchInterrupted", source: "system" })
  const resumed = update({ reason: "WatchResumed", source: "system", message: "watching on" })
  const news = update({ phase: "Scaling", reason: "Scaling" })
  const quota = update({ severity: "warning", reason: "Quota" })
  const told = (...updates: ReadonlyArray<ProgressUpdate>) => updates.reduce(mergeUpdates).reason
  assert.strictEqual(told(resumed, news), "WatchResumed")
  assert.strictEqual(mergeUpdates(resumed, news).phase, "Scaling")
  assert.strictEqual(told(interrupted, news, resumed), "WatchResumed")
  assert.strictEqual(told(interrupted, resumed, interrupted), "WatchInterrupted")
  assert.strictEqual(told(interrupted, quota, resumed), "Quota")
})

it("keeps every milestone once, oldest first", () => {
  const older = update({ milestones: [milestone(1, "A"), milestone(3, "C")] })
  const newer = update({ milestones: [milestone(2, "B"), milestone(3, "C")] })
  assert.deepStrictEqual(
    mergeUpdates(older, newer).milestones?.map(({ reason }) => reason),
    ["A", "B", "C"]
  )
  assert.notProperty(mergeUpdates(update({}), update({})), "milestones")
})

it("never drops the end, nor softens it with an older warning", () => {
  const warning = update({ severity: "error", message: "quota exceeded", phase: "Scaling", progress: 80 })
  const end = update({ phase: "Ready", progress: 100, message: "the cluster is ready", terminal: true })
  for (const merged of [mergeUpdates(warning, end), mergeUpdates(end, warning)]) {
    assert.deepStrictEqual(merged, end)
  }
})

// Few values of each kind, so that updates agree in some parts and differ in others.
const Small = Schema.Struct({
  severity: Schema.Literals(["info", "warning", "error"]),
  message: Schema.Literals(["a", "b", "c"]),
  reason: Schema.optionalKey(Schema.Literals(["A", "B", "WatchInterrupted", "WatchResumed"])),
  terminal: Schema.optionalKey(Schema.Boolean),
  progress: Schema.optionalKey(Schema.Literals([5, 25, 50])),
  milestones: Schema.optionalKey(
    Schema.Array(Schema.Struct({ minute: Schema.Literals([1, 2, 3]), reason: Schema.Literals(["A", "B"]) }))
  )
})
const grown = ({ milestones, ...rest }: typeof Small.Type): ProgressUpdate =>
  update({
    ...rest,
    ...(milestones === undefined
      ? {}
      : { milestones: milestones.map(({ minute, reason }) => milestone(minute, reason)) })
  })
const options = { arbitrary: { runs: 300 } }
const milestonesOf = (updates: ReadonlyArray<ProgressUpdate>) =>
  new Set(updates.flatMap(({ milestones }) => milestones ?? []).map((one) => `${one.timestamp} ${one.reason}`))

it.prop(
  "merging is associative",
  { first: Small, second: Small, third: Small },
  ({ first, second, third }) => {
    const [a, b, c] = [grown(first), grown(second), grown(third)]
    assert.deepStrictEqual(mergeUpdates(mergeUpdates(a, b), c), mergeUpdates(a, mergeUpdates(b, c)))
  },
  options
)

it.prop(
  "a merged update has every milestone, the end if there was one, the worst severity, and no progress lost",
  { first: Small, second: Small, third: Small },
  ({ first, second, third }) => {
    const updates = [grown(first), grown(second), grown(third)]
    const merged = mergeUpdates(mergeUpdates(grown(first), grown(second)), grown(third))
    assert.deepStrictEqual(milestonesOf([merged]), milestonesOf(updates))
    const end = updates.findLast(({ terminal }) => terminal === true)
    assert.strictEqual(merged.terminal === true, end !== undefined)
    if (end !== undefined) assert.strictEqual(merged.severity, end.severity)
    else if (updates.some(({ severity }) => severity === "error")) assert.strictEqual(merged.severity, "error")
    for (const { progress } of updates) if (progress !== undefined) assert.isAtLeast(merged.progress ?? -1, progress)
  },
  options
)

it.prop(
  "whatever is merged is still an update",
  { older: ProgressUpdate, newer: ProgressUpdate },
  ({ older, newer }) => {
    const merged = mergeUpdates(older, newer)
    assert.deepStrictEqual(decode(Schema.encodeSync(ProgressUpdate)(merged)), merged)
  },
  { arbitrary: { runs: 50 } }
)
