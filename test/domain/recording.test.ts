import { assert, it } from "@effect/vitest"
import { Schema } from "effect"
import { parseRecordingLine } from "../../src/domain/recording.ts"

const object = {
  apiVersion: "v1",
  kind: "Event",
  metadata: { name: "a", namespace: "n", creationTimestamp: "2026-01-01T00:00:00Z" },
  lastTimestamp: "2026-01-01T00:00:05Z"
}

it("takes the time of `at`, and else the time that the object tells", () => {
  const seen = parseRecordingLine(JSON.stringify({ type: "ADDED", at: "2026-01-01T00:01:00Z", object }))
  const own = parseRecordingLine(JSON.stringify({ type: "ADDED", object }))
  assert.strictEqual(seen._tag === "Line" ? seen.line.at : 0, Date.parse("2026-01-01T00:01:00Z"))
  assert.strictEqual(own._tag === "Line" ? own.line.at : 0, Date.parse("2026-01-01T00:00:05Z"))
})

it("takes the last flip of a ClusterDeployment's conditions for its time", () => {
  const cluster = {
    apiVersion: "k0rdent.mirantis.com/v1beta1",
    kind: "ClusterDeployment",
    metadata: { name: "a", namespace: "n", creationTimestamp: "2026-01-01T00:00:00Z" },
    status: { conditions: [{ lastTransitionTime: "2026-01-01T00:00:07Z" }, { lastTransitionTime: null }] }
  }
  const parsed = parseRecordingLine(JSON.stringify({ type: "MODIFIED", object: cluster }))
  assert.strictEqual(parsed._tag === "Line" ? parsed.line.at : 0, Date.parse("2026-01-01T00:00:07Z"))
})

it("skips what is part of the format but not of the story, and knows what is no watch event", () => {
  const bookmark = { type: "BOOKMARK", object: { metadata: { resourceVersion: "7" } } }
  const clusterScoped = { type: "ADDED", object: { apiVersion: "v1", kind: "Node", metadata: { name: "x" } } }
  for (const line of ["", "  ", JSON.stringify(bookmark), JSON.stringify(clusterScoped)]) {
    assert.strictEqual(parseRecordingLine(line)._tag, "Skipped", line)
  }
  for (const line of ["{", "[]", '{"type":"ADDED"}', '{"type":"MOVED","object":{}}']) {
    assert.strictEqual(parseRecordingLine(line)._tag, "Malformed", line)
  }
})

it.prop("never throws", { text: Schema.String }, ({ text }) => {
  assert.include(["Line", "Skipped", "Malformed"], parseRecordingLine(text)._tag)
})
