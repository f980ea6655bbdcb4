import { assert, describe, it } from "@effect/vitest"
import type { Client } from "@modelcontextprotocol/sdk/client/index.js"
import { Effect, Layer, Schema } from "effect"
import { layerClusterMonitor } from "../../src/monitor/layer.ts"
import { defaultSettings, type MonitorSettings } from "../../src/monitor/settings.ts"
import { deployment, event, type FakeKube, makeFakeKube, provisioningStatus, readyStatus } from "../monitor/fakeKube.ts"
import { holdStructure } from "./schema.ts"
import { connectClient } from "./session.ts"

const at = Date.now() - 60_000
const failing = event("kcm-system/failing", {
  uid: "uid-failing",
  type: "Warning",
  reason: "FailedCreate",
  message: "VcpuLimitExceeded: you have requested more vCPU capacity than your current limit; token=abc123",
  regarding: { kind: "AWSMachine", namespace: "kcm-system", name: "broken-cp-0" },
  at,
  firstAt: at - 240_000,
  count: 9
})
const began = event("kcm-system/began", {
  uid: "uid-began",
  reason: "HelmReleaseCreated",
  message: "Successfully created HelmRelease kcm-system/demo",
  regarding: { kind: "ClusterDeployment", namespace: "kcm-system", name: "demo" },
  at: at - 1000,
  firstAt: at - 1000
})

const clusters = [
  deployment("kcm-system/demo", { status: provisioningStatus, createdAt: at }),
  deployment("kcm-system/broken", {
    status: provisioningStatus,
    createdAt: at - 600_000,
    template: "aws-standalone-cp-1-0-16",
    credential: "aws-credential"
  }),
  deployment("team-a/done", { status: readyStatus, createdAt: at - 3_600_000 })
]

const stage = (kube: FakeKube, settings: Partial<MonitorSettings> = {}) =>
  Layer.orDie(layerClusterMonitor({ ...defaultSettings, ...settings }).pipe(Layer.provide(kube.layer)))

const connect = Effect.fnUntraced(function* (settings: Partial<MonitorSettings> = {}) {
  const kube = makeFakeKube(clusters)
  yield* kube.putEvent(failing)
  yield* kube.putEvent(began)
  const context = yield* Layer.build(stage(kube, settings))
  const client = yield* connectClient(Layer.succeedContext(context))
  // From here on the official client holds each result against the schema that was listed.
  yield* Effect.promise(() => client.listTools())
  return client
})

const decodeText = Schema.decodeUnknownSync(
  Schema.Struct({
    content: Schema.Array(Schema.Struct({ type: Schema.String, text: Schema.optionalKey(Schema.String) }))
  })
)

const decodeRows = Schema.decodeUnknownSync(
  Schema.Struct({ clusters: Schema.Array(Schema.Record(Schema.String, Schema.Unknown)), total: Schema.Int })
)

const call = (client: Client, tool: string, args: Record<string, unknown>) =>
  Effect.map(
    Effect.promise(() => client.callTool({ name: `k0rdent_mgmt_${tool}`, arguments: args })),
    (result) => ({
      result,
      structure: result.structuredContent,
      text: decodeText(result).content[0]?.text ?? ""
    })
  )

describe("list", () => {
  it.live("shows the truth of each cluster in a row, worst first", () =>
    Effect.gen(function* () {
      const client = yield* connect()
      const { structure, text } = yield* call(client, "clusterDeployments_list", {})
      const rows = decodeRows(structure)
      assert.strictEqual(rows.total, 3)
      assert.deepStrictEqual(
        rows.clusters.map(({ name }) => name),
        ["broken", "demo", "done"]
      )
      assert.include(text, "kcm-system/broken")
      assert.include(text, "VcpuLimitExceeded")
      assert.notInclude(JSON.stringify(structure), "abc123")
    })
  )

  it.live("narrows by namespace, phase and page", () =>
    Effect.gen(function* () {
      const client = yield* connect({ namespaceFilter: "kcm-system|team-a" })
      const names = (structure: unknown) =>
        Schema.decodeUnknownSync(Schema.Struct({ clusters: Schema.Array(Schema.Struct({ name: Schema.String })) }))(
          structure
        ).clusters.map(({ name }) => name)
      const only = yield* call(client, "clusterDeployments_list", { namespace: "team-a" })
      assert.deepStrictEqual(names(only.structure), ["done"])
      const ready = yield* call(client, "clusterDeployments_list", { phase: "Ready" })
      assert.deepStrictEqual(names(ready.structure), ["done"])
      const first = yield* call(client, "clusterDeployments_list", { limit: 1 })
      assert.strictEqual(names(first.structure).length, 1)
      assert.property(first.structure, "cursor")
      assert.notProperty(first.structure, "total")
      const refused = yield* call(client, "clusterDeployments_list", { namespace: "elsewhere" })
      assert.isTrue(refused.result.isError)
      assert.include(refused.text, 'namespace "elsewhere" is not allowed')
    })
  )
})

