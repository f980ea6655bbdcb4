import { assert, it } from "@effect/vitest"
import { Option, Schema } from "effect"
import { decodeKubeEvent, RawEvent } from "../../src/domain/event/kubeEvent.ts"
import { readKubeEvent, readRawEvent } from "../../src/domain/event/readKubeEvent.ts"
import { odd } from "../support/oddJson.ts"

const decodeRaw = Schema.decodeUnknownOption(RawEvent)

const text = odd(
  Schema.Union([Schema.String, Schema.Literals(["2026-01-01T00:00:00Z", "2026-01-01T00:00:00.123456Z"])])
)
const reference = odd(Schema.Struct({ kind: text, namespace: text, name: text, uid: text }))
const source = odd(Schema.Struct({ component: text }))
const OddEvent = Schema.Struct({
  metadata: odd(
    Schema.Struct({ name: text, namespace: text, uid: text, resourceVersion: text, creationTimestamp: text })
  ),
  involvedObject: reference,
  regarding: reference,
  type: text,
  reason: text,
  message: text,
  note: text,
  source,
  deprecatedSource: source,
  reportingComponent: text,
  reportingController: text,
  firstTimestamp: text,
  lastTimestamp: text,
  deprecatedFirstTimestamp: text,
  deprecatedLastTimestamp: text,
  eventTime: text,
  count: odd(Schema.Int),
  deprecatedCount: odd(Schema.Int),
  series: odd(Schema.Struct({ count: odd(Schema.Int), lastObservedTime: text }))
})

it.prop(
  "an event is read by hand as its schema reads it, on any JSON",
  { event: Schema.Union([OddEvent, Schema.Json]) },
  ({ event }) => {
    // As it comes from the wire: nothing but JSON.
    const json: unknown = JSON.parse(JSON.stringify(event))
    assert.deepStrictEqual(readRawEvent(json), Option.getOrUndefined(decodeRaw(json)))
    assert.deepStrictEqual(readKubeEvent(json), decodeKubeEvent(json))
  },
  { arbitrary: { runs: 1000 } }
)
