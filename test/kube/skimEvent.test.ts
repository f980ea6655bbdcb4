import { assert, describe, it } from "@effect/vitest"
import { Option, Schema } from "effect"
import { decodeKubeEvent } from "../../src/domain/event/kubeEvent.ts"
import { eventIn, type Involved, skimEvent } from "../../src/kube/watch/skimEvent.ts"
import { WatchEvent } from "../../src/kube/watch/watchEvent.ts"
import { odd } from "../support/oddJson.ts"

const decodeLine = Schema.decodeUnknownOption(WatchEvent)
const tricky = ['"involvedObject":{"kind":"Pod","name":"fake"}', '"name":"fake"', "\\", '\\"', "}}", "ö", "plain", ""]
const Text = Schema.Union([Schema.Literals(tricky), Schema.String])
const Reference = Schema.Struct({ kind: odd(Text), namespace: odd(Text), name: odd(Text), fieldPath: odd(Text) })
const OddEvent = Schema.Struct({
  metadata: odd(
    Schema.Struct({ name: odd(Text), labels: odd(Schema.Record(Text, Text)), creationTimestamp: odd(Text) })
  ),
  message: odd(Text),
  related: odd(Schema.Struct({ involvedObject: odd(Reference), name: odd(Text) })),
  involvedObject: odd(Reference),
  regarding: odd(Reference),
  lastTimestamp: Schema.Literals(["2026-01-01T00:00:00Z"])
})
const Line = Schema.Struct({
  type: odd(Schema.Literals(["ADDED", "MODIFIED", "DELETED", "BOOKMARK", "ERROR"])),
  object: odd(OddEvent)
})

const skimLine = (line: string): Involved | undefined => {
  const event = eventIn(line)
  return event === undefined ? undefined : skimEvent(event)
}

/** Whether the schemas, asked about the whole line, find an event of another object than the skimming did. */
const contradicts = (line: string): boolean => {
  const skimmed = skimLine(line)
  if (skimmed === undefined) return false
  const event = Option.flatMap(decodeLine(line), ({ object }) => decodeKubeEvent(object))
  return Option.exists(event, ({ regarding }) => regarding.kind !== skimmed.kind || regarding.name !== skimmed.name)
}

describe("skimming", () => {
  it.prop(
    "never takes a line for an event of another object than it is, whatever JSON it holds",
    { line: Line },
    ({ line }) => assert.isFalse(contradicts(JSON.stringify(line))),
    { arbitrary: { runs: 2000 } }
  )

  it("reads what an API server writes, with quotes in messages and braces in paths", () => {
    const object = {
      metadata: { name: "a.1", namespace: "n" },
      involvedObject: { kind: "Pod", namespace: "n", name: "web-0", fieldPath: "spec.containers{app}" },
      message: 'failed: "involvedObject":{"kind":"x"} is quoted'
    }
    for (const type of ["ADDED", "MODIFIED", "DELETED"]) {
      assert.isUndefined(skimLine(JSON.stringify({ type, object: { ...object, regarding: { name: "b" } } })))
    }
    const plain = { ...object, message: 'the "quoted" thing' }
    assert.deepStrictEqual(skimLine(JSON.stringify({ type: "ADDED", object: plain })), { kind: "Pod", name: "web-0" })
  })

  it.each([
    ['{"type":"ADDED","object":{"involvedObject":{"kind":"Pod","name":"a"},', "a line that does not end"],
    ['{"type":"ERROR","object":{"involvedObject":{"kind":"Pod","name":"a"}}}', "an error"],
    ['{"type":"BOOKMARK","object":{"involvedObject":{"kind":"Pod","name":"a"}}}', "a bookmark"],
    ['{"type":"ADDED","object":{"involvedObject":{"kind":"Pod","n\\u0061me":"b","name":"a"}}}', "an escaped key"],
    ['{"type":"ADDED","object":{"involvedObject":{"kind":"Pod"}}}', "no name"]
  ])("leaves %s to the parser: %s", (line) => {
    assert.isUndefined(skimLine(line))
  })
})