describe("explain", () => {
  it.live("says why, what to do, and what is beside it", () =>
    Effect.gen(function* () {
      const client = yield* connect()
      const { structure, text } = yield* call(client, "clusterDeployments_explain", { name: "kcm-system/broken" })
      assert.nestedPropertyVal(structure, "healsByItself", "no")
      assert.nestedPropertyVal(structure, "usable", false)
      assert.nestedPropertyVal(structure, "causes[0].code", "VcpuLimitExceeded")
      assert.nestedPropertyVal(structure, "causes[0].object.name", "broken-cp-0")
      assert.nestedPropertyVal(structure, "causes[0].count", 9)
      assert.include(text, "vCPU quota")
      assert.notInclude(JSON.stringify(structure) + text, "abc123")
      assert.isAtMost(text.split("\n").length, 40)
    })
  )

  it.live("finds nothing to do about a cluster that is ready, and refuses what it may not see", () =>
    Effect.gen(function* () {
      const client = yield* connect({ namespaceFilter: "team-a" })
      const { structure } = yield* call(client, "clusterDeployments_explain", { namespace: "team-a", name: "done" })
      assert.nestedPropertyVal(structure, "verdict", "ready")
      assert.nestedPropertyVal(structure, "causes.length", 0)
      for (const name of ["kcm-system/broken", "team-a/absent"]) {
        const { result } = yield* call(client, "clusterDeployments_explain", { name })
        assert.isTrue(result.isError, name)
      }
    })
  )
})

describe("prompts", () => {
  it.live("bear the cluster's present state, and complete its name", () =>
    Effect.gen(function* () {
      const client = yield* connect()
      const { prompts } = yield* Effect.promise(() => client.listPrompts())
      assert.deepStrictEqual(
        prompts.map(({ name }) => name),
        ["watch-cluster", "diagnose-cluster"]
      )
      const completed = yield* Effect.promise(() =>
        client.complete({
          ref: { type: "ref/prompt", name: "diagnose-cluster" },
          argument: { name: "cluster", value: "kcm-system/b" }
        })
      )
      assert.deepStrictEqual(completed.completion.values, ["kcm-system/broken"])
      const byName = yield* Effect.promise(() =>
        client.complete({
          ref: { type: "ref/prompt", name: "watch-cluster" },
          argument: { name: "cluster", value: "bro" }
        })
      )
      assert.deepStrictEqual(byName.completion.values, ["kcm-system/broken"])
      const filled = yield* Effect.promise(() =>
        client.getPrompt({ name: "diagnose-cluster", arguments: { cluster: "kcm-system/broken" } })
      )
      assert.nestedPropertyVal(filled, "messages[1].content.type", "resource")
      assert.include(JSON.stringify(filled), "k0rdent_mgmt_clusterDeployments_explain")
      assert.notInclude(JSON.stringify(filled), "abc123")
      for (const cluster of ["kcm-system/absent", "a/b/c", ""]) {
        const refused = yield* Effect.tryPromise(() =>
          client.getPrompt({ name: "watch-cluster", arguments: { cluster } })
        ).pipe(Effect.flip)
        assert.isDefined(refused, cluster)
      }
    })
  )
})

describe("events", () => {
  it.live("tell what they mean, or stand as they are, redacted either way", () =>
    Effect.gen(function* () {
      const client = yield* connect()
      const story = yield* call(client, "events_list", { namespace: "kcm-system", cluster: "broken" })
      assert.nestedPropertyVal(story.structure, "events.length", 1)
      assert.nestedPropertyVal(story.structure, "events[0].count", 9)
      const raw = yield* call(client, "events_list", { namespace: "kcm-system", raw: true })
      assert.nestedPropertyVal(raw.structure, "events.length", 2)
      assert.nestedPropertyVal(raw.structure, "events[0].name", "broken-cp-0")
      for (const { structure, text } of [story, raw]) assert.notInclude(JSON.stringify(structure) + text, "abc123")
      const page = yield* call(client, "events_list", { namespace: "kcm-system", raw: true, limit: 1 })
      const cursor = String(Object(page.structure)["cursor"])
      const rest = yield* call(client, "events_list", { namespace: "kcm-system", raw: true, limit: 1, cursor })
      assert.nestedPropertyVal(rest.structure, "events[0].name", "demo")
      assert.notProperty(rest.structure, "cursor")
      const absent = yield* call(client, "events_list", { namespace: "kcm-system", cluster: "absent" })
      assert.isTrue(absent.result.isError)
    })
  )
})

