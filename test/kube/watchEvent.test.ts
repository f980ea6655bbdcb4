import { assert, it } from "@effect/vitest"
import { Option, Schema } from "effect"
import { readWatchEvent, Versioned, versionOf, WatchEvent } from "../../src/kube/watch/watchEvent.ts"
import { odd } from "../support/oddJson.ts"

// What is read by hand must be what the schemas say, on any JSON.

const decodeEvent = Schema.decodeUnknownOption(WatchEvent)
const decodeVersioned = Schema.decodeUnknownOption(Versioned)

const OddObject = Schema.Struct({ metadata: odd(Schema.Struct({ resourceVersion: odd(Schema.String) })) })
const OddEvent = Schema.Union([
  Schema.Struct({
    type: odd(Schema.Literals(["ADDED", "MODIFIED", "DELETED", "BOOKMARK", "ERROR"])),
    object: odd(OddObject)
  }),
  Schema.Json
])

it.prop(
  "a line is read as its schema reads it",
  { event: OddEvent },
  ({ event }) => {
    const line = JSON.stringify(event)
    assert.deepStrictEqual(readWatchEvent(line), Option.getOrUndefined(decodeEvent(line)))
    assert.isUndefined(readWatchEvent(line.slice(0, -1)))
  },
  { arbitrary: { runs: 500 } }
)

it.prop(
  "a version is read as its schema reads it",
  { object: Schema.Union([OddObject, Schema.Json]) },
  ({ object }) => {
    const expected = Option.getOrUndefined(decodeVersioned(object))?.metadata.resourceVersion
    assert.strictEqual(versionOf(object), expected)
  },
  { arbitrary: { runs: 500 } }
)
