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
  assert.strictEqual(seen._tag === "Lines" ? seen.lines[0].at : 0, Date.parse("2026-01-01T00:01:00Z"))
  assert.strictEqual(own._tag === "Lines" ? own.lines[0].at : 0, Date.parse("2026-01-01T00:00:05Z"))
})

it("takes the last flip of a ClusterDeployment's conditions for its time", () => {
  const cluster = {
    apiVersion: "k0rdent.mirantis.com/v1beta1",
    kind: "ClusterDeployment",
    metadata: { name: "a", namespace: "n", creationTimestamp: "2026-01-01T00:00:00Z" },
    status: { conditions: [{ lastTransitionTime: "2026-01-01T00:00:07Z" }, { lastTransitionTime: null }] }
  }
  const parsed = parseRecordingLine(JSON.stringify({ type: "MODIFIED", object: cluster }))
  assert.strictEqual(parsed._tag === "Lines" ? parsed.lines[0].at : 0, Date.parse("2026-01-01T00:00:07Z"))
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

it("unfolds the List that kubectl prints above 500 objects, whatever it is a List of", () => {
  const { apiVersion: _, kind: __, ...bare } = object
  const list = (kind: string, items: ReadonlyArray<unknown>) => {
    const parsed = parseRecordingLine(JSON.stringify({ type: "ADDED", object: { apiVersion: "v1", kind, items } }))
    return parsed._tag === "Lines" ? parsed.lines.map((line) => `${line.object.kind} ${line.object.metadata.name}`) : []
  }
  const other = { ...bare, metadata: { ...bare.metadata, name: "b" } }
  assert.deepStrictEqual(list("EventList", [bare, { kind: "Node" }, other]), ["Event a", "Event b"])
  assert.deepStrictEqual(list("List", [object, { ...object, kind: "Pod" }, bare]), ["Event a", "Pod a"])
  assert.deepStrictEqual(list("EventList", []), [])
})

it.prop("never throws", { text: Schema.String }, ({ text }) => {
  assert.include(["Lines", "Skipped", "Malformed"], parseRecordingLine(text)._tag)
})