describe("wait", () => {
  it.live("tells its progress under the caller's token, and nothing after its answer", () =>
    Effect.gen(function* () {
      const client = yield* connect()
      const told: Array<{ readonly progress: number; readonly message?: string | undefined }> = []
      const result = yield* Effect.promise(() =>
        client.callTool(
          {
            name: "k0rdent_mgmt_clusterDeployments_wait",
            arguments: { name: "team-a/done", timeoutSeconds: 30, until: "ready" }
          },
          undefined,
          { onprogress: (progress) => void told.push(progress) }
        )
      )
      assert.nestedPropertyVal(result.structuredContent, "outcome", "reached")
      assert.nestedProperty(result.structuredContent, "cursor")
      const again = yield* call(client, "clusterDeployments_wait", {
        name: "demo",
        timeoutSeconds: 1,
        since: String(Object(result.structuredContent)["cursor"])
      })
      assert.nestedPropertyVal(again.structure, "outcome", "timeout")
      assert.include(String(Object(again.structure)["note"]), "cursor is unknown")
      assert.include(String(Object(again.structure)["next"]), "k0rdent_mgmt_clusterDeployments_wait")
      for (const [index, { message, progress }] of told.entries()) {
        assert.isAbove(progress, told[index - 1]?.progress ?? 0)
        assert.isAtMost((message ?? "").length, 200)
      }
    })
  )

  it.live("refuses more than half an hour", () =>
    Effect.gen(function* () {
      const client = yield* connect()
      const { result, text } = yield* call(client, "clusterDeployments_wait", { name: "demo", timeoutSeconds: 1801 })
      assert.isTrue(result.isError)
      assert.include(text, "timeoutSeconds (1 to 1800)")
    })
  )
})

describe("getState", () => {
  it.live("answers with what was told since a cursor", () =>
    Effect.gen(function* () {
      const client = yield* connect()
      const first = yield* call(client, "clusterDeployments_getState", { name: "demo" })
      assert.notProperty(first.structure, "timeline")
      const since = String(Object(first.structure)["cursor"])
      const second = yield* call(client, "clusterDeployments_getState", { name: "demo", since })
      assert.nestedPropertyVal(second.structure, "timeline.length", 0)
      assert.include(second.text, "Nothing was told since.")
      const third = yield* call(client, "clusterDeployments_getState", { name: "demo", since: "old" })
      assert.nestedPropertyVal(third.structure, "timeline.length", 1)
      assert.include(third.text, "cursor is unknown or too old")
    })
  )
})

describe("every result", () => {
  it("is held against the tools' schemas, to the last property", () => {
    const page = { clusters: [], total: 0 }
    assert.doesNotThrow(() => holdStructure(page))
    for (const wrong of [{ ...page, more: true }, { clusters: [{}] }, { total: 0 }, undefined]) {
      assert.throws(() => holdStructure(wrong))
    }
  })

  it.live("says the same in its text, and nothing twice", () =>
    Effect.gen(function* () {
      const client = yield* connect()
      const { text: rows } = yield* call(client, "clusterDeployments_list", {})
      assert.include(rows, "aws-standalone-cp-1-0-16")
      const { structure } = yield* call(client, "clusterDeployments_getState", { name: "demo" })
      assert.nestedProperty(structure, "update.milestones[0]")
      const { text } = yield* call(client, "clusterDeployments_getState", { name: "demo", since: "" })
      const again = yield* call(client, "clusterDeployments_getState", { name: "demo", since: "unknown" })
      for (const one of [text, again.text]) assert.strictEqual(one.split("kcm created the HelmRelease").length, 2, one)
    })
  )

  it.live("of events.list takes a cluster with its namespace, and refuses it beside another", () =>
    Effect.gen(function* () {
      const client = yield* connect()
      const named = { namespace: "kcm-system", cluster: "kcm-system/broken" }
      assert.nestedPropertyVal((yield* call(client, "events_list", named)).structure, "events.length", 1)
      const { result, text } = yield* call(client, "events_list", { ...named, namespace: "team-a" })
      assert.isTrue(result.isError)
      assert.include(text, "lies in another namespace")
    })
  )
})
