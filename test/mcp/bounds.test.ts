import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import type { KubeObject } from "../../src/domain/recording.ts"
import type { Caller } from "../../src/mcp/methods/Caller.ts"
import { toolNamed } from "../../src/mcp/tools/tools.ts"
import { layerClusterMonitor } from "../../src/monitor/layer.ts"
import { defaultSettings } from "../../src/monitor/settings.ts"
import { makeTestKube } from "../../src/testing/testKube.ts"
import { holdStructure } from "./schema.ts"

const caller: Caller = { client: "test", toolNames: "underscored", declares: { tasks: false, ui: false } }
const at = "2026-01-01T00:00:00Z"

/** Long and never the same, in Latin letters and in such of which each is a token. */
const prose = (seed: number): string =>
  `${seed}: the quick brown fox waits for a lazy dog. 集群节点尚未就绪，请稍候再试。 `.repeat(12)

const cluster = (index: number): KubeObject => ({
  apiVersion: "k0rdent.mirantis.com/v1beta1",
  kind: "ClusterDeployment",
  metadata: {
    name: `${"x".repeat(200)}-${100 + index}`,
    namespace: "kcm-system",
    uid: `uid-${index}`,
    generation: 1,
    creationTimestamp: at
  },
  spec: { template: `${"t".repeat(200)}-1-0-${index}`, credential: "c" },
  status: {
    observedGeneration: 1,
    conditions: Array.from({ length: index === 0 ? 40 : 1 }, (_, of) => ({
      type: of === 0 ? "Ready" : `Condition${of}`,
      status: "False",
      reason: "Odd",
      message: prose(of),
      lastTransitionTime: at
    })),
    services: Array.from({ length: index === 0 ? 60 : 0 }, (_, of) => ({
      name: `service-${of}`,
      namespace: "x",
      template: "t",
      state: "Failed",
      failureMessage: prose(of)
    }))
  }
})

const event = (index: number): KubeObject => ({
  apiVersion: "v1",
  kind: "Event",
  metadata: { name: `event-${index}`, namespace: "kcm-system", uid: `event-${index}` },
  type: "Warning",
  reason: "Failed",
  message: prose(index),
  involvedObject: { kind: "Machine", namespace: "kcm-system", name: `${"x".repeat(200)}-100-md-${index}` },
  firstTimestamp: at,
  lastTimestamp: new Date(Date.parse(at) + index * 1000).toISOString(),
  count: 5
})

const stage = () => {
  const kube = makeTestKube([
    ...Array.from({ length: 104 }, (_, index) => ({ type: "ADDED" as const, object: cluster(index) })),
    ...Array.from({ length: 110 }, (_, index) => ({ type: "ADDED" as const, object: event(index) }))
  ])
  return Layer.orDie(layerClusterMonitor(defaultSettings).pipe(Layer.provide(kube.layer)))
}

/** 25,000 tokens, where JSON has three bytes a token. */
const most = 75_000

const name = `${"x".repeat(200)}-100`
const calls: ReadonlyArray<readonly [string, Readonly<Record<string, unknown>>, RegExp]> = [
  ["clusterDeployments_getState", { name, since: "unknown" }, /are cut/u],
  ["clusterDeployments_wait", { name, since: "unknown", until: "Initializing", timeoutSeconds: 1 }, /are cut/u],
  ["clusterDeployments_explain", { name }, /./u],
  ["clusterDeployments_list", {}, /Messages are cut.*There are more/su],
  ["events_list", { namespace: "kcm-system", raw: true, limit: 100 }, /Messages are cut.*There are older ones/su],
  ["events_list", { namespace: "kcm-system", limit: 100 }, /./u]
]

describe("whatever the cluster holds", () => {
  it.live("a result can be read in one go, is true to its schema, and says what is left out", () =>
    Effect.gen(function* () {
      for (const [suffix, args, says] of calls) {
        const tool = toolNamed(`k0rdent_mgmt_${suffix}`)
        assert.isDefined(tool, suffix)
        const result = yield* tool.call(args, caller)
        assert.isUndefined(result.isError, JSON.stringify(result.content).slice(0, 300))
        assert.isAtMost(Buffer.byteLength(JSON.stringify(result)), most, suffix)
        assert.match(result.content[0]?.type === "text" ? result.content[0].text : "", says, suffix)
        holdStructure(result.structuredContent)
      }
    }).pipe(Effect.provide(stage()), Effect.scoped)
  )

  it.live("every cluster is on a page, however short the pages become", () =>
    Effect.gen(function* () {
      const tool = toolNamed("k0rdent_mgmt_clusterDeployments_list")
      assert.isDefined(tool)
      const names = new Set<unknown>()
      let cursor: unknown
      do {
        const page = Object((yield* tool.call(cursor === undefined ? {} : { cursor }, caller)).structuredContent)
        for (const row of page["clusters"]) names.add(row["name"])
        cursor = page["cursor"]
      } while (cursor !== undefined)
      assert.strictEqual(names.size, 104)
    }).pipe(Effect.provide(stage()), Effect.scoped)
  )
})
